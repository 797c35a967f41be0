"""`throughline backup`: write the whole database to one file."""

import argparse
from pathlib import Path

from api.cli import CommandError, Subparsers, say
from api.settings import Settings


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "backup",
        description=(
            "Write the whole database to one compressed file: a consistent picture, taken while "
            "servers keep running. The file appears when it is complete, replacing an older one, "
            "and only its owner may read it."
        ),
        epilog=(
            "examples:\n"
            "  throughline backup /backups/throughline-monday.dump\n"
            "  throughline backup today.dump --database-url postgresql://...\n\n"
            "The file is pg_dump's custom format; `throughline restore` puts it back.\n"
        ),
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    add_programs_flag(parser)


def add_programs_flag(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--programs",
        type=Path,
        metavar="FOLDER",
        help="folder of pg_dump, pg_restore and psql to use instead of the ones that come along, "
        "which speak no TLS and know servers up to PostgreSQL 18",
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    from api.commands.database import open_database
    from db.server.backup import BackupError, count_organisations, write_backup
    from db.server.cluster import programs

    if settings.database_url is None and not (settings.data_dir / "postgres").exists():
        raise CommandError(f"There is no database in {settings.data_dir} to back up.")
    with open_database(settings, say, migrated=False) as url:
        organisations = count_organisations(url)
        if organisations is None:
            raise CommandError("The database has no tables yet: there is nothing to back up.")
        try:
            size = write_backup(url, args.file.absolute(), args.programs or programs(), say)
        except BackupError as error:
            raise CommandError(str(error)) from error
    say(f"{args.file}: {organisations} organisations in {size / 2**20:.1f} MiB.")
    return 0
