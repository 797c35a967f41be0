"""Monthly partitions of the tables that grow every day, made before their month begins.

A row whose month has no partition lands in the default partition, so nothing is ever refused; it
moves when the month is made. Where an organisation's clock stands still in another year, its rows
stay there: a month is not made while rows of it are being written, since PostgreSQL refuses a row
on its way to the default partition when its own is attached at that moment.
"""

from datetime import date
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

# The tables partitioned by month, and the column that says which.
PARTITIONED: Final = {"event": "recorded_at", "stall_risk_history": "day"}
MONTHS_AHEAD: Final = 2
# Making a partition waits for whoever uses the default one; others must not queue behind it.
LOCK_TIMEOUT: Final = "2s"
# A look into the catalogue itself: to_regclass would repeat what it knew before waiting for a lock.
KNOWN: Final = text(
    """
    select exists (
      select
      from pg_inherits
      join pg_class child on child.oid = inhrelid
      where inhparent = cast(cast(:table as text) as regclass) and child.relname = :name
    )
    """
)


async def ensure_month(connection: AsyncConnection, table: str, month: date) -> bool:
    """Make the partition of `table` that holds the month of the day `month`, unless it is there.

    Returns whether it was made. It is attached, which lets others read and write the table
    meanwhile, but for a moment not its default partition. Several processes may try at once: the
    others wait. Runs in the caller's transaction, which should be short and do nothing else.
    Months are those of UTC.
    """
    column = PARTITIONED[table]
    first = month.replace(day=1)
    name = f"{table}_{first:%Y_%m}"
    if await connection.scalar(KNOWN, {"table": table, "name": name}):
        return False
    await connection.execute(text(f"set local lock_timeout = '{LOCK_TIMEOUT}'"))
    await connection.execute(
        # One month of a table at a time: two would wait for each other's hold on the default one.
        text("select pg_advisory_xact_lock(hashtextextended(:table, 0))"),
        {"table": table},
    )
    if await connection.scalar(KNOWN, {"table": table, "name": name}):
        return False
    start, end = (f"'{day} 00:00:00+00'" for day in (first, next_month(first)))
    await connection.execute(text(f"create table {name} (like {table} including all)"))
    await connection.execute(
        text(
            f"""
            with moved as (
              delete from {table}_default where {column} >= {start} and {column} < {end} returning *
            )
            insert into {name} select * from moved
            """
        )
    )
    await connection.execute(
        text(f"alter table {table} attach partition {name} for values from ({start}) to ({end})")
    )
    return True


async def ensure_months_ahead(engine: AsyncEngine, today: date) -> int:
    """Make the partitions of this month and the next ones for every table; return how many."""
    made = 0
    for table in PARTITIONED:
        month = today
        for _ in range(MONTHS_AHEAD + 1):
            async with engine.begin() as connection:
                made += await ensure_month(connection, table, month)
            month = next_month(month)
    return made


def next_month(day: date) -> date:
    """Return the first day of the month after that of `day`."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
