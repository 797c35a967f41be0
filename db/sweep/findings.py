"""The findings of a whole organisation, once a day: a day that passes makes work undated and stale.

It follows the sweep of the stall risk, whose levels it looks at. Facts are gathered and judged in
chunks without any lock. A chunk of which nothing differs, as nearly all of them on most days, is
done with that; otherwise the organisation's row is locked, and if anybody else changed anything
meanwhile the chunk is gathered anew under the lock. So a sweep that is cut off is done again by the
next one, which finds what was written, and writes only the rest.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import date, datetime
from time import perf_counter
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.findings.facts import gather
from db.findings.finding import finding, finding_initiative
from db.findings.refresh import OWN_LIMITS, own_limits_of
from db.findings.rules import apply_changed_rules
from db.findings.store import Differences, Scope, differences, events_of, stored_findings, write
from db.ledger.record import note
from db.schema.statistics import analyse
from db.sweep.chunk_size import ChunkSizer
from db.sweep.prefetch import prefetch
from domain.core.event import Event, EventKind
from domain.core.tenant import Organisation
from domain.findings.rule import Limits

# A touchpoint may see many more rows than an initiative or a person.
CHUNK: Final = 256
TOUCHPOINTS_AT_ONCE: Final = 32
INITIATIVES: Final = """
    select i.id
    from initiative i
    where i.organisation_id = :organisation_id and i.id > :after
    order by i.id
    """
PEOPLE: Final = """
    select p.id
    from person p
    where p.organisation_id = :organisation_id and p.id > :after
    order by p.id
    """
TOUCHPOINTS: Final = """
    select t.id
    from touchpoint t
    where t.organisation_id = :organisation_id and t.id > :after
    order by t.id
    """
# Findings that an organisation had none of, and then many, are looked up by statistics that know
# nothing of it, and so read whole: they are taken anew when so many have been raised, and again at
# ten times as many.
ANALYSE_AT: Final = 1_000
REVISION: Final = text("select revision from organisation where id = :organisation_id")
ADVANCE: Final = text("update organisation set revision = :revision where id = :organisation_id")
Lock = Callable[[AsyncConnection], Awaitable[int]]
Note = Callable[[int, int], None]
TOTAL: Final = text(
    """
    select (select count(*) from initiative where organisation_id = :organisation_id)
         + (select count(*) from person where organisation_id = :organisation_id)
         + (select count(*) from touchpoint where organisation_id = :organisation_id)
    """
)


class Look(NamedTuple):
    """What differs within a scope, as it was at revision `seen`."""

    scope: Scope
    seen: int
    found: Differences


@dataclass(slots=True)
class FindingSweep:
    """The sweep of one organisation's findings; `lock` takes its row and returns its revision.

    `note` is told how many of how many initiatives, people and touchpoints were looked at;
    `written` holds the revisions that it made itself.
    """

    engine: AsyncEngine
    organisation: Organisation
    clock: Callable[[], datetime]
    lock: Lock
    note: Note
    raised: int = 0
    gone: int = 0
    written: set[int] = field(default_factory=set)
    analyse_at: int = field(default_factory=lambda: ANALYSE_AT)
    longest_lock_seconds: float = 0.0

    async def run(self, day: date) -> None:
        """Bring every finding of the organisation to what the facts show on `day`."""
        async with self.engine.begin() as connection:
            await apply_changed_rules(
                connection, self.organisation.id, self.organisation.clock(self.clock())
            )
            rows = await connection.execute(OWN_LIMITS, self.own)
            limits = own_limits_of(rows)
            total: int = (await connection.execute(TOTAL, self.own)).scalar_one()
        done = 0
        for scopes, pace in (
            (self.initiatives, ChunkSizer(CHUNK)),
            (self.people, ChunkSizer(CHUNK)),
            # Thousands of initiatives may change one of them, and its findings tell of all.
            (self.touchpoints, ChunkSizer(TOUCHPOINTS_AT_ONCE, 1, 1)),
        ):
            async with aclosing(prefetch(self.looked_at(scopes(pace), limits, day))) as looked_at:
                async for look in looked_at:
                    await self.bring(look, limits, day, pace)
                    done += len(look.scope)
                    self.note(done, max(done, total))

    @property
    def own(self) -> dict[str, object]:
        return {"organisation_id": self.organisation.id}

    async def initiatives(self, sizer: ChunkSizer) -> AsyncGenerator[Scope, None]:
        async for ids in self.chunks(INITIATIVES, sizer):
            yield Scope(initiatives=ids)

    async def people(self, sizer: ChunkSizer) -> AsyncGenerator[Scope, None]:
        async for ids in self.chunks(PEOPLE, sizer):
            yield Scope(people=ids)

    async def touchpoints(self, sizer: ChunkSizer) -> AsyncGenerator[Scope, None]:
        async for ids in self.chunks(TOUCHPOINTS, sizer):
            yield Scope(touchpoints=ids)

    async def chunks(self, query: str, sizer: ChunkSizer) -> AsyncGenerator[list[UUID], None]:
        after = UUID(int=0)
        while True:
            # A literal size: a plan for any size would sort all that is left.
            page = text(f"{query} limit {sizer.size}")
            async with self.engine.connect() as connection:
                rows = await connection.execute(page, {**self.own, "after": after})
                ids = list(rows.scalars())
            if not ids:
                return
            yield ids
            after = ids[-1]

    async def looked_at(
        self, scopes: AsyncGenerator[Scope, None], limits: Mapping[str, Limits], day: date
    ) -> AsyncGenerator[Look, None]:
        """Yield what differs within each scope, and the revision of which that was seen."""
        async for scope in scopes:
            async with self.engine.connect() as connection:
                seen: int = (await connection.execute(REVISION, self.own)).scalar_one()
                found = await self.look(connection, scope, limits, day)
            yield Look(scope, seen, found)

    async def bring(
        self, look: Look, limits: Mapping[str, Limits], day: date, sizer: ChunkSizer
    ) -> None:
        """Write what differs within a scope, as one revision; nothing when nothing does."""
        if not look.found:
            sizer.written(0)
            return
        async with self.engine.begin() as connection:
            revision = await self.lock(connection)
            locked_at = perf_counter()
            found = look.found
            # What this sweep itself wrote since lies in other scopes.
            if any(each not in self.written for each in range(look.seen + 1, revision + 1)):
                found = await self.look(connection, look.scope, limits, day)
            if found:
                await self.apply(connection, found, day, revision + 1)
                self.written.add(revision + 1)
            sizer.written(perf_counter() - locked_at)
        held = perf_counter() - locked_at
        self.longest_lock_seconds = max(self.longest_lock_seconds, held)
        if self.raised >= self.analyse_at:
            self.analyse_at = self.raised * 10
            await analyse(self.engine, finding, finding_initiative)

    async def look(
        self, connection: AsyncConnection, scope: Scope, limits: Mapping[str, Limits], day: date
    ) -> Differences:
        views = await gather(
            connection,
            organisation_id=self.organisation.id,
            day=day,
            initiatives=scope.initiatives,
            people=scope.people,
            touchpoints=scope.touchpoints,
        )
        stands = await stored_findings(connection, self.organisation.id, scope, day)
        return await differences(stands, views, limits, day)

    async def apply(
        self, connection: AsyncConnection, found: Differences, day: date, revision: int
    ) -> None:
        now = self.organisation.clock(self.clock())
        # What is gone was there when the organisation was last swept, if that was before.
        swept_on = self.organisation.swept_on
        last_seen_on = day if swept_on is None else min(swept_on, day)
        await write(
            connection,
            self.organisation.id,
            found,
            day=day,
            last_seen_on=last_seen_on,
            recorded_at=now,
        )
        events = events_of(found, day)
        swept = Event(
            kind=EventKind.FINDINGS_SWEPT,
            subject_type=Organisation.__name__,
            subject_id=self.organisation.id,
            initiative_id=None,
            occurred_on=day,
            data={
                "raised": len(found.raised),
                "changed": len(found.changed),
                "gone": len(found.gone),
            },
        )
        await note(connection, self.organisation.id, revision, now, [swept, *events])
        await connection.execute(ADVANCE, {**self.own, "revision": revision})
        self.raised += len(found.raised)
        self.gone += len(found.gone)
