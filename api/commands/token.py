"""`throughline token`: make, list and revoke the tokens that open an organisation."""

import argparse
import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from api.cli import CommandError, Subparsers, say
from api.settings import Settings

if TYPE_CHECKING:
    from domain.access.token import AccessToken

ROLES = ("viewer", "contributor", "editor", "admin")
SCOPES = (
    "read",
    "write:initiatives",
    "write:milestones",
    "write:wins",
    "write:journeys",
    "write:people",
    "write:settings",
    "import",
)


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "token",
        description=(
            "Every request to /graphql carries `Authorization: Bearer <token>`. A token belongs to "
            "a person or to an integration and has a role. It is shown once and stored hashed."
        ),
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = actions.add_parser(
        "create",
        help="make one and print just it",
        description="Make a token. Standard output gets the token and nothing else.",
        epilog=(
            "roles, each including those before it:\n"
            "  viewer       reads\n"
            "  contributor  writes what its person owns or their department takes part in\n"
            "  editor       writes all initiatives, journeys, departments\n"
            "  admin        also manages people, tokens and the organisation\n\n"
            "scopes, which restrict what the role allows (docs/access.md):\n"
            f"  {', '.join(SCOPES)}\n\n"
            "example:\n"
            "  TOKEN=$(throughline token create --organisation demo --role viewer)\n"
            "  throughline token create --organisation demo --role contributor --label Jira \\\n"
            "    --scope read --scope write:milestones\n"
        ),
    )
    add_organisation(create)
    create.add_argument(
        "--role", required=True, type=str.lower, choices=ROLES, help="what it may do"
    )
    create.add_argument("--person", metavar="EMAIL", help="whose it is; without, an integration's")
    create.add_argument("--label", metavar="TEXT", help="what it is for, as the list shows it")
    create.add_argument(
        "--days", type=int, metavar="N", help="how many days it opens anything; without, for good"
    )
    create.add_argument(
        "--scope",
        action="append",
        choices=SCOPES,
        metavar="SCOPE",
        help="what it may be used for, nothing else; may be repeated (--person or this for a "
        "contributor)",
    )
    listing = actions.add_parser(
        "list",
        help="list them",
        description=(
            "List id, role, whose or what for, when it was made, used last and whether it is "
            "valid. Never the token."
        ),
    )
    add_organisation(listing)
    revoke = actions.add_parser(
        "revoke",
        help="revoke a token",
        description="Revoke a token at once and for good.",
        epilog="example:\n  throughline token revoke --organisation demo ID\n",
    )
    add_organisation(revoke)
    revoke.add_argument("id", metavar="ID", help="as `throughline token list` shows it")


def add_organisation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--organisation", required=True, metavar="KEY", help="its key")


def run(args: argparse.Namespace, settings: Settings) -> int:
    from api.commands.database import open_database

    action = {"create": create, "list": list_all, "revoke": revoke}[args.action]
    with open_database(settings, say) as url:
        return asyncio.run(action(url, args))


async def create(url: str, args: argparse.Namespace) -> int:
    from api.commands.writing import operator, organisation_named, reported, writing
    from domain.access.token import issue_token, make_token
    from domain.core.viewer import Role, TokenScope

    async with writing(url) as units:
        organisation = await organisation_named(units, args.organisation)
        token = make_token(organisation.id)
        with reported():
            async with units.begin(operator(organisation), "token_issue") as work:
                person_id = await person_of(work, args.person) if args.person else None
                role = Role(args.role.upper())
                days = args.days
                expires_at = None if days is None else work.instant + timedelta(days=days)
                await issue_token(
                    work,
                    token,
                    role=role,
                    person_id=person_id,
                    label=args.label,
                    scopes=None if args.scope is None else frozenset(map(TokenScope, args.scope)),
                    expires_at=expires_at,
                )
                await work.commit()
    print(token)
    return 0


async def person_of(work: Any, email: str) -> Any:
    from domain.people.person import Person

    for person in await work.find(Person, email=email.strip().lower()):
        return person.id
    raise CommandError(f"Nobody in {work.organisation.name} has the email address {email}.")


async def list_all(url: str, args: argparse.Namespace) -> int:
    from api.commands.writing import organisation_named, writing
    from db.access.tenants import tokens

    async with writing(url) as units:
        organisation = await organisation_named(units, args.organisation)
        async with units.session() as session:
            for token, person in await tokens(session, organisation.id):
                owner = person or token.label or "integration"
                made = f"{token.recorded_at:%Y-%m-%d}"
                used = f"used {token.used_at:%Y-%m-%d}" if token.used_at else "never used"
                fields = (token.id, token.role.value.lower(), owner, made, state_of(token), used)
                print("\t".join(map(str, fields)))
    return 0


def state_of(token: "AccessToken") -> str:
    from datetime import UTC, datetime

    if token.revoked_at is not None:
        return "revoked"
    if token.expires_at is None:
        return "valid"
    word = "expired" if token.expires_at <= datetime.now(UTC) else "valid until"
    return f"{word} {token.expires_at:%Y-%m-%d}"


async def revoke(url: str, args: argparse.Namespace) -> int:
    from uuid import UUID

    from api.commands.writing import operator, organisation_named, reported, writing
    from domain.access.token import revoke_token

    try:
        token_id = UUID(args.id)
    except ValueError as error:
        raise CommandError(f"{args.id!r} is not the id of a token: list them.") from error
    async with writing(url) as units:
        organisation = await organisation_named(units, args.organisation)
        with reported():
            async with units.begin(operator(organisation), "token_revoke") as work:
                await revoke_token(work, token_id)
                await work.commit()
    say("Revoked: it opens nothing any more.")
    return 0
