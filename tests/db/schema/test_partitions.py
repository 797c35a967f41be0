"""Monthly partitions: made once, also by several at a time, and without losing a row."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.connection import create_engine
from db.schema.migrate import upgrade
from db.schema.partitions import ensure_month, ensure_months_ahead, next_month
from db.writing.refusals import refusals
from domain.core.problem import ProblemCode
from tests.db.ledgers import organisation, rows
from tests.domain.refusing import refused

PARTITIONS = (
    "select c.relname from pg_inherits join pg_class c on c.oid = inhrelid"
    " where inhparent = 'stall_risk_history'::regclass order by 1"
)
WAITING = (
    "select pid from pg_locks"
    " where not granted and relation = 'stall_risk_history_default'::regclass"
)
IN_WHICH = "select tableoid::regclass::text, day from stall_risk_history order by day"


@pytest.fixture
async def fresh(empty_database_url: str) -> AsyncIterator[AsyncEngine]:
    """A database of the test's own: partitions outlive the rows that other tests delete."""
    await asyncio.to_thread(upgrade, empty_database_url)
    engine = create_engine(empty_database_url)
    yield engine
    await engine.dispose()


async def remember(engine: AsyncEngine, day: date) -> None:
    acme = await organisation(engine, f"acme-{day}")
    insert = text(
        "insert into stall_risk_history (organisation_id, initiative_id, day, days_late,"
        " missed_count, days_silent, state, rule) values (:id, :id, :day, 0, 0, 0, 0, 1)"
    )
    async with engine.begin() as connection:
        await connection.execute(insert, {"id": acme.organisation_id, "day": day})


async def test_a_month_is_made_once(fresh: AsyncEngine) -> None:
    async with fresh.begin() as connection:
        assert await ensure_month(connection, "stall_risk_history", date(2024, 2, 29))
        assert not await ensure_month(connection, "stall_risk_history", date(2024, 2, 1))
    assert await rows(fresh, PARTITIONS) == [
        ("stall_risk_history_2024_02",),
        ("stall_risk_history_default",),
    ]


async def test_rows_that_came_before_their_month_move_into_it(fresh: AsyncEngine) -> None:
    for day in (date(2024, 1, 31), date(2024, 2, 1), date(2024, 2, 29), date(2024, 3, 1)):
        await remember(fresh, day)
    async with fresh.begin() as connection:
        await ensure_month(connection, "stall_risk_history", date(2024, 2, 10))
    await remember(fresh, date(2024, 2, 11))
    assert await rows(fresh, IN_WHICH) == [
        ("stall_risk_history_default", date(2024, 1, 31)),
        ("stall_risk_history_2024_02", date(2024, 2, 1)),
        ("stall_risk_history_2024_02", date(2024, 2, 11)),
        ("stall_risk_history_2024_02", date(2024, 2, 29)),
        ("stall_risk_history_default", date(2024, 3, 1)),
    ]


async def test_several_may_make_the_same_months_at_once(fresh: AsyncEngine) -> None:
    today = date(2024, 11, 15)
    made = await asyncio.gather(*(ensure_months_ahead(fresh, today) for _ in range(4)))
    assert sum(made) == 6
    assert await ensure_months_ahead(fresh, today) == 0
    assert [name for (name,) in await rows(fresh, PARTITIONS)] == [
        "stall_risk_history_2024_11",
        "stall_risk_history_2024_12",
        "stall_risk_history_2025_01",
        "stall_risk_history_default",
    ]


async def test_a_month_is_made_while_others_write_and_read(fresh: AsyncEngine) -> None:
    """Attaching does not wait for a transaction that has used another month."""
    async with fresh.begin() as connection:
        await ensure_month(connection, "stall_risk_history", date(2024, 1, 1))
    async with fresh.begin() as busy:
        await busy.execute(text("delete from stall_risk_history_2024_01"))
        async with fresh.begin() as connection:
            assert await ensure_month(connection, "stall_risk_history", date(2024, 2, 1))


async def test_months_are_made_at_once_from_rows_that_came_before(fresh: AsyncEngine) -> None:
    months = [date(2024, month, 1) for month in range(1, 9)]
    for month in months:
        await remember(fresh, month)

    async def make(month: date) -> bool:
        async with fresh.begin() as connection:
            return await ensure_month(connection, "stall_risk_history", month)

    assert all(await asyncio.gather(*map(make, months)))
    assert await rows(fresh, IN_WHICH) == [
        (f"stall_risk_history_{month:%Y_%m}", month) for month in months
    ]


async def test_a_row_on_its_way_when_its_month_is_made_can_be_sent_again(
    fresh: AsyncEngine,
) -> None:
    day = date(2024, 2, 11)

    async def write() -> None:
        with refusals():
            await remember(fresh, day)

    async with fresh.begin() as connection:
        await ensure_month(connection, "stall_risk_history", day)
        writing = asyncio.create_task(write())
        while not await rows(fresh, WAITING):  # noqa: ASYNC110 - PostgreSQL is waited for
            await asyncio.sleep(0.01)
    with refused(ProblemCode.BUSY):
        await writing
    await remember(fresh, date(2024, 2, 12))
    assert await rows(fresh, IN_WHICH) == [("stall_risk_history_2024_02", date(2024, 2, 12))]


def test_the_month_after_december_is_january() -> None:
    assert next_month(date(2024, 12, 31)) == date(2025, 1, 1)
    assert next_month(date(2024, 1, 31)) == date(2024, 2, 1)
