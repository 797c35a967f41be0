"""`throughline sign-in-link`: print a link that opens a session in a browser of this machine."""

import argparse
import asyncio
from typing import TYPE_CHECKING

from api.cli import CommandError, Subparsers, say
from api.settings import Settings

if TYPE_CHECKING:
    from db.writing.unit_of_work import UnitsOfWork
    from domain.core.tenant import Organisation

DEMO = "demo"


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "sign-in-link",
        description=(
            "Print a link that signs a browser of this machine in: once, within a quarter of an "
            "hour, as the organisation's chief customer officer, with the role of an "
            "administrator. For where no sign-in provider is configured."
        ),
        epilog=(
            "examples:\n"
            "  throughline sign-in-link\n"
            "  throughline sign-in-link --organisation acme --port 9000\n"
        ),
    )
    parser.add_argument(
        "--organisation", metavar="KEY", help="its key; needed where there are several"
    )
    parser.add_argument(
        "--port", type=int, default=8000, help="the port that `throughline serve` listens on (8000)"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    from api.commands.database import open_database

    if settings.provider is not None:
        raise CommandError(
            "A sign-in provider is configured (THROUGHLINE_OIDC_ISSUER), so links open nothing. "
            "`throughline member invite` lets somebody in."
        )
    with open_database(settings, say) as url:
        link = asyncio.run(make_link(url, args.organisation))
    print(at(f"http://127.0.0.1:{args.port}", link))
    return 0


def at(address: str, link: str) -> str:
    """Return the address that a link opens a session at."""
    return f"{address}/sign-in/link?link={link}"


async def make_link(url: str, key: str | None) -> str:
    """Make a sign-in link of an organisation: of the one named, or the only one, or the demo."""
    from api.commands.writing import organisation_named, writing
    from db.access.tenants import organisations

    async with writing(url) as units:
        if key is None:
            async with units.session() as session:
                known = [one.key for one in await organisations(session)]
            if len(known) != 1 and DEMO not in known:
                raise CommandError(
                    f"Name an organisation with --organisation: {', '.join(known)}."
                    if known
                    else "There is no organisation yet: throughline organisation create --help"
                )
            key = DEMO if DEMO in known else known[0]
        return await link_to(units, await organisation_named(units, key))


async def link_to(units: "UnitsOfWork", organisation: "Organisation") -> str:
    from datetime import UTC, datetime

    from api.commands.writing import operator
    from domain.access.session import customer_officer, make_link
    from domain.access.token import LINK_PREFIX, make_token
    from domain.core.viewer import Role

    link = make_token(organisation.id, LINK_PREFIX)
    async with units.begin(operator(organisation), "token_issue") as work:
        officer = await customer_officer(work)
        person_id = None if officer is None else officer.id
        at = datetime.now(UTC)
        await make_link(work, link, role=Role.ADMIN, person_id=person_id, at=at)
        await work.commit()
    return link
