"""Background work: it starts at once, stops at once, and outlives a database that goes away."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from time import monotonic

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db import worker as background
from db.jobs.schedule import follow
from db.sweep.progress import Swept
from db.worker import background_work, run_round
from tests.db.ledgers import day_at, noon, organisation, rows

SWEPT_ON = "select swept_on from organisation"
PATIENCE_SECONDS = 60


def at(number: int) -> Callable[[], datetime]:
    return lambda: noon(number)


async def eventually(engine: AsyncEngine, query: str, expected: object) -> None:
    """Wait until a query of one value answers as expected, for a minute at most."""
    deadline = monotonic() + PATIENCE_SECONDS
    while True:
        ((found,),) = await rows(engine, query)
        if found == expected:
            return
        assert monotonic() < deadline, (query, found, expected)
        await asyncio.sleep(0.025)


async def test_missed_days_are_swept_at_once(engine: AsyncEngine, database_url: str) -> None:
    acme = await organisation(engine, swept=3)
    await acme.initiative()
    async with background_work(database_url, clock=at(5)):
        await eventually(engine, SWEPT_ON, day_at(5))
    assert await rows(engine, "select day from stall_risk_history order by 1") == [
        (day_at(4),),
        (day_at(5),),
    ]


async def test_the_schedule_is_kept_in_the_queue(engine: AsyncEngine, database_url: str) -> None:
    async with background_work(database_url, clock=at(5)):
        count = "select count(*) from jobs.pgqueuer_schedules where entrypoint = 'background_work'"
        await eventually(engine, count, 1)


async def test_a_round_that_is_due_runs_and_is_cancelled_at_the_end(
    engine: AsyncEngine, database_url: str
) -> None:
    """A schedule that fires each second; its round would last for ever."""
    ran, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        ran.set()
        try:
            await asyncio.sleep(3600)
        finally:
            ended.set()

    async with background.queue_connection(database_url) as connection:
        following = asyncio.create_task(follow(connection, work, expression="* * * * * *"))
        await asyncio.wait_for(ran.wait(), PATIENCE_SECONDS)
        started = monotonic()
        following.cancel()
        with pytest.raises(asyncio.CancelledError):
            await following
    assert ended.is_set()
    assert monotonic() - started < 1
    assert await rows(engine, "select status::text from jobs.pgqueuer_schedules") == [("queued",)]


async def test_it_stops_within_a_second_in_the_middle_of_a_sweep(
    engine: AsyncEngine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweeping = asyncio.Event()

    async def endless(*_: object, **__: object) -> Swept:
        sweeping.set()
        await asyncio.sleep(3600)
        return Swept()

    monkeypatch.setattr(background, "sweep", endless)
    async with background_work(database_url, clock=at(5)):
        await asyncio.wait_for(sweeping.wait(), PATIENCE_SECONDS)
        started = monotonic()
    assert monotonic() - started < 1


async def test_it_goes_on_when_the_database_is_back(
    engine: AsyncEngine, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Its connections are cut, as a restart of PostgreSQL does; one line tells of it."""
    cut = text(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity"
        " where datname = current_database() and application_name like 'throughline-%'"
    )
    queues = (
        "select count(*) from pg_stat_activity where datname = current_database()"
        " and application_name = 'throughline-queue'"
    )
    await organisation(engine)
    day = 5

    def told() -> list[str]:
        return [each.getMessage() for each in caplog.records if each.name == background.__name__]

    with caplog.at_level(logging.INFO):
        async with background_work(database_url, clock=lambda: noon(day)):
            await eventually(engine, SWEPT_ON, day_at(5))
            await eventually(
                engine, "select count(*) from jobs.pgqueuer_schedules where status = 'queued'", 1
            )
            day = 6
            async with engine.begin() as connection:
                assert await connection.scalar(cut) >= 2
            await eventually(engine, SWEPT_ON, day_at(6))
            await eventually(engine, queues, 1)
            # It says so after the whole round, of which the sweep is only a part.
            deadline = monotonic() + PATIENCE_SECONDS
            while len(told()) < 2:
                assert monotonic() < deadline, told()
                await asyncio.sleep(0.025)
    pauses, goes_on = told()
    assert pauses.startswith("Background work pauses, and is tried again until it can go on")
    assert goes_on == "Background work goes on"


async def test_a_round_makes_the_months_to_come(engine: AsyncEngine) -> None:
    await run_round(engine, at(5))
    names = (
        "select relname from pg_class"
        " where relname like 'event_2024_0_' and relkind = 'r' order by relname"
    )
    assert [name for (name,) in await rows(engine, names)][:3] == [
        "event_2024_01",
        "event_2024_02",
        "event_2024_03",
    ]
