"""The levels of a whole portfolio on a day, counted once the day is over.

A count is what its rows of `stall_risk_history` add up to, and only ever read where no more of them
can come: for days before the last sweep. A day that has none, or lost it, is counted when asked.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    Date,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Uuid,
    bindparam,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.schema.metadata import metadata
from domain.core.tenant import Organisation

COUNTS = (
    "total_count",
    "low_count",
    "watch_count",
    "high_count",
    "critical_count",
    "unassessed_count",
)

portfolio_day = Table(
    "portfolio_day",
    metadata,
    Column("organisation_id", Uuid, nullable=False),
    Column("day", Date, nullable=False),
    *(Column(name, Integer, nullable=False) for name in COUNTS),
    PrimaryKeyConstraint("organisation_id", "day"),
    ForeignKeyConstraint(
        ["organisation_id"], ["organisation.id"], name="portfolio_day_organisation_id_fkey"
    ),
)

# The bounds of the levels are those of domain/risk/stall_risk.py.
LEVELS = """
           count(h.day) as total_count,
           count(*) filter (where h.probability < 0.3) as low_count,
           count(*) filter (where h.probability >= 0.3 and h.probability < 0.6) as watch_count,
           count(*) filter (where h.probability >= 0.6 and h.probability < 0.8) as high_count,
           count(*) filter (where h.probability >= 0.8) as critical_count,
           count(h.day) filter (where h.probability is null) as unassessed_count
"""
COUNTED = f"""
    select asked.day, {LEVELS}
    from unnest(:days) as asked(day)
    left join stall_risk_history h
      on h.organisation_id = :organisation_id and h.day = asked.day
      and h.day between :first and :last
    group by asked.day
"""
PARAMETERS = (
    bindparam("organisation_id", type_=Uuid),
    bindparam("days", type_=ARRAY(Date)),
    bindparam("first", type_=Date),
    bindparam("last", type_=Date),
)
COUNT = text(f"{COUNTED} having count(h.day) > 0").bindparams(*PARAMETERS)
KEEP = text(
    f"""
    insert into portfolio_day (organisation_id, day, {", ".join(COUNTS)})
    select :organisation_id, counted.* from ({COUNTED}) counted
    on conflict (organisation_id, day)
    do update set {", ".join(f"{name} = excluded.{name}" for name in COUNTS)}
    """
).bindparams(*PARAMETERS)
# The days that are over and have no count, and those since the last sweep, which may have changed.
UNCOUNTED = text(
    """
    with known as (
      select min(day) as first from portfolio_day where organisation_id = :organisation_id
    ),
    began as (
      select least(known.first, cast(:swept_on as date)) as day
      from known
      where known.first is not null
      union all
      select min(h.day)
      from stall_risk_history h
      where h.organisation_id = :organisation_id and (select first from known) is null
    )
    select passed.day::date
    from began, generate_series(began.day, cast(:today as date) - 1, interval '1 day') passed(day)
    where passed.day >= cast(:swept_on as date) or not exists (
      select
      from portfolio_day p
      where p.organisation_id = :organisation_id and p.day = passed.day::date
    )
    order by 1
    """
).bindparams(
    bindparam("organisation_id", type_=Uuid),
    bindparam("swept_on", type_=Date),
    bindparam("today", type_=Date),
)
KEPT = text(
    f"""
    select p.day, {", ".join(f"p.{name}" for name in COUNTS)}
    from portfolio_day p
    join organisation o on o.id = p.organisation_id
    where p.organisation_id = :organisation_id and p.day between :first and :last
      and p.day < least(o.swept_on, cast(:today as date))
    order by p.day
    """
).bindparams(
    bindparam("organisation_id", type_=Uuid),
    bindparam("first", type_=Date),
    bindparam("last", type_=Date),
    bindparam("today", type_=Date),
)
OF_SOME = text(
    f"""
    select h.day, {LEVELS}
    from stall_risk_history h
    where h.organisation_id = :organisation_id and h.initiative_id = any(:initiatives)
      and h.day between :first and :last
    group by h.day
    """
).bindparams(
    bindparam("organisation_id", type_=Uuid),
    bindparam("initiatives", type_=ARRAY(Uuid)),
    bindparam("first", type_=Date),
    bindparam("last", type_=Date),
)
FORGET = text(
    "delete from portfolio_day where organisation_id = :organisation_id and day = :day"
).bindparams(bindparam("organisation_id", type_=Uuid), bindparam("day", type_=Date))


async def keep_past_days(
    engine: AsyncEngine,
    organisation: Organisation,
    today: date,
    lock: Callable[[AsyncConnection], Awaitable[object]],
) -> None:
    """Count the days before `today` that have no count yet, a month in each transaction.

    Stopped in between, the next sweep counts the rest. `lock` takes the organisation's row: whoever
    held it on a day that is over has written by then. Nothing is locked while rows are counted.
    """
    async with engine.begin() as connection:
        await lock(connection)
    asked = {
        "organisation_id": organisation.id,
        "swept_on": organisation.swept_on,
        "today": today,
    }
    async with engine.connect() as connection:
        days = list((await connection.execute(UNCOUNTED, asked)).scalars())
    for _, month in groupby(days, key=lambda day: day.replace(day=1)):
        async with engine.begin() as connection:
            await connection.execute(KEEP, over(organisation.id, list(month)))


async def forget_day(connection: AsyncConnection, organisation_id: UUID, day: date) -> None:
    """Drop the count of a day that is written to after it was over, as clocks can be set back."""
    await connection.execute(FORGET, {"organisation_id": organisation_id, "day": day})


async def counted_days(
    connection: AsyncConnection, organisation_id: UUID, first: date, last: date, today: date
) -> list[dict[str, Any]]:
    """Return the counts of the days on which anything was judged, in their order.

    Days without a count that can be relied on, today among them, are counted now.
    """
    asked = {"organisation_id": organisation_id, "first": first, "last": last, "today": today}
    found = {row["day"]: dict(row) for row in (await connection.execute(KEPT, asked)).mappings()}
    missing = [day for day in days_between(first, last) if day not in found]
    async for row in counted_now(connection, organisation_id, missing):
        found[row["day"]] = row
    return [row for _, row in sorted(found.items()) if row["total_count"]]


async def without(
    connection: AsyncConnection,
    organisation_id: UUID,
    days: Sequence[dict[str, Any]],
    initiatives: Sequence[UUID],
) -> list[dict[str, Any]]:
    """Return the counts of days without those of some initiatives."""
    if not days:
        return []
    asked = {
        "organisation_id": organisation_id,
        "initiatives": initiatives,
        "first": days[0]["day"],
        "last": days[-1]["day"],
    }
    theirs = {row["day"]: row for row in (await connection.execute(OF_SOME, asked)).mappings()}
    nothing = dict.fromkeys(COUNTS, 0)
    left = []
    for row in days:
        less = theirs.get(row["day"], nothing)
        left.append({"day": row["day"]} | {name: row[name] - less[name] for name in COUNTS})
    return [row for row in left if row["total_count"]]


async def counted_now(
    connection: AsyncConnection, organisation_id: UUID, days: Sequence[date]
) -> AsyncIterator[dict[str, Any]]:
    """Count days, each run without a gap by a query of its own, so that gaps are not looked at."""
    runs = groupby(enumerate(days), key=lambda each: each[1] - timedelta(days=each[0]))
    for _, run in runs:
        rows = await connection.execute(COUNT, over(organisation_id, [day for _, day in run]))
        for row in rows.mappings():
            yield dict(row)


def over(organisation_id: UUID, days: Sequence[date]) -> dict[str, object]:
    return {
        "organisation_id": organisation_id,
        "days": days,
        "first": days[0],
        "last": days[-1],
    }


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
