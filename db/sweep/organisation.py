"""The sweep of one organisation: its initiatives judged anew, then its findings and its history.

Facts are gathered and judged without any lock, in chunks, the next chunk's being gathered while
the last is judged and written; each chunk is then written in a short
transaction that holds the organisation's row. A row whose facts somebody changed meanwhile is
newer than the sweep and stays as it is. Whatever was written before a crash is not done again: a
chunk holds those initiatives that the day has not seen yet.

First comes today, which people look at, and its findings; then the history of the days that were
missed, as those days knew it, and the counts of all days that are over; then the organisation
counts as swept.
"""

from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date, datetime
from time import perf_counter
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.cooperative import cooperative
from db.portfolio.portfolio_day import keep_past_days
from db.risk.facts import Gathered, gather
from db.risk.stall_risk import stall_risk_current
from db.risk.store import Computed, compute, write_current, write_history, write_missed_counts
from db.schema.statistics import analyse
from db.sweep.chunk_size import ChunkSizer
from db.sweep.findings import FindingSweep
from db.sweep.prefetch import prefetch
from db.sweep.progress import Progress, Report, Swept
from domain.core.tenant import Organisation
from domain.risk.stall_risk import RULE
from domain.risk.sweep import missed_days

CHUNK: Final = 256
# Facts that change while they are swept are judged by who changes them, so a pass seldom repeats.
MOST_PASSES: Final = 5
LOCK_TIMEOUT: Final = "3s"
# Plans that were made while there were no current rows read all of them for each initiative, until
# PostgreSQL is told that there are some.
ANALYSE_AT: Final = (500, 10_000, 100_000)


class Pending(NamedTuple):
    """The current row of an initiative that a day has not seen yet; None without one."""

    revision: int | None
    level: str | None


class Chunk(NamedTuple):
    """Initiatives that are pending, their facts, and how many of how many are done with them."""

    pending: dict[UUID, Pending]
    gathered: list[Gathered]
    done: int
    total: int


# Looked up one by one: the table may have been empty when this was planned, and no longer is.
# A closed initiative is judged once: no day that passes changes anything about it.
PENDING_TODAY: Final = """
    select i.id, c.revision, c.level
    from initiative i
    left join lateral (
      select c.initiative_id, c.revision, c.level, c.rule, c.computed_on, c.state
      from stall_risk_current c
      where c.organisation_id = i.organisation_id and c.initiative_id = i.id
      limit 1
    ) c on true
    where i.organisation_id = :organisation_id and i.id > :after and i.archived_on is null
      and (c.initiative_id is null
           or c.rule <> :rule
           or c.computed_on <> :day
              and not (c.state = 'CLOSED' and i.status in ('DONE', 'STOPPED')))
    """
PENDING_PAST: Final = """
    select i.id, null as revision, null as level
    from initiative i
    where i.organisation_id = :organisation_id and i.id > :after
      and (i.archived_on is null or i.archived_on > :day)
      and (i.ended_on is null or i.ended_on > :day)
      and not exists (
        select
        from stall_risk_history h
        where h.organisation_id = i.organisation_id and h.initiative_id = i.id and h.day = :day
      )
    """
LOCK = text(
    """
    select revision
    from organisation
    where id = :organisation_id and set_config('lock_timeout', :timeout, true) is not null
    for no key update
    """
)
NOTE_SWEPT = text(
    """
    insert into event (organisation_id, revision, ordinal, occurred_on, recorded_at, kind,
                       subject_type, subject_id, data)
    values (:organisation_id, :revision, 1, :day, :recorded_at, 'STALL_RISK_SWEPT',
            'Organisation', :organisation_id,
            jsonb_build_object('initiatives', cast(:judged as int)))
    """
)
ADVANCE = text("update organisation set revision = :revision where id = :organisation_id")
MARK_SWEPT = text("update organisation set swept_on = :day where id = :organisation_id")
NOTE_LEVELS = text(
    """
    insert into event (organisation_id, revision, ordinal, occurred_on, recorded_at, kind,
                       subject_type, subject_id, initiative_id, data)
    select cast(:organisation_id as uuid), cast(:revision as bigint), 1 + fresh.ordinal,
           cast(:day as date), cast(:recorded_at as timestamptz), 'STALL_RISK_LEVEL_CHANGED',
           'Initiative', fresh.id, fresh.id,
           jsonb_build_object('from', fresh.before, 'to', fresh.after)
    from unnest(cast(:ids as uuid[]), cast(:before as text[]), cast(:after as text[]))
      with ordinality as fresh(id, before, after, ordinal)
    """
)


@dataclass(slots=True)
class OrganisationSweep:
    """The sweep of one organisation, adding what it did to `swept`."""

    engine: AsyncEngine
    organisation: Organisation
    clock: Callable[[], datetime]
    report: Report | None
    chunk: int
    swept: Swept

    async def run(self) -> bool:
        """Sweep today, then the days that were missed; False if another process is doing it."""
        async with self.engine.connect() as guard:
            key = {"key": f"sweep {self.organisation.id}"}
            lock = text("select pg_try_advisory_xact_lock(hashtextextended(:key, 0))")
            if not await guard.scalar(lock, key):
                return False
            today = self.organisation.today(self.clock())
            await self.judge_today(today)
            await self.find_today(today)
            for day in missed_days(self.organisation, today):
                await self.fill(day)
            await keep_past_days(self.engine, self.organisation, today, self.lock)
            async with self.engine.begin() as connection:
                await self.lock(connection)
                await connection.execute(
                    MARK_SWEPT, {"organisation_id": self.organisation.id, "day": today}
                )
        return True

    async def judge_today(self, today: date) -> None:
        """Write current rows and today's history, until no initiative is left that needs it."""
        sizer = ChunkSizer(self.chunk)
        for _ in range(MOST_PASSES):
            overtaken = 0
            async with aclosing(prefetch(self.chunks(PENDING_TODAY, today, sizer))) as chunks:
                async for chunk in chunks:
                    computed = await self.judge(chunk, today)
                    if computed:
                        overtaken += len(computed) - await self.apply(chunk, computed, today, sizer)
                    self.note_progress(chunk, today)
            if not overtaken:
                return

    async def find_today(self, today: date) -> None:
        """Bring the findings to what the facts show today, the levels just judged among them."""

        def note(done: int, total: int) -> None:
            if self.report is not None:
                self.report(Progress(self.organisation.key, today, "findings", done, total))

        findings = FindingSweep(self.engine, self.organisation, self.clock, self.lock, note)
        await findings.run(today)
        self.swept.raised_findings += findings.raised
        self.swept.gone_findings += findings.gone
        self.swept.longest_lock_seconds = max(
            self.swept.longest_lock_seconds, findings.longest_lock_seconds
        )

    async def fill(self, day: date) -> None:
        """Write the history of a missed day. Nothing current changes, so nothing is locked."""
        sizer = ChunkSizer(self.chunk, self.chunk)
        async with aclosing(prefetch(self.chunks(PENDING_PAST, day, sizer))) as chunks:
            async for chunk in chunks:
                computed = await self.judge(chunk, day)
                if computed:
                    async with self.engine.begin() as connection:
                        await write_history(
                            connection,
                            organisation_id=self.organisation.id,
                            computed=computed,
                            day=day,
                            replace=False,
                        )
                self.note_progress(chunk, day)

    async def chunks(
        self, initiatives: str, day: date, sizer: ChunkSizer
    ) -> AsyncGenerator[Chunk, None]:
        """Yield the initiatives that `day` has not seen yet, with their facts, without any lock.

        The revisions of what is pending are read before its facts are: facts that change in between
        show by a current row that is no longer at the revision seen.
        """
        parameters = {"organisation_id": self.organisation.id, "day": day, "rule": RULE}
        async with self.engine.connect() as connection:
            count = text(f"select count(*) from ({initiatives}) pending")
            total = await connection.scalar(count, {**parameters, "after": UUID(int=0)}) or 0
        after, done = UUID(int=0), 0
        while True:
            # A literal size: a plan for any size would sort all that is left.
            page = text(f"{initiatives} order by i.id limit {sizer.size}")
            async with self.engine.connect() as connection:
                rows = await connection.execute(page, {**parameters, "after": after})
                pending = {row.id: Pending(row.revision, row.level) for row in rows}
                if not pending:
                    return
                gathered = await gather(
                    connection,
                    organisation_id=self.organisation.id,
                    initiative_ids=pending,
                    day=day,
                )
            after, done = max(pending), done + len(pending)
            yield Chunk(pending, gathered, done, max(done, total))

    def note_progress(self, chunk: Chunk, day: date) -> None:
        self.swept.judged += len(chunk.pending)
        if self.report is not None:
            key = self.organisation.key
            self.report(Progress(key, day, "stall risk", chunk.done, chunk.total))

    async def judge(self, chunk: Chunk, day: date) -> list[Computed]:
        """Apply the rule to the facts of a chunk."""
        return await cooperative(
            compute(one, day, chunk.pending[one.initiative_id].revision) for one in chunk.gathered
        )

    async def apply(
        self, chunk: Chunk, computed: Sequence[Computed], day: date, sizer: ChunkSizer
    ) -> int:
        """Write a chunk under the organisation's lock, as one revision; return how many were."""
        organisation_id = self.organisation.id
        async with self.engine.begin() as connection:
            revision = await self.lock(connection) + 1
            locked_at = perf_counter()
            # Read under the lock, so that instants follow the order of revisions.
            recorded_at = self.organisation.clock(self.clock())
            applied = await write_current(
                connection,
                organisation_id=organisation_id,
                computed=computed,
                revision=revision,
                recorded_at=recorded_at,
                guarded=True,
            )
            if applied:
                written = [one for one in computed if one.initiative_id in applied]
                await write_history(
                    connection, organisation_id=organisation_id, computed=written, day=day
                )
                counts = missed_counts(
                    one for one in chunk.gathered if one.initiative_id in applied
                )
                if counts:
                    await write_missed_counts(
                        connection, organisation_id=organisation_id, counts=counts
                    )
                await self.note_levels(connection, written, chunk.pending, revision, recorded_at)
                await connection.execute(
                    ADVANCE, {"organisation_id": organisation_id, "revision": revision}
                )
            sizer.written(perf_counter() - locked_at)
        held = perf_counter() - locked_at
        self.swept.longest_lock_seconds = max(self.swept.longest_lock_seconds, held)
        await self.count_first(sum(chunk.pending[each].revision is None for each in applied))
        return len(applied)

    async def count_first(self, count: int) -> None:
        """Count initiatives judged for the first time, and look at the table after so many."""
        before = self.swept.judged_first
        self.swept.judged_first += count
        if any(before < at <= self.swept.judged_first for at in ANALYSE_AT):
            await analyse(self.engine, stall_risk_current)

    async def note_levels(
        self,
        connection: AsyncConnection,
        written: Sequence[Computed],
        pending: dict[UUID, Pending],
        revision: int,
        recorded_at: datetime,
    ) -> None:
        """Note in the ledger what this revision is about, and the levels that changed."""
        common = {
            "organisation_id": self.organisation.id,
            "revision": revision,
            "day": written[0].risk.computed_on,
            "recorded_at": recorded_at,
        }
        await connection.execute(NOTE_SWEPT, {**common, "judged": len(written)})
        changed = [one for one in written if one.risk.level != pending[one.initiative_id].level]
        if not changed:
            return
        parameters = {
            **common,
            "ids": [one.initiative_id for one in changed],
            "before": [pending[one.initiative_id].level for one in changed],
            "after": [one.risk.level for one in changed],
        }
        await connection.execute(NOTE_LEVELS, parameters)
        self.swept.changed_levels += len(changed)

    async def lock(self, connection: AsyncConnection) -> int:
        """Lock the organisation's row, as every change of it does first; return its revision."""
        parameters = {"organisation_id": self.organisation.id, "timeout": LOCK_TIMEOUT}
        revision: int = (await connection.execute(LOCK, parameters)).scalar_one()
        return revision


def missed_counts(gathered: Iterable[Gathered]) -> list[tuple[UUID, int]]:
    return [count for one in gathered for count in one.missed_counts]
