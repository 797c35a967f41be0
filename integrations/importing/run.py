"""The import: read and check everything, then write what differs, a few initiatives at a time."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.schema.statistics import analyse
from db.schema.tables import dependency, person
from db.writing.unit_of_work import PostgresUnitOfWork, UnitsOfWork
from domain.access import Role, Viewer
from domain.organisation import Organisation, new_organisation
from domain.problem import Refusal
from integrations.importing.applying import (
    apply_bundles,
    apply_reference,
    plan_reference_rows,
)
from integrations.importing.checks import check_cycles, fresh
from integrations.importing.chunks import chunks, in_chunks
from integrations.importing.on_record import load_on_record
from integrations.importing.planning.changes import Bundle, Changes, Context
from integrations.importing.planning.initiatives import plan_bundle
from integrations.importing.planning.reference import in_file_order, plan_organisation
from integrations.importing.problems import ImportRefusedError, RowProblem
from integrations.importing.reading import Folder, Source
from integrations.importing.rows import (
    EventRow,
    MilestoneRow,
)
from integrations.importing.staging import People, Progress, Stage, Staged
from integrations.importing.tenant import (
    apply_organisation,
    as_told,
    find_organisation,
    judge_again,
)
from integrations.importing.unborn import drop_unborn
from integrations.importing.world import Calendar, Identities

CHUNK = 50
REFERENCE_CHUNK = 1_000
MANY_ROWS = 500
ACTION = "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to import: into which organisation, as of which day, and what to do with bad rows."""

    key: str
    create: bool = False
    as_of: date | None = None
    skip_bad_rows: bool = False
    chunk: int = CHUNK
    reserved: Mapping[str, Mapping[str, UUID]] = field(default_factory=dict)
    """Ids that records not on record yet get, by file and external id."""


@dataclass(slots=True, kw_only=True)
class Imported:
    """What an import did. Without any change the revision is the one from before."""

    organisation_id: UUID
    revision: int
    created: bool = False
    row_count: int = 0
    initiative_count: int = 0
    changed_initiatives: int = 0
    changed_rows: int = 0
    ignored_count: int = 0
    skipped: tuple[RowProblem, ...] = ()


def utc_now() -> datetime:
    return datetime.now(UTC)


def quiet(_line: str) -> None:
    """Report to nobody."""


async def import_source(
    engine: AsyncEngine,
    source: Source,
    options: Options,
    *,
    progress: Progress = quiet,
    clock: Callable[[], datetime] = utc_now,
) -> Imported:
    """Import all a source says; raises `ImportRefusedError`, with nothing written, if it is bad."""
    async with alone(engine, options.key):
        imported = await Import(engine, source, options, progress, clock).run()
        if imported.changed_rows >= MANY_ROWS:
            # Reads are planned by what PostgreSQL knows; autovacuum looks only in a minute.
            await analyse(engine)
        return imported


@asynccontextmanager
async def alone(engine: AsyncEngine, key: str) -> AsyncIterator[None]:
    """Keep other imports of the organisation out; the lock goes with the connection."""
    lock = select(func.pg_try_advisory_lock(func.hashtextextended(f"import {key}", 0)))
    unlock = select(func.pg_advisory_unlock(func.hashtextextended(f"import {key}", 0)))
    async with engine.connect() as guard:
        connection = await guard.execution_options(isolation_level="AUTOCOMMIT")
        if not await connection.scalar(lock):
            raise ImportRefusedError(
                f"Another import into “{key}” is running; wait until it is done."
            )
        try:
            yield
        finally:
            await connection.execute(unlock)


class Import:
    """One run of the import, from the first row to the last chunk."""

    def __init__(
        self,
        engine: AsyncEngine,
        source: Source,
        options: Options,
        progress: Progress,
        clock: Callable[[], datetime],
    ) -> None:
        self.engine = engine
        self.source = source
        self.options = options
        self.progress = progress
        self.clock = clock
        self.ids = Identities(options.reserved)
        # Other writers of the organisation hold its lock for milliseconds; an import can wait.
        self.units = UnitsOfWork(engine, lock_timeout_seconds=60.0, clock=clock)

    async def run(self) -> Imported:
        organisation = await find_organisation(self.engine, self.options.key)
        created = organisation is None
        if organisation is None:
            if not self.options.create:
                raise ImportRefusedError(
                    f"There is no organisation “{self.options.key}”. Add --create to make it."
                )
            try:
                organisation = new_organisation(
                    self.options.key, now=self.clock(), name=self.options.key
                )
            except Refusal as refusal:
                raise ImportRefusedError(str(refusal)) from refusal
        target = as_told(
            organisation, self.source, self.options.as_of, self.clock(), created=created
        )
        calendar = self.calendar(target)
        async with self.engine.connect() as connection:
            staged = await self.stage(connection, organisation, calendar)
            context = Context(
                organisation_id=organisation.id,
                calendar=calendar,
                ids=self.ids,
                columns=staged.columns,
            )
            changed = await self.plan_all(connection, staged, context)
        if staged.problems and not self.options.skip_bad_rows:
            raise ImportRefusedError(
                f"{len(staged.problems):,} of {staged.row_count:,} rows can't be taken. "
                "Nothing was imported.",
                tuple(sorted(staged.problems)),
            )
        result = Imported(
            organisation_id=organisation.id,
            revision=organisation.revision,
            created=created,
            row_count=staged.row_count,
            initiative_count=len(staged.bundles),
            ignored_count=staged.ignored_count,
            skipped=tuple(sorted(staged.problems)),
        )
        if created:
            target.recorded_at = calendar.now
            await self.units.found(target)
            result.revision = target.revision
        else:
            await self.apply_organisation(result, organisation, target, staged, context)
        await self.apply_reference(result, staged, context)
        await self.apply_initiatives(result, changed, context)
        if not created and target.clock_fixed_on != organisation.clock_fixed_on:
            await judge_again(self.engine, target, self.clock)
            judged = await find_organisation(self.engine, target.key)
            result.revision = judged.revision if judged else result.revision
        return result

    def calendar(self, target: Organisation) -> Calendar:
        instant = self.clock()
        return Calendar(ZoneInfo(target.time_zone), target.today(instant), target.clock(instant))

    async def stage(
        self, connection: AsyncConnection, organisation: Organisation, calendar: Calendar
    ) -> Staged:
        """Read and check every row against the others and against what is on record."""
        await self.ids.load(connection, organisation.id)
        people = await load_people(connection, organisation.id)
        as_of = self.options.as_of
        stage = Stage(self.source, self.ids, people, calendar, as_of)
        staged = stage.read(self.progress)
        if isinstance(self.source, Folder):
            staged.problems += self.source.strangers()
        drop_unborn(staged, self.ids)
        c = dependency.c
        pairs = select(c.milestone_id, c.depends_on_id).where(c.organisation_id == organisation.id)
        known = [(row[0], row[1]) for row in await connection.execute(pairs)]
        rows = sorted(
            (row for bundle in staged.bundles.values() for row in bundle.dependencies),
            key=lambda row: row.line,
        )
        for row, problem in check_cycles(fresh(rows, self.ids, known), self.ids, known):
            staged.problems.append(problem)
            for bundle in staged.bundles.values():
                bundle.dependencies = [each for each in bundle.dependencies if each is not row]
        return staged

    async def plan_all(
        self, connection: AsyncConnection, staged: Staged, context: Context
    ) -> list[Bundle]:
        """Plan every initiative without any lock; returns those that differ from the record."""
        changed: list[Bundle] = []
        done = 0
        for bundles in chunks(list(staged.bundles.values()), self.options.chunk):
            ids = [bundle.initiative_id for bundle in bundles]
            records = await load_on_record(connection, context.organisation_id, ids)
            for bundle in bundles:
                changes = plan_bundle(bundle, records[bundle.initiative_id], context)
                while changes.problems:
                    staged.problems += changes.problems
                    if not leave_out(bundle, changes.problems):
                        break
                    changes = plan_bundle(bundle, records[bundle.initiative_id], context)
                if changes:
                    changed.append(bundle)
            done += len(bundles)
            self.progress(f"checked {done:,} of {len(staged.bundles):,} initiatives")
        return changed

    @asynccontextmanager
    async def unit(self, organisation_id: UUID) -> AsyncIterator[PostgresUnitOfWork]:
        viewer = Viewer(organisation_id=organisation_id, token_id=None, role=Role.ADMIN)
        async with self.units.begin(viewer, ACTION) as work:
            yield work

    async def apply_organisation(
        self,
        result: Imported,
        organisation: Organisation,
        target: Organisation,
        staged: Staged,
        context: Context,
    ) -> None:
        """Write the organisation's own row and its clock, if they differ."""
        said = staged.organisation
        told = Changes()
        plan_organisation(said, vars(organisation), context, told)
        if not told and target.clock_fixed_on == organisation.clock_fixed_on:
            return
        async with self.unit(target.id) as work:
            if apply_organisation(work, said, target.clock_fixed_on, context):
                result.changed_rows += 1
                result.revision = await work.commit()

    async def apply_reference(self, result: Imported, staged: Staged, context: Context) -> None:
        """Write what differs of departments, people and journeys."""
        for row_type, rows in in_file_order(staged.rows):
            for part in chunks(rows, REFERENCE_CHUNK):
                async with self.engine.connect() as connection:
                    plan = await plan_reference_rows(connection, row_type, part, context)
                if plan:
                    async with self.unit(context.organisation_id) as work:
                        result.changed_rows += await apply_reference(work, row_type, part, context)
                        result.revision = await work.commit()

    async def apply_initiatives(
        self, result: Imported, changed: Sequence[Bundle], context: Context
    ) -> None:
        """Write what differs of the initiatives, a chunk of whole ones at a time."""
        for bundles in in_chunks(changed, self.options.chunk, self.ids):
            async with self.unit(context.organisation_id) as work:
                result.changed_rows += await apply_bundles(work, bundles, context)
                result.revision = await work.commit()
            result.changed_initiatives += sum(bundle.whole for bundle in bundles)
            self.progress(f"wrote {result.changed_initiatives:,} of {len(changed):,} initiatives")


async def load_people(connection: AsyncConnection, organisation_id: UUID) -> People:
    """Return the addresses on record, and who has no external id."""
    c = person.c
    query = select(c.id, c.email, c.external_id).where(c.organisation_id == organisation_id)
    rows = (await connection.execute(query)).all()
    return People(
        {row.email.lower(): row.id for row in rows if row.email},
        frozenset(row.id for row in rows if row.external_id is None),
    )


def leave_out(bundle: Bundle, problems: Sequence[RowProblem]) -> bool:
    """Take the bad rows out of a bundle; False when there was none to take."""
    lines = {problem.line for problem in problems if problem.file == EventRow.file}
    kept = [row for row in bundle.events if row.line not in lines]
    shown = {problem.line for problem in problems if problem.file == MilestoneRow.file}
    for milestone_id, row in bundle.milestones.items():
        if row.line in shown:
            bundle.milestones[milestone_id] = replace(row, completed_on=None)
    done = len(kept) < len(bundle.events) or bool(shown)
    bundle.events = kept
    return done
