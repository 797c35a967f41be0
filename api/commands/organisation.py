"""`throughline organisation`: found the organisations whose change efforts are tracked."""

import argparse
import asyncio
from datetime import date

from api.cli import CommandError, Subparsers, say
from api.settings import Settings


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "organisation",
        description=(
            "An organisation is a tenant: nothing crosses from one to another. Its key names it in "
            "commands; people and programs reach it by tokens (`throughline token`)."
        ),
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = actions.add_parser(
        "create",
        help="create an organisation",
        description="Found an organisation, without any data.",
        epilog=(
            "examples:\n"
            "  throughline organisation create --key acme --name 'Acme Ltd' --time-zone "
            "Europe/London --currency GBP\n"
            "  throughline token create --organisation acme --role ADMIN\n"
        ),
    )
    create.add_argument("--key", required=True, help="small letters, digits and hyphens")
    create.add_argument("--name", required=True, help="what people call it")
    create.add_argument(
        "--time-zone", default="UTC", metavar="ZONE", help="where its days begin; default: UTC"
    )
    create.add_argument("--currency", default="EUR", metavar="CODE", help="default: EUR")
    create.add_argument(
        "--clock",
        type=read_day,
        metavar="DAY",
        help="fix its today on a day (YYYY-MM-DD), for a history that ended; default: it runs",
    )
    actions.add_parser(
        "list", help="list them", description="List key, name, revision and today of each."
    )


def read_day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{value!r} is not a day such as 2024-06-30") from error


def run(args: argparse.Namespace, settings: Settings) -> int:
    from api.commands.database import open_database

    with open_database(settings, say) as url:
        return asyncio.run(create(url, args) if args.action == "create" else list_all(url))


async def create(url: str, args: argparse.Namespace) -> int:
    from api.commands.writing import reported, writing
    from domain.people.organisation import new_organisation

    async with writing(url) as units:
        with reported():
            organisation = new_organisation(
                args.key,
                now=units.clock(),
                name=args.name,
                time_zone=args.time_zone,
                currency=args.currency,
                clock_fixed_on=args.clock,
            )
            await units.found(organisation)
    say(f"Founded {organisation.name}. Next: throughline token create --organisation {args.key}")
    print(organisation.key)
    return 0


async def list_all(url: str) -> int:
    from api.commands.writing import writing
    from db.access.tenants import organisations

    async with writing(url) as units, units.session() as session:
        found = await organisations(session)
        for one in found:
            today = one.today(units.clock())
            print(f"{one.key}\t{one.name}\trevision {one.revision}\t{today}")
    if not found:
        raise CommandError("There is no organisation yet: throughline organisation create --help")
    return 0
