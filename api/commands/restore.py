"""`throughline restore`: put a backup back."""

import argparse
from pathlib import Path

from api.cli import CommandError, Subparsers, say
from api.commands.backup import add_programs_flag
from api.settings import Settings


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "restore",
        description=(
            "Put a backup back and bring it to this release's schema. A database that holds "
            "organisations is refused unless --replace is given. The restore is one transaction: "
            "if anything fails, what was there is still there."
        ),
        epilog=(
            "examples:\n"
            "  throughline restore /backups/throughline-monday.dump\n"
            "  throughline restore monday.dump --data-dir /srv/copy    look at it elsewhere\n"
            "  throughline restore monday.dump --replace               go back to Monday\n\n"
            "Restart servers that run on the database: what they remember is of another history.\n"
        ),
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--replace",
        action="store_true",
        help="throw away everything the database holds now, in all its schemas",
    )
    add_programs_flag(parser)


def run(args: argparse.Namespace, settings: Settings) -> int:
    from api.commands.database import bring_up_to_date, open_database
    from db.server.backup import BackupError, check_archive, count_organisations, restore_backup
    from db.server.cluster import programs

    if not args.file.is_file():
        raise CommandError(f"There is no file {args.file}.")
    folder = args.programs or programs()
    try:
        check_archive(args.file, folder)  # before a data folder is made for nothing
        with open_database(settings, say, migrated=False) as url:
            present = count_organisations(url)
            if present and not args.replace:
                raise CommandError(
                    f"The database holds {present} organisations. Back it up, then restore with "
                    "--replace to throw them away; or restore into another --data-dir."
                )
            restore_backup(url, args.file, folder, say)
            bring_up_to_date(url, say)
            restored = count_organisations(url)
    except BackupError as error:
        raise CommandError(str(error)) from error
    say(f"{args.file}: {restored} organisations restored.")
    return 0
