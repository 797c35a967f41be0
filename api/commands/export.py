"""`throughline export`: write an organisation to a folder of CSV files."""

import argparse
from pathlib import Path

from api.cli import CommandError, Subparsers, say
from api.settings import Settings


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "export",
        description=(
            "Write an organisation to a folder of CSV files (docs/import-format.md). Importing it "
            "again changes nothing; importing it into a new organisation makes the same one."
        ),
        epilog=(
            "examples:\n"
            "  throughline export backup/acme --organisation acme\n"
            "  throughline export backup/acme --organisation acme --replace\n"
        ),
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="made if it does not exist")
    parser.add_argument("--organisation", required=True, metavar="KEY", help="which company")
    parser.add_argument(
        "--replace", action="store_true", help="put the export in the place of what is there"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    import asyncio

    from api.commands.database import open_database
    from integrations.exporting.write import Exported, ExportRefusedError, export_folder

    async def write(url: str) -> Exported:
        from db.connections.connection import create_engine

        engine = create_engine(url)
        try:
            return await export_folder(
                engine, args.folder, args.organisation, replace=args.replace, progress=say
            )
        finally:
            await engine.dispose()

    try:
        with open_database(settings, say) as url:
            exported = asyncio.run(write(url))
    except (ExportRefusedError, OSError) as error:
        raise CommandError(str(error)) from error
    rows = sum(exported.rows.values())
    print(f"{args.folder}: {rows:,} rows as of revision {exported.revision:,}")
    return 0
