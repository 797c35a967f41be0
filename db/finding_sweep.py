"""The findings of a whole organisation, once a day: a day that passes makes work undated and stale.

It follows the sweep of the stall risk, whose levels it looks at. Facts are gathered and judged in
chunks without any lock. A chunk of which nothing differs, as nearly all of them on most days, is
done with that; otherwise the organisation's row is locked, and if anything was changed meanwhile
the chunk is gathered anew under the lock. So a sweep that is cut off is done again by the next one,
which finds what was written, and writes only the rest.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from time import perf_counter
from typing import Final
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.event import event as event_table
from db.finding_facts import LIVE, gather
from db.finding_refresh import OWN_LIMITS, own_limits_of
from db.finding_rules import settle
from db.finding_store import Differences, Scope, differences, events_of, standing, write
from domain.event import Event, EventKind, as_json
from domain.findings.finding import Limits
from domain.organisation import Organisation

# So many that their differences are written well within 100 ms, which is how long a writer waits.
CHUNK: Final = 125
# Those whose facts a rule looks at, and those of which something still shows.
INITIATIVES: Final = f"""
    select i.id
    from initiative i
    where i.organisation_id = :organisation_id and i.id > :after
      and ({LIVE} or exists (
        select from finding f
        where f.organisation_id = i.organisation_id and f.initiative_id = i.id
          and f.archived_on is null
      ))
    order by i.id limit :size
    """
PEOPLE: Final = """
    select p.id
    from person p
    where p.organisation_id = :organisation_id and p.id > :after
    order by p.id limit :size
    """
TOUCHPOINTS: Final = """
    select t.id
    from touchpoint t
    where t.organisation_id = :organisation_id and t.id > :after
    order by t.id limit :size
    """
REVISION: Final = text("select revision from organisation where id = :organisation_id")
ADVANCE: Final = text("update organisation set revision = :revision where id = :organisation_id")
Lock = Callable[[AsyncConnection], Awaitable[int]]


@dataclass(slots=True)
class FindingSweep:
    """The sweep of one organisation's findings; `lock` takes its row and returns its revision."""

    engine: AsyncEngine
    organisation: Organisation
    clock: Callable[[], datetime]
    lock: Lock
    raised: int = 0
    gone: int = 0
    longest_lock_seconds: float = 0.0

    async def run(self, day: date) -> None:
        """Bring every finding of the organisation to what the facts show on `day`."""
        async with self.engine.begin() as connection:
            await settle(connection, self.organisation.id, self.organisation.clock(self.clock()))
            rows = await connection.execute(OWN_LIMITS, self.own)
            limits = own_limits_of(rows)
        async for ids in self.chunks(INITIATIVES, CHUNK):
            await self.bring(Scope(initiatives=ids), limits, day)
        # A person or a touchpoint may see many more rows than an initiative.
        async for ids in self.chunks(PEOPLE, CHUNK // 5):
            await self.bring(Scope(people=ids), limits, day)
        async for ids in self.chunks(TOUCHPOINTS, CHUNK // 5):
            await self.bring(Scope(touchpoints=ids), limits, day)

    @property
    def own(self) -> dict[str, object]:
        return {"organisation_id": self.organisation.id}

    async def chunks(self, query: str, size: int) -> AsyncIterator[list[UUID]]:
        after = UUID(int=0)
        while True:
            async with self.engine.connect() as connection:
                rows = await connection.execute(
                    text(query), {**self.own, "after": after, "size": size}
                )
                ids = list(rows.scalars())
            if not ids:
                return
            yield ids
            after = ids[-1]

    async def bring(self, scope: Scope, limits: Mapping[str, Limits], day: date) -> None:
        """Write what differs within a scope, as one revision; nothing when nothing does."""
        async with self.engine.connect() as connection:
            seen = await connection.scalar(REVISION, self.own)
            found = await self.look(connection, scope, limits, day)
        # The process that sweeps may also answer requests: let them in between.
        await asyncio.sleep(0)
        if not found:
            return
        async with self.engine.begin() as connection:
            revision = await self.lock(connection)
            locked_at = perf_counter()
            if revision != seen:
                found = await self.look(connection, scope, limits, day)
            if found:
                await self.apply(connection, found, day, revision + 1)
        held = perf_counter() - locked_at
        self.longest_lock_seconds = max(self.longest_lock_seconds, held)

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
        stands = await standing(connection, self.organisation.id, scope, day)
        return differences(stands, views, limits, day)

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
        told = events_of(found, day)
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
        await connection.execute(
            insert(event_table),
            [
                {
                    **self.own,
                    "revision": revision,
                    "ordinal": ordinal,
                    "occurred_on": each.occurred_on,
                    "recorded_at": now,
                    "kind": each.kind.value,
                    "subject_type": each.subject_type,
                    "subject_id": each.subject_id,
                    "initiative_id": each.initiative_id,
                    "data": as_json(each.data),
                }
                for ordinal, each in enumerate([swept, *told], start=1)
            ],
        )
        await connection.execute(ADVANCE, {**self.own, "revision": revision})
        self.raised += len(found.raised)
        self.gone += len(found.gone)
