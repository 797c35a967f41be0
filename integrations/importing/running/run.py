"""The import: read and check everything, then write what differs, a few initiatives at a time."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.portfolio.initiative import initiative
from db.schema.statistics import analyse
from db.writing.unit_of_work import PostgresUnitOfWork, UnitsOfWork
from domain.core.viewer import Role, Viewer
from integrations.importing.applying.applying import (
    apply_bundles,
    apply_reference,
    plan_reference_rows,
)
from integrations.importing.applying.asked import apply_asked, asked_in, plan_asked
from integrations.importing.applying.chunks import chunks, in_chunks
from integrations.importing.applying.frozen import There, frozen_in
from integrations.importing.applying.holding import apply_review, plan_review
from integrations.importing.changes.changes import Changes
from integrations.importing.checking.staging import Progress
from integrations.importing.files.reading import Source
from integrations.importing.format.problems import ImportRefusedError, OccupiedError
from integrations.importing.planning.reference import in_file_order, plan_organisation
from integrations.importing.planning.thresholds import (
    apply_thresholds,
    differing,
    thresholds_in,
    thresholds_set,
)
from integrations.importing.running.dry_run import Preview
from integrations.importing.running.options import Imported, Options, quiet, utc_now
from integrations.importing.running.organisation import (
    apply_organisation,
    find_organisation,
    judge_again,
)
from integrations.importing.running.preparing import REFERENCE_CHUNK, Preparation, Prepared

MANY_ROWS = 500
ACTION = "import"


async def import_source(
    engine: AsyncEngine,
    source: Source,
    options: Options,
    *,
    progress: Progress = quiet,
    clock: Callable[[], datetime] = utc_now,
) -> Imported:
    """Import all a source says; raises `ImportRefusedError`, with nothing written, if it is bad."""
    async with exclusive(engine, options.key):
        prepared = await Preparation(engine, source, options, progress, clock).run()
        imported = await Import(engine, options, prepared, progress, clock).run()
        if imported.changed_rows >= MANY_ROWS:
            # Reads are planned by what PostgreSQL knows; autovacuum looks only in a minute.
            await analyse(engine)
        return imported


async def preview(
    engine: AsyncEngine,
    source: Source,
    options: Options,
    *,
    progress: Progress = quiet,
    clock: Callable[[], datetime] = utc_now,
) -> Preview:
    """Return what an import of the source would do just now; nothing is written.

    Raises `ImportRefusedError` when not even that can be told.
    """
    preparation = Preparation(engine, source, options, progress, clock)
    prepared = await preparation.run()
    await preparation.plan_rest(prepared)
    return Preview.of(prepared)


@asynccontextmanager
async def exclusive(engine: AsyncEngine, key: str) -> AsyncIterator[None]:
    """Keep other imports of the organisation out; the lock goes with the connection."""
    lock = select(func.pg_try_advisory_lock(func.hashtextextended(f"import {key}", 0)))
    unlock = select(func.pg_advisory_unlock(func.hashtextextended(f"import {key}", 0)))
    async with engine.connect() as guard:
        connection = await guard.execution_options(isolation_level="AUTOCOMMIT")
        if not await connection.scalar(lock):
            raise OccupiedError(f"Another import into “{key}” is running; wait until it is done.")
        try:
            yield
        finally:
            await connection.execute(unlock)


class Import:
    """The writing of what was prepared, up to the last chunk."""

    def __init__(
        self,
        engine: AsyncEngine,
        options: Options,
        prepared: Prepared,
        progress: Progress,
        clock: Callable[[], datetime],
    ) -> None:
        self.engine = engine
        self.options = options
        self.prepared = prepared
        self.progress = progress
        self.clock = clock
        # Other writers of the organisation hold its lock for milliseconds; an import can wait.
        self.units = UnitsOfWork(engine, lock_timeout_seconds=60.0, clock=clock)

    async def run(self) -> Imported:
        """Write what differs; with bad rows that are not to be skipped, nothing."""
        prepared, staged = self.prepared, self.prepared.staged
        if staged.problems and not self.options.skip_bad_rows:
            raise ImportRefusedError(
                f"{len(staged.problems):,} of {staged.row_count:,} rows can't be taken. "
                "Nothing was imported.",
                tuple(staged.problems),
            )
        organisation, target = prepared.organisation, prepared.target
        result = Imported(
            organisation_id=organisation.id,
            revision=organisation.revision,
            created=prepared.created,
            row_count=staged.row_count,
            initiative_count=len(staged.bundles),
            new_initiatives=prepared.tally.new[initiative.name],
            ignored_count=staged.ignored_count,
            skipped=tuple(staged.problems),
        )
        if prepared.created:
            target.recorded_at = prepared.calendar.now
            await self.units.found(target)
            result.revision = target.revision
        else:
            await self.apply_organisation(result)
        await self.apply_thresholds(result)
        await self.apply_reference(result)
        await self.apply_initiatives(result)
        await self.apply_reviews(result)
        if not prepared.created and target.clock_fixed_on != organisation.clock_fixed_on:
            await judge_again(self.engine, target, self.clock)
            judged = await find_organisation(self.engine, target.key)
            result.revision = judged.revision if judged else result.revision
        return result

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[PostgresUnitOfWork]:
        author = self.options.author
        viewer = Viewer(
            organisation_id=self.prepared.organisation.id,
            token_id=author.token_id,
            role=Role.ADMIN,
            person_id=author.person_id,
            request_id=author.request_id,
        )
        async with self.units.begin(viewer, ACTION) as work:
            yield work

    async def apply_organisation(self, result: Imported) -> None:
        """Write the organisation's own row and its clock, if they differ."""
        prepared, context = self.prepared, self.prepared.context
        said, target = prepared.staged.organisation, prepared.target
        changes = Changes()
        plan_organisation(said, vars(prepared.organisation), context, changes)
        if not changes and target.clock_fixed_on == prepared.organisation.clock_fixed_on:
            return
        async with self.unit() as work:
            if apply_organisation(work, said, target.clock_fixed_on, context):
                result.changed_rows += 1
                result.revision = await work.commit()

    async def apply_thresholds(self, result: Imported) -> None:
        """Set the thresholds that differ, ahead of what they are held against."""
        async with self.engine.connect() as connection:
            held = await thresholds_set(connection, self.prepared.context)
        if rows := differing(thresholds_in(self.prepared.staged.rows), held):
            async with self.unit() as work:
                result.changed_rows += await apply_thresholds(work, rows)
                result.revision = await work.commit()

    async def apply_reference(self, result: Imported) -> None:
        """Write what differs of departments, people and journeys."""
        context = self.prepared.context
        for row_type, rows in in_file_order(self.prepared.staged.rows):
            for part in chunks(rows, REFERENCE_CHUNK):
                async with self.engine.connect() as connection:
                    plan = await plan_reference_rows(connection, row_type, part, context)
                if plan:
                    async with self.unit() as work:
                        result.changed_rows += await apply_reference(work, row_type, part, context)
                        result.revision = await work.commit()

    async def apply_initiatives(self, result: Imported) -> None:
        """Write what differs of the initiatives, a chunk of whole ones at a time."""
        context, changed = self.prepared.context, self.prepared.changed
        for bundles in in_chunks(changed, self.options.chunk, context.ids):
            async with self.unit() as work:
                result.changed_rows += await apply_bundles(work, bundles, context)
                result.revision = await work.commit()
            result.changed_initiatives += sum(bundle.whole for bundle in bundles)
            self.progress(f"wrote {result.changed_initiatives:,} of {len(changed):,} initiatives")

    async def apply_reviews(self, result: Imported) -> None:
        """Write the reviews that are not on record, one by one, then decisions and actions."""
        context, staged = self.prepared.context, self.prepared.staged
        there = There.after(staged, context.ids)
        for frozen in frozen_in(staged):
            async with self.engine.connect() as connection:
                plan = await plan_review(connection, frozen, context, there, 0)
            if plan:
                async with self.unit() as work:
                    result.changed_rows += await apply_review(work, frozen, context, there)
                    result.revision = await work.commit()
        for row_type, rows in asked_in(staged):
            for part in chunks(rows, REFERENCE_CHUNK):
                async with self.engine.connect() as connection:
                    plan = await plan_asked(connection, row_type, part, context, there)
                if plan:
                    async with self.unit() as work:
                        result.changed_rows += await apply_asked(
                            work, row_type, part, context, there
                        )
                        result.revision = await work.commit()
