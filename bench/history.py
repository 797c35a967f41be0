"""What daily history takes on disk: a month of real sweeps over a generated organisation.

    python -m bench.history [INITIATIVES [DAYS]]

A PostgreSQL of its own is filled and thrown away. Every day is swept as the product does it, by a
clock set to that day. Initiatives are at work, with three milestones each, some overdue, some
undated. Sizes are those of PostgreSQL's files, indexes included, as they are left by the sweeps.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.connections.connection import create_engine
from db.schema import migrate
from db.server import embedded
from db.sweep.daily import sweep

# Whole months, so that partitions hold what was swept.
FIRST = date(2024, 4, 1)
INITIATIVES, DAYS = 3_000, 30
YEAR, MANY = 365, 100_000
GENERATE = (
    """
    insert into organisation (id, key, name, time_zone, currency, revision, recorded_at)
    values (gen_random_uuid(), 'acme', 'Acme', 'UTC', 'EUR', 0, :before)
    """,
    """
    insert into initiative (organisation_id, id, title, status, priority, proposed_on, imported,
                            recorded_at, version)
    select o.id, gen_random_uuid(), 'Initiative ' || number, 'IN_PROGRESS', 'MEDIUM',
           cast(:first as date) - 200, false, :before, 1
    from organisation o, generate_series(1, cast(:initiatives as int)) number
    """,
    """
    insert into milestone (organisation_id, id, initiative_id, title, first_due_on, due_on,
                           promised_on, missed_count, imported, recorded_at, version)
    select i.organisation_id, gen_random_uuid(), i.id, 'Milestone', due.day, due.day,
           case when due.day is not null then cast(:first as date) - 100 end, 0, false, :before, 1
    from initiative i
    cross join generate_series(1, 3)
    cross join lateral (
      select case when random() < 0.8 and i.id is not null
                  then cast(:first as date) + (random() * 300 - 90)::int end as day
    ) due
    """,
)
SIZES = text(
    """
    select sum(pg_relation_size(c.oid)), sum(pg_indexes_size(c.oid))
    from pg_class c
    left join pg_inherits i on i.inhrelid = c.oid
    where coalesce(i.inhparent, c.oid) = cast(cast(:table as text) as regclass)
    """
)


@dataclass(frozen=True, slots=True)
class Size:
    """What a table holds, in rows and bytes."""

    rows: int
    heap: int
    indexes: int

    @property
    def each(self) -> float:
        return (self.heap + self.indexes) / max(self.rows, 1)


async def measure(engine: AsyncEngine, initiatives: int, days: int) -> tuple[Size, Size, Size]:
    """Sweep day by day; return the sizes of the history, of the counts by day, of the ledger."""
    before = datetime.combine(FIRST - timedelta(days=100), time(12), UTC)
    parameters = {"first": FIRST, "before": before, "initiatives": initiatives}
    async with engine.begin() as connection:
        for statement in GENERATE:
            await connection.execute(text(statement), parameters)
        await connection.execute(text("analyze"))
    for number in range(days):
        now = datetime.combine(FIRST + timedelta(days=number), time(3), UTC)
        swept = await sweep(engine, clock=lambda now=now: now)  # type: ignore[misc]
        assert swept.judged >= initiatives, "every initiative is judged each day"
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(text("vacuum analyze"))
        history, counts, ledger = [
            await size(connection, table)
            for table in ("stall_risk_history", "portfolio_day", "event")
        ]
    return history, counts, ledger


async def size(connection: AsyncConnection, table: str) -> Size:
    rows = (await connection.execute(text(f"select count(*) from {table}"))).scalar_one()
    heap, indexes = (await connection.execute(SIZES, {"table": table})).one()
    return Size(rows, int(heap), int(indexes))


def told(initiatives: int, days: int, sizes: Sequence[Size]) -> str:
    history, counts, ledger = sizes
    year = history.each * YEAR * MANY / 1e9
    return (
        f"{days} days of {initiatives:,} initiatives: {history.rows:,} rows, "
        f"{history.each:.0f} bytes each ({history.heap / history.rows:.0f} in the table, "
        f"{history.indexes / history.rows:.0f} in its indexes)\n"
        f"counts by day: {counts.rows} rows, {counts.heap + counts.indexes:,} bytes in all\n"
        f"ledger: {ledger.rows / days:.0f} events a day, {ledger.each:.0f} bytes each\n"
        f"a year of {MANY:,} initiatives: {year:.1f} GB of history"
    )


def main() -> None:
    given = [int(each) for each in sys.argv[1:]]
    initiatives, days = [*given, *(INITIATIVES, DAYS)[len(given) :]]
    with TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o755)
        with embedded.start(place / "data", lambda _line: None) as lease:
            migrate.upgrade(lease.url)

            async def run() -> str:
                engine = create_engine(lease.url)
                try:
                    return told(initiatives, days, await measure(engine, initiatives, days))
                finally:
                    await engine.dispose()

            sys.stdout.write(asyncio.run(run()) + "\n")


if __name__ == "__main__":
    main()
