"""`throughline migrate`: bring the database to this release's schema."""

import argparse

from api.cli import Subparsers, say
from api.settings import Settings


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "migrate",
        description=(
            "Bring the database to this release's schema. `serve` does so by itself; run this "
            "first where several servers share a database. Safe to run at any time, and twice."
        ),
        epilog=(
            "examples:\n"
            "  throughline migrate\n"
            "  throughline migrate --database-url postgresql://user:password@host:5432/throughline\n"
            "  throughline migrate --status     tell the revision and change nothing\n"
        ),
    )
    parser.add_argument(
        "--status",
        action="store_true",
        help="print the database's revision; exit code 3 if it is not this release's",
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    from api.commands.database import bring_up_to_date, open_database
    from db.schema import migrate

    with open_database(settings, say, migrated=False) as url:
        if args.status:
            revision = migrate.current(url)
            print(revision or "empty")
            return 0 if revision == migrate.head() else 3
        changed = bring_up_to_date(url, say)
        say(f"{'Migrated to' if changed else 'Already at'} {migrate.current(url)}.")
    return 0
