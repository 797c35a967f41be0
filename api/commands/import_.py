"""`throughline import`: bring a portfolio in from a folder of CSV files."""

import argparse
from datetime import date
from pathlib import Path

from api.cli import CommandError, Subparsers, say
from api.settings import Settings

MOST_SHOWN = 200


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "import",
        description=(
            "Bring a portfolio in from a folder of CSV files (docs/import-format.md). Every row is "
            "checked before any is written. Running it again changes nothing; a newer export "
            "brings just what is different, and no date that was ever promised is lost."
        ),
        epilog=(
            "examples:\n"
            "  throughline import exports/2026-11 --organisation acme\n"
            "  throughline import kubernetes --organisation k8s --create --as-of 2024-06-16\n"
        ),
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder of the CSV files")
    parser.add_argument("--organisation", required=True, metavar="KEY", help="into which company")
    parser.add_argument(
        "--create", action="store_true", help="make it if there is none of this key"
    )
    parser.add_argument(
        "--as-of",
        type=day,
        metavar="DAY",
        help="fix the organisation's clock on this day and leave out what was recorded later",
    )
    parser.add_argument(
        "--skip-bad-rows",
        action="store_true",
        help="report bad rows, and rows that depend on them, and import the others",
    )


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2024-06-16") from None


def run(args: argparse.Namespace, settings: Settings) -> int:
    import asyncio

    from api.database import open_database
    from integrations.importing.problems import ImportRefusedError
    from integrations.importing.reading import Folder
    from integrations.importing.run import Imported, Options, import_source

    options = Options(
        key=args.organisation,
        create=args.create,
        as_of=args.as_of,
        skip_bad_rows=args.skip_bad_rows,
    )

    async def bring_in(url: str) -> Imported:
        from db.connections.connection import create_engine

        engine = create_engine(url)
        try:
            return await import_source(engine, Folder(args.folder), options, progress=say)
        finally:
            await engine.dispose()

    try:
        with open_database(settings, say) as url:
            result = asyncio.run(bring_in(url))
    except ImportRefusedError as refused:
        report([str(problem) for problem in refused.problems])
        raise CommandError(str(refused)) from refused
    report([str(problem) for problem in result.skipped])
    told = [
        f"{result.row_count:,} rows read, {result.initiative_count:,} initiatives",
        f"{result.changed_rows:,} rows written, {result.changed_initiatives:,} initiatives changed",
        f"revision {result.revision:,}",
    ]
    if result.ignored_count:
        told.insert(1, f"{result.ignored_count:,} rows left out that were recorded later")
    if result.skipped:
        told.insert(1, f"{len(result.skipped):,} problems skipped")
    print("; ".join(told))
    return 0


def report(problems: list[str]) -> None:
    for line in problems[:MOST_SHOWN]:
        say(line)
    if len(problems) > MOST_SHOWN:
        say(f"… and {len(problems) - MOST_SHOWN:,} more")
