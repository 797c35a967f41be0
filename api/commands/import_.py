"""`throughline import`: bring a portfolio in from a folder of CSV files."""

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli import CommandError, Subparsers, say
from api.settings import Settings

if TYPE_CHECKING:
    from integrations.importing.files.reading import Files
    from integrations.importing.format.problems import RowProblem
    from integrations.importing.running.dry_run import Preview
    from integrations.importing.running.options import Imported

MOST_SHOWN = 200


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "import",
        description=(
            "Bring a portfolio in from CSV files, in a folder or a zip (docs/import-format.md). "
            "Every row is checked before any is written. Running it again changes nothing; a newer "
            "export brings just what is different, and no date that was ever promised is lost."
        ),
        epilog=(
            "examples:\n"
            "  throughline import exports/2026-11 --organisation acme\n"
            "  throughline import kubernetes --organisation k8s --create --as-of 2024-06-16\n"
            "  throughline import exports/2026-11 --organisation acme --dry-run\n"
        ),
    )
    parser.add_argument(
        "folder", type=Path, metavar="FOLDER", help="the folder of the CSV files, or a zip of them"
    )
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
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="say what it would do, and write nothing; exit code 1 if any row can't be taken",
    )


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2024-06-16") from None


def run(args: argparse.Namespace, settings: Settings) -> int:
    import asyncio

    from api.commands.database import open_database
    from domain.imports.import_run import NotImported
    from integrations.importing.format.problems import ImportRefusedError
    from integrations.importing.running.dry_run import Preview
    from integrations.importing.running.options import Options
    from integrations.importing.running.run import import_source, preview

    options = Options(
        key=args.organisation,
        create=args.create,
        as_of=args.as_of,
        skip_bad_rows=args.skip_bad_rows,
    )

    async def bring_in(url: str) -> "Imported | Preview":
        from db.connections.connection import create_engine

        engine = create_engine(url)
        try:
            do = preview if args.dry_run else import_source
            return await do(engine, files_of(args.folder), options, progress=say)
        finally:
            await engine.dispose()

    try:
        with open_database(settings, say) as url:
            result = asyncio.run(bring_in(url))
    except NotImported as refused:
        for problem in refused.problems:
            say(f"{problem.file}: {problem.message}")
        raise CommandError(refused.message) from refused
    except ImportRefusedError as refused:
        report(refused.problems)
        raise CommandError(str(refused)) from refused
    if isinstance(result, Preview):
        return report_preview(result, skipping=args.skip_bad_rows)
    report_imported(result)
    return 0


def files_of(path: Path) -> "Files":
    """Return the files of a folder, or those of a zip."""
    from domain.imports.import_run import UploadedFile
    from integrations.importing.files.archive import UploadArchive, build_archive
    from integrations.importing.files.reading import Folder

    if not path.is_file():
        return Folder(path)
    with path.open("rb") as file:
        return UploadArchive(build_archive([UploadedFile(path.name, file)]))


def report_imported(result: "Imported") -> None:
    """Say what an import did."""
    report(result.skipped)
    parts = [
        f"{result.row_count:,} rows read, {result.initiative_count:,} initiatives",
        f"{result.changed_rows:,} rows written, {result.changed_initiatives:,} initiatives changed",
        f"revision {result.revision:,}",
    ]
    if result.ignored_count:
        parts.insert(1, f"{result.ignored_count:,} rows left out that were recorded later")
    if result.skipped:
        parts.insert(1, f"{len(result.skipped):,} problems skipped")
    print("; ".join(parts))


def report_preview(outlook: "Preview", *, skipping: bool) -> int:
    """Say what an import would do; return the exit code, which tells whether it would."""
    report(outlook.problems)
    for each in outlook.files:
        parts = [f"{each.rows:,} rows"]
        if each.new:
            parts.append(f"{each.new:,} new")
        if each.changed:
            parts.append(f"{each.changed:,} changed")
        if each.problems:
            parts.append(f"{each.problems:,} problems")
        print(f"{each.file}: {', '.join(parts)}")
    parts = [
        f"{outlook.new_initiatives:,} new initiatives, {outlook.changed_initiatives:,} changed"
    ]
    parts.append(f"{outlook.changed_rows:,} rows to write")
    if outlook.ignored_count:
        parts.append(f"{outlook.ignored_count:,} rows left out that were recorded later")
    refused = bool(outlook.problems) and not skipping
    if refused:
        parts.append(f"{len(outlook.problems):,} problems stand in the way")
    print("; ".join([*parts, "nothing was written"]))
    return 1 if refused else 0


def report(problems: "Sequence[RowProblem]") -> None:
    for problem in problems[:MOST_SHOWN]:
        say(str(problem))
    if len(problems) > MOST_SHOWN:
        say(f"… and {len(problems) - MOST_SHOWN:,} more")
