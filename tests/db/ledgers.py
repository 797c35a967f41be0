"""Ledgers for tests of the stall risk, written straight into the tables.

Days are given as numbers after START; what happened on a day was recorded at noon of that day, in
UTC, unless told otherwise.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.core.identity import new_id

START = date(2024, 1, 1)


def day_at(number: int) -> date:
    return START + timedelta(days=number)


def noon(number: int) -> datetime:
    return datetime.combine(day_at(number), time(12), UTC)


@dataclass(frozen=True)
class Ledgers:
    """Writes rows of one organisation."""

    engine: AsyncEngine
    organisation_id: UUID

    async def insert(self, table: str, **values: object) -> UUID:
        row_id = new_id()
        row = {"organisation_id": self.organisation_id, "id": row_id, **values}
        names = ", ".join(row)
        places = ", ".join(f":{name}" for name in row)
        async with self.engine.begin() as connection:
            await connection.execute(text(f"insert into {table} ({names}) values ({places})"), row)
        return row_id

    async def initiative(self, *, status: str = "IN_PROGRESS", proposed: int = 0) -> UUID:
        """Propose an initiative, which was in `status` from the day of its proposal on."""
        initiative_id = await self.insert(
            "initiative",
            title="Warmer welcome",
            status=status,
            priority="MEDIUM",
            proposed_on=day_at(proposed),
            imported=False,
            recorded_at=noon(proposed),
            version=1,
        )
        await self.moved(initiative_id, None, "PROPOSED", on=proposed)
        if status != "PROPOSED":
            await self.moved(initiative_id, "PROPOSED", status, on=proposed)
        return initiative_id

    async def moved(self, initiative_id: UUID, before: str | None, after: str, *, on: int) -> None:
        await self.insert(
            "lifecycle_move",
            initiative_id=initiative_id,
            from_status=before,
            to_status=after,
            occurred_on=day_at(on),
            recorded_at=noon(on),
            imported=False,
        )

    async def milestone(
        self,
        initiative_id: UUID,
        *,
        due: int | None,
        on: int = 0,
        completed: int | None = None,
        moves: tuple[tuple[int, int | None], ...] = (),
    ) -> UUID:
        """Promise a milestone on the day `on`; `moves` are its replans as (made on, due on)."""
        dates = [due, *(to for _, to in moves)]
        milestone_id = await self.insert(
            "milestone",
            initiative_id=initiative_id,
            title="Greet at the door",
            first_due_on=None if due is None else day_at(due),
            due_on=None if dates[-1] is None else day_at(dates[-1]),
            promised_on=None if due is None else day_at(on),
            completed_on=None if completed is None else day_at(completed),
            completed_recorded_at=None if completed is None else noon(completed),
            missed_count=0,
            imported=False,
            recorded_at=noon(on),
            version=1,
        )
        for ordinal, (made, to) in enumerate(moves, start=1):
            await self.replan(milestone_id, ordinal, dates[ordinal - 1], to, on=made)
        return milestone_id

    async def replan(
        self, milestone_id: UUID, ordinal: int, before: int | None, after: int | None, *, on: int
    ) -> None:
        await self.insert(
            "replan",
            milestone_id=milestone_id,
            ordinal=ordinal,
            from_due_on=None if before is None else day_at(before),
            to_due_on=None if after is None else day_at(after),
            days=None if before is None or after is None else after - before,
            reason="The ovens came late",
            occurred_on=day_at(on),
            recorded_at=noon(on),
            imported=False,
        )

    async def activity(self, initiative_id: UUID, *, on: int) -> None:
        await self.insert(
            "activity",
            initiative_id=initiative_id,
            kind="WORK",
            occurred_on=day_at(on),
            recorded_at=noon(on),
            imported=False,
        )


async def organisation(
    engine: AsyncEngine,
    key: str = "acme",
    *,
    time_zone: str = "UTC",
    fixed: int | None = None,
    swept: int | None = None,
) -> Ledgers:
    """Make an organisation to write ledgers of."""
    organisation_id = new_id()
    async with engine.begin() as connection:
        await connection.execute(
            text(
                """
                insert into organisation (id, key, name, time_zone, currency, clock_fixed_on,
                                          revision, swept_on, recorded_at)
                values (:id, :key, :key, :time_zone, 'EUR', :fixed, 0, :swept, :recorded_at)
                """
            ),
            {
                "id": organisation_id,
                "key": key,
                "time_zone": time_zone,
                "fixed": None if fixed is None else day_at(fixed),
                "swept": None if swept is None else day_at(swept),
                "recorded_at": noon(0),
            },
        )
    return Ledgers(engine, organisation_id)


async def rows(engine: AsyncEngine, query: str, **parameters: object) -> list[tuple[object, ...]]:
    """Return what a query finds."""
    async with engine.connect() as connection:
        return [tuple(row) for row in await connection.execute(text(query), parameters)]
