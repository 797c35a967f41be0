"""Writing an export: one consistent picture of an organisation, whole or not at all."""

import csv
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.findings.finding import finding_rule
from db.people.organisation import organisation
from db.portfolio.comment import comment
from db.portfolio.effect import effect
from db.portfolio.initiative import participation
from db.portfolio.milestone import dependency, milestone
from db.portfolio.short_term_win import credit, share, short_term_win
from db.tables import metadata
from domain.core.tenant import Organisation
from integrations.exporting.cells import Cells, Names, cells, unless_default
from integrations.exporting.histories import History, alphabetical
from integrations.exporting.reviews import Reviews
from integrations.importing.changes.context import TABLES, Calendar
from integrations.importing.changes.on_record import OnRecord, load_on_record, of_organisation
from integrations.importing.format.columns import Row, columns
from integrations.importing.planning.reference import REFERENCE
from integrations.importing.planning.thresholds import own
from integrations.importing.rows.kinds import LINK_ROWS
from integrations.importing.rows.portfolio import (
    FILES,
    CommentRow,
    CreditRow,
    DependencyRow,
    EffectRow,
    EventRow,
    InitiativeRow,
    MilestoneRow,
    OrganisationRow,
    ParticipationRow,
    ShareRow,
    ThresholdRow,
    WinRow,
)

CHUNK = 100
Progress = Callable[[str], None]
Lines = dict[type[Row], list[Cells]]


class ExportRefusedError(Exception):
    """The export wrote nothing; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote: rows by file, as of which revision."""

    revision: int
    rows: dict[str, int]


async def export_folder(
    engine: AsyncEngine,
    folder: Path,
    key: str,
    *,
    replace: bool = False,
    progress: Progress = lambda _line: None,
) -> Exported:
    """Write every file of the format into `folder`, which appears or changes at once."""
    refuse_full(folder, replace=replace)
    async with engine.connect() as unsettled:
        connection = await unsettled.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        query = select(organisation).where(organisation.c.key == key)
        row = (await connection.execute(query)).one_or_none()
        if row is None:
            raise ExportRefusedError(f"There is no organisation “{key}”.")
        with fresh_folder(folder, replace=replace) as target, Files(target) as files:
            await Export(connection, Organisation(**row._mapping), files, progress).run()
            counts = files.counts
    return Exported(row.revision, counts)


def refuse_full(folder: Path, *, replace: bool) -> None:
    """Refuse a folder that holds something, and whatever is no folder."""
    if folder.exists() and not folder.is_dir():
        raise ExportRefusedError(f"{folder} is a file; name a folder.")
    if replace or not folder.exists() or not any(folder.iterdir()):
        return
    raise ExportRefusedError(f"{folder} is not empty. Name another folder, or add --replace.")


@contextmanager
def fresh_folder(folder: Path, *, replace: bool) -> Iterator[Path]:
    """Yield a folder beside `folder` that takes its place once everything is written."""
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        new = work / "new"
        new.mkdir()
        yield new
        if folder.exists():
            refuse_full(folder, replace=replace)
            folder.rename(work / "old")
        new.rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)


class Files:
    """The files of an export, all open at once and synced to disk at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.counts = {row.file: 0 for row in FILES}
        self.stack = ExitStack()
        self.writers: dict[type[Row], Any] = {}
        self.files: list[Any] = []

    def __enter__(self) -> Self:
        for row in FILES:
            path = self.folder / row.file
            file = self.stack.enter_context(path.open("w", newline="", encoding="utf-8"))
            names = [column.name for column in columns(row)]
            writer = csv.DictWriter(file, names, lineterminator="\r\n")
            writer.writeheader()
            self.writers[row] = writer
            self.files.append(file)
        return self

    def __exit__(self, *_exception: object) -> None:
        for file in self.files:
            file.flush()
            os.fsync(file.fileno())
        self.stack.close()

    def write(self, row: type[Row], lines: Iterable[Cells]) -> None:
        for line in lines:
            self.writers[row].writerow(line)
            self.counts[row.file] += 1


class Export:
    """The export of one organisation over one snapshot of the database."""

    def __init__(
        self,
        connection: AsyncConnection,
        exported: Organisation,
        files: Files,
        progress: Progress,
    ) -> None:
        self.connection = connection
        self.organisation = exported
        self.files = files
        self.progress = progress
        now = datetime.now(UTC)
        zone = ZoneInfo(exported.time_zone)
        self.calendar = Calendar(zone, exported.today(now), exported.clock(now))

    async def run(self) -> None:
        names = await self.names()
        self.files.write(OrganisationRow, [cells(OrganisationRow, vars(self.organisation), names)])
        self.files.write(ThresholdRow, await self.thresholds())
        for row, table in REFERENCE.items():
            query = of_organisation(table, self.organisation.id)
            records = (await self.connection.execute(query)).mappings().all()
            lines = [
                cells(row, record, names, external_id=names[row.file][record["id"]])
                for record in records
            ]
            self.files.write(row, sorted(lines, key=lambda line: line["external_id"]))
        initiatives = sorted(
            names[InitiativeRow.file], key=lambda each: names[InitiativeRow.file][each]
        )
        for start in range(0, len(initiatives), CHUNK):
            ids = initiatives[start : start + CHUNK]
            records_by_id = await load_on_record(self.connection, self.organisation.id, ids)
            for initiative_id in ids:
                lines_by_file = self.of_initiative(records_by_id[initiative_id], names)
                for row_type, lines_of_one in lines_by_file.items():
                    self.files.write(row_type, lines_of_one)
            self.progress(f"exported {start + len(ids):,} of {len(initiatives):,} initiatives")

        await self.write_reviews(names)

    async def thresholds(self) -> list[Cells]:
        """Return the thresholds that the organisation set itself."""
        c = finding_rule.c
        query = select(c.rule, c.thresholds).where(c.organisation_id == self.organisation.id)
        held = own(await self.connection.execute(query))
        return [
            cells(ThresholdRow, {"rule": rule, "threshold": name, "value": value}, {})
            for (rule, name), value in sorted(held.items())
        ]

    async def write_reviews(self, names: Names) -> None:
        """Write the reviews one by one, then what was decided and taken on."""
        reviews = Reviews(self.connection, self.organisation.id, names, self.calendar)
        for review_id in await reviews.in_order():
            for row_type, lines in (await reviews.lines(review_id)).items():
                self.files.write(row_type, lines)
        for row_type, lines in (await reviews.asked_and_taken_on()).items():
            self.files.write(row_type, lines)

    async def names(self) -> dict[str, dict[UUID, str]]:
        """Return the external ids; what was made in the product goes by its id."""
        found: dict[str, dict[UUID, str]] = {}
        for file, table in TABLES.items():
            query = select(table.c.id, table.c.external_id).where(
                table.c.organisation_id == self.organisation.id
            )
            rows = await self.connection.execute(query)
            found[file] = {row.id: row.external_id or str(row.id) for row in rows}
        return found

    def of_initiative(self, record: OnRecord, names: Names) -> Lines:
        """Return everything about one initiative, by file."""
        assert record.initiative is not None, "it was read in the same snapshot"
        own = record.initiative
        external_id = names[InitiativeRow.file][own["id"]]
        since = unless_default(own["recorded_at"], own["proposed_on"], self.calendar)
        lines: Lines = {
            InitiativeRow: [
                cells(InitiativeRow, own, names, external_id=external_id, recorded_at=since)
            ],
            EventRow: History(external_id, record, names, self.calendar).events(),
        }
        for row_type, table, keep in (
            (MilestoneRow, milestone, None),
            (ParticipationRow, participation, own["recorded_at"]),
            (EffectRow, effect, own["recorded_at"]),
            *((row, metadata.tables[row.kind.key], own["recorded_at"]) for row in LINK_ROWS),
            (DependencyRow, dependency, own["recorded_at"]),
            (WinRow, short_term_win, "achieved_on"),
            (CreditRow, credit, None),
            (ShareRow, share, "occurred_on"),
            (CommentRow, comment, None),
        ):
            lines[row_type] = alphabetical(
                self.line(row_type, each, names, keep) for each in record.of(table)
            )
        return lines

    def line(self, row_type: type[Row], record: Any, names: Names, default: Any) -> Cells:
        """Return a record as a line; `default` is what an import assumes of `recorded_at`."""
        own: dict[str, object] = {}
        if row_type.file in names:
            own["external_id"] = names[row_type.file][record["id"]]
        if "short_term_win_id" in record:
            own["win"] = names[WinRow.file][record["short_term_win_id"]]
        if default is not None:
            assumed = record[default] if isinstance(default, str) else default
            own["recorded_at"] = unless_default(record["recorded_at"], assumed, self.calendar)
        return cells(row_type, record, names, **own)
