"""A sweep asked for at once, through the real queue."""

import asyncio
import logging

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.connection import create_engine
from db.sweep.request import BUSY, do_sweep, enqueue_sweep
from db.worker import background_work
from domain.core.identity import new_id
from domain.core.problem import Refusal
from domain.findings import finding as findings
from domain.findings.finding import FindingRule
from domain.findings.rules import RuleName
from tests.db.findings.test_finding import at, begun, day, showing, someone, sweep_at
from tests.db.ledgers import rows
from tests.db.test_worker import eventually
from tests.db.world import World, found

DONE = "select count(*) from jobs.pgqueuer_log where entrypoint = 'sweep' and status = 'successful'"
STALE = "select count(*) from finding where rule = 'STALE_STATUS' and archived_on is null"
WAITING = "select payload from jobs.pgqueuer where entrypoint = 'sweep'"


@pytest.fixture
async def world(engine: AsyncEngine) -> World:
    """An organisation swept on day 20, of whose only initiative nobody has said anything."""
    world = await found(engine)
    await begun(world, await someone(world))
    await sweep_at(world, 20)
    assert await showing(world) == ["SILO"]
    return world


async def set_days(world: World, value: int) -> FindingRule:
    rule = RuleName("STALE_STATUS")
    return await world.change(
        "finding_threshold_set", lambda work: findings.set_threshold(work, rule, "days", value)
    )


async def test_findings_follow_a_threshold_within_seconds(world: World, database_url: str) -> None:
    async with background_work(database_url, clock=at(20)):
        # Whatever the first round had to do is done once the schedule is on record.
        await eventually(world.engine, "select count(*) from jobs.pgqueuer_schedules", 1)
        await set_days(world, 14)
        await eventually(world.engine, STALE, 1)
        await eventually(world.engine, DONE, 1)
    assert await rows(world.engine, WAITING) == []
    assert await rows(world.engine, "select swept_on from organisation") == [(day(20),)]


async def test_nothing_is_asked_for_unless_a_threshold_was_changed(world: World) -> None:
    await begun(world, await someone(world), "Another")
    with pytest.raises(Refusal):
        await set_days(world, 10_000)
    assert await rows(world.engine, WAITING) == []
    await set_days(world, 14)
    [(payload,)] = await rows(world.engine, WAITING)
    assert payload == str(world.viewer.organisation_id).encode()
    # Set again to the same, it changes nothing.
    await set_days(world, 14)
    assert len(await rows(world.engine, WAITING)) == 1


async def test_a_sweep_that_began_before_the_change_is_waited_for(world: World) -> None:
    """It has read the old thresholds, and would mark the organisation as swept."""
    await set_days(world, 14)
    payload = str(world.viewer.organisation_id).encode()
    lock = text("select pg_advisory_xact_lock(hashtextextended(:key, 0))")
    async with world.engine.begin() as other:
        await other.execute(lock, {"key": f"sweep {world.viewer.organisation_id}"})
        assert await do_sweep(world.engine, at(20), payload, asyncio.Lock()) == BUSY
    async with world.engine.begin() as connection:
        await connection.execute(text("update organisation set swept_on = :day"), {"day": day(20)})
    assert await do_sweep(world.engine, at(20), payload, asyncio.Lock()) is None
    assert await showing(world) == ["SILO", "STALE_STATUS"]


async def test_an_organisation_that_is_gone_is_not_swept(world: World) -> None:
    assert await do_sweep(world.engine, at(20), str(new_id()).encode(), asyncio.Lock()) is None


async def test_a_change_stands_when_no_sweep_can_be_asked_for(
    caplog: pytest.LogCaptureFixture,
) -> None:
    nowhere = create_engine("postgresql://throughline@127.0.0.1:1/nowhere")
    with caplog.at_level(logging.WARNING):
        await enqueue_sweep(nowhere, new_id(), 7)
    await nowhere.dispose()
    assert "it follows within minutes" in caplog.text


async def test_one_sweep_that_was_asked_for_runs_at_a_time(world: World) -> None:
    payload = str(world.viewer.organisation_id).encode()
    await set_days(world, 14)
    sweeping = asyncio.Lock()
    async with sweeping:
        assert await do_sweep(world.engine, at(20), payload, sweeping) == BUSY
    assert await rows(world.engine, STALE) == [(0,)]
    assert await do_sweep(world.engine, at(20), payload, sweeping) is None
    assert await rows(world.engine, STALE) == [(1,)]
