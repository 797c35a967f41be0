"""What PostgreSQL has to know of every table, and what the demonstration has to show."""

from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.schema.metadata import metadata
from integrations.demo.load import load_demo
from tests.contracts import left_out
from tests.contracts.reading import foreign_keys, hold

STATISTICS = text(
    """
    select c.relname, array_agg(a.attname::text)
    from pg_statistic_ext s
    join pg_class c on c.oid = s.stxrelid
    join pg_attribute a on a.attrelid = s.stxrelid and a.attnum = any(s.stxkeys)
    where 'f' = any(s.stxkind)
    group by s.oid, c.relname
    """
)


async def test_every_reference_has_statistics_with_its_organisation(engine: AsyncEngine) -> None:
    """Without them PostgreSQL takes rows of one parent for few, and plans go wrong at size only."""
    async with engine.connect() as connection:
        known = {(row[0], frozenset(row[1])) for row in await connection.execute(STATISTICS)}
    lacking = {
        f"{name}.{column}": "has no extended statistics: add to the migration `create statistics "
        f"{name}_{column}_organisation (dependencies) on organisation_id, {column} from {name}`"
        for name, table in metadata.tables.items()
        for column, _ in foreign_keys(table)
        if (name, frozenset({"organisation_id", column})) not in known
    }
    hold(lacking, left_out.WITHOUT_STATISTICS, "WITHOUT_STATISTICS")


async def test_the_demonstration_has_something_of_everything(engine: AsyncEngine) -> None:
    now = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
    assert await load_demo(engine, refresh=False, clock=lambda: now) is not None
    names = sorted(metadata.tables)
    counts = ", ".join(f"(select count(*) from {name})" for name in names)
    async with engine.connect() as connection:
        [found] = await connection.execute(text(f"select {counts}"))
    lacking = {
        name: "has no row in the demonstration: tell one in integrations/demo/"
        for name, count in zip(names, found, strict=True)
        if count == 0
    }
    hold(lacking, left_out.NOT_IN_THE_DEMO, "NOT_IN_THE_DEMO")
