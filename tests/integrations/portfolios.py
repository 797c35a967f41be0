"""Portfolios as folders of CSV files, and what came of them in the database."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from integrations.exporting.write import export_folder
from integrations.importing.files.reading import Folder
from integrations.importing.format.problems import ImportRefusedError, RowProblem
from integrations.importing.running.options import Imported, Options
from integrations.importing.running.run import import_source

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
Files = Mapping[str, str]

SMALL: Files = {
    "organisation.csv": "name,time_zone,currency\nAcme,Europe/Vienna,EUR\n",
    "departments.csv": "external_id,name,head_count\nkitchen,Kitchen,12\nbar,Bar,\n",
    "people.csv": (
        "external_id,name,email,department\n"
        "ana,Ana Ruiz,ana@example.com,kitchen\nbo,Bo Lind,bo@example.com,bar\n"
    ),
    "initiatives.csv": "external_id,title,owner\nI-1,Hot food,ana\nI-2,Fast drinks,bo\n",
    "milestones.csv": (
        "external_id,initiative,title,owner\n"
        "I-1/box,I-1,A better box,ana\nI-1/all,I-1,All sites,bo\nI-2/one,I-2,One bar,bo\n"
    ),
    "events.csv": (
        "initiative,occurred_on,event,milestone,due_on,value,text,person\n"
        "I-1,2026-01-05,created,,,,,\n"
        "I-1,2026-01-10,lifecycle,,,IN_PROGRESS,Go,ana\n"
        "I-1,2026-01-12,planned,I-1/box,2026-03-01,,,\n"
        "I-1,2026-02-20,replanned,I-1/box,2026-04-01,,The box leaks,ana\n"
        "I-1,2026-04-10,delivered,I-1/box,,,,\n"
        "I-1,2026-01-12,planned,I-1/all,2026-06-01,,,\n"
        "I-1,2026-05-01,status,,,ON_TRACK,All is well,ana\n"
        "I-1,2026-05-20,activity,,,,,\n"
        "I-2,2026-02-01,created,,,,,\n"
        "I-2,2026-02-02,planned,I-2/one,,,,\n"
    ),
    "dependencies.csv": "milestone,depends_on\nI-1/all,I-2/one\n",
}


def write(folder: Path, files: Files, **changes: str) -> Path:
    """Write files; `events="..."` replaces events.csv."""
    told = {**files, **{f"{name}.csv": content for name, content in changes.items()}}
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in told.items():
        (folder / name).write_bytes(content.encode())
    return folder


async def bring_in(
    engine: AsyncEngine,
    folder: Path,
    *,
    key: str = "acme",
    now: datetime = NOW,
    as_of: date | None = None,
    skip_bad_rows: bool = False,
    chunk: int = 50,
) -> Imported:
    options = Options(key=key, create=True, as_of=as_of, skip_bad_rows=skip_bad_rows, chunk=chunk)
    return await import_source(engine, Folder(folder), options, clock=lambda: now)


async def refused(engine: AsyncEngine, folder: Path, **options: Any) -> list[str]:
    """Return why an import is refused, a line per problem."""
    try:
        await bring_in(engine, folder, **options)
    except ImportRefusedError as error:
        return told(error.problems)
    raise AssertionError("the import was not refused")


def told(problems: Sequence[RowProblem]) -> list[str]:
    return [str(problem) for problem in problems]


async def rows(engine: AsyncEngine, query: str, **parameters: object) -> list[tuple[Any, ...]]:
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(query), parameters)]


async def exported(engine: AsyncEngine, folder: Path, key: str = "acme") -> dict[str, str]:
    """Return the files of an export by name."""
    await export_folder(engine, folder, key, replace=True)
    return contents(folder)


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_bytes().decode() for path in sorted(folder.iterdir())}
