"""`throughline member`: who may sign in at the sign-in provider, and as what."""

import argparse
import asyncio
from typing import TYPE_CHECKING

from api.cli import CommandError, Subparsers, say
from api.commands.token import ROLES, add_organisation
from api.settings import Settings

if TYPE_CHECKING:
    from uuid import UUID

    from db.writing.unit_of_work import PostgresUnitOfWork
    from domain.access.member import Member


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "member",
        description=(
            "A member is a person who signs in at the sign-in provider (THROUGHLINE_OIDC_ISSUER). "
            "They are invited by e-mail address: the first sign-in with that address, verified by "
            "the provider, makes them a member."
        ),
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    invite = actions.add_parser(
        "invite",
        help="let somebody sign in",
        description="Invite somebody. Standard output gets the member's id and nothing else.",
        epilog=(
            "examples:\n"
            "  throughline member invite --organisation acme --role admin --name 'Ada Lovelace' "
            "ada@acme.com\n"
            "  throughline member invite --organisation acme --role viewer known@acme.com\n"
        ),
    )
    add_organisation(invite)
    invite.add_argument("email", metavar="EMAIL", help="the address they have at the provider")
    invite.add_argument(
        "--role", required=True, type=str.lower, choices=ROLES, help="what they may do"
    )
    invite.add_argument("--name", help="who they are, if nobody has this address yet")
    listing = actions.add_parser(
        "list", help="list them", description="List id, role, name and whether in or invited."
    )
    add_organisation(listing)
    role = actions.add_parser(
        "role", help="give one another role", description="Give a member another role, at once."
    )
    add_organisation(role)
    role.add_argument("id", metavar="ID", help="as `throughline member list` shows it")
    role.add_argument("role", type=str.lower, choices=ROLES, metavar="ROLE", help=", ".join(ROLES))
    remove = actions.add_parser(
        "remove",
        help="remove a member",
        description="Remove a member or take an invitation back: their sessions end at once.",
        epilog="example:\n  throughline member remove --organisation acme ID\n",
    )
    add_organisation(remove)
    remove.add_argument("id", metavar="ID", help="as `throughline member list` shows it")


def run(args: argparse.Namespace, settings: Settings) -> int:
    from api.commands.database import open_database

    mails = settings.mail_server is not None
    with open_database(settings, say) as url:
        return asyncio.run(
            list_all(url, args) if args.action == "list" else change(url, args, mails=mails)
        )


async def change(url: str, args: argparse.Namespace, *, mails: bool) -> int:
    from api.commands.writing import operator, organisation_named, reported, writing

    verb, what = {
        "invite": ("member_invite", invite),
        "role": ("member_set_role", set_role),
        "remove": ("member_remove", remove),
    }[args.action]
    async with writing(url) as units:
        units.mails = mails
        organisation = await organisation_named(units, args.organisation)
        with reported():
            async with units.begin(operator(organisation), verb) as work:
                changed = await what(work, args)
                await work.commit()
    if args.action == "invite":
        say(f"Invited: they sign in with {args.email}, verified by the sign-in provider.")
        say(
            "The servers and workers that run mail the invitation."
            if mails
            else "No mail server is named here (THROUGHLINE_SMTP_URL): tell them yourself, unless "
            "a server or worker has one."
        )
        print(changed.id)
    else:
        say("Done: it counts at once, wherever they are signed in.")
    return 0


async def invite(work: "PostgresUnitOfWork", args: argparse.Namespace) -> "Member":
    from domain.access import member
    from domain.core.viewer import Role

    role = Role(args.role.upper())
    return await member.invite(work, email=args.email, role=role, name=args.name)


async def set_role(work: "PostgresUnitOfWork", args: argparse.Namespace) -> "Member":
    from domain.access import member
    from domain.core.viewer import Role

    return await member.set_role(work, identity(args.id), Role(args.role.upper()))


async def remove(work: "PostgresUnitOfWork", args: argparse.Namespace) -> "Member":
    from domain.access import member

    return await member.remove(work, identity(args.id))


def identity(given: str) -> "UUID":
    from uuid import UUID

    try:
        return UUID(given)
    except ValueError as error:
        raise CommandError(f"{given!r} is not the id of a member: list them.") from error


async def list_all(url: str, args: argparse.Namespace) -> int:
    from api.commands.writing import organisation_named, writing
    from db.access.tenants import members

    async with writing(url) as units:
        organisation = await organisation_named(units, args.organisation)
        async with units.session() as session:
            for member, name in await members(session, organisation.id):
                state = "in" if member.subject is not None else f"invited as {member.email}"
                print(f"{member.id}\t{member.role.value.lower()}\t{name}\t{state}")
    return 0
