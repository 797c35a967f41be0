"""The daily sweep on a real PostgreSQL: what it writes, and what it must never do."""

import asyncio
import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from db.risk.facts import gather
from db.risk.stall_risk import refresh
from db.risk.store import compute, history_values
from db.sweep import organisation as sweeping
from db.sweep.daily import sweep
from db.sweep.progress import Progress, Swept
from tests.db.ledgers import Ledgers, day_at, noon, organisation, rows


@pytest.fixture(autouse=True)
def without_findings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what tests/db/findings/test_finding.py is about."""

    async def nothing(_: sweeping.OrganisationSweep, _day: date) -> None:
        pass

    monkeypatch.setattr(sweeping.OrganisationSweep, "find_today", nothing)


def at(number: int) -> Callable[[], datetime]:
    return lambda: noon(number)


async def portfolio(ledgers: Ledgers, count: int, *, due: int = 20) -> list[UUID]:
    """Make initiatives with a milestone each, in the order of their ids."""
    made = []
    for _ in range(count):
        initiative = await ledgers.initiative()
        await ledgers.milestone(initiative, due=due)
        made.append(initiative)
    return sorted(made)


async def revision(engine: AsyncEngine, ledgers: Ledgers) -> object:
    query = "select revision from organisation where id = :id"
    return (await rows(engine, query, id=ledgers.organisation_id))[0][0]


async def test_today_is_judged_and_counts_as_swept(engine: AsyncEngine) -> None:
    acme = await organisation(engine)
    await portfolio(acme, 3)
    swept = await sweep(engine, clock=at(5), chunk=2)
    assert (swept.organisations, swept.judged, swept.changed_levels, swept.failed) == (1, 3, 3, [])
    current = "select computed_on, level, revision from stall_risk_current order by initiative_id"
    assert await rows(engine, current) == [
        (day_at(5), "LOW", 1),
        (day_at(5), "LOW", 1),
        (day_at(5), "LOW", 2),
    ]
    assert await rows(engine, "select revision, swept_on from organisation") == [(2, day_at(5))]
    assert await rows(engine, "select count(*) from stall_risk_history") == [(3,)]


async def test_a_swept_day_is_not_swept_again(engine: AsyncEngine) -> None:
    acme = await organisation(engine)
    await portfolio(acme, 1)
    await sweep(engine, clock=at(5))
    again = await sweep(engine, clock=at(5))
    assert again == Swept()
    assert await revision(engine, acme) == 1


async def test_levels_that_change_are_events_and_others_are_not(engine: AsyncEngine) -> None:
    """By day 20 nothing has happened for 20 days; by day 21 the milestone is overdue."""
    acme = await organisation(engine)
    (initiative,) = await portfolio(acme, 1)
    for day in (18, 19, 20, 21):
        await sweep(engine, clock=at(day))
    ledger = (
        "select revision, ordinal, kind, subject_type, subject_id, initiative_id, occurred_on,"
        " recorded_at, actor_id, data ->> 'from', data ->> 'to' from event"
        " where kind = 'STALL_RISK_LEVEL_CHANGED' order by revision"
    )
    told = ("STALL_RISK_LEVEL_CHANGED", "Initiative", initiative, initiative)
    assert await rows(engine, ledger) == [
        (1, 2, *told, day_at(18), noon(18), None, None, "LOW"),
        (4, 2, *told, day_at(21), noon(21), None, "LOW", "WATCH"),
    ]
    assert await revision(engine, acme) == 4
    swept = "select revision, subject_id, data from event where kind = 'STALL_RISK_SWEPT'"
    assert await rows(engine, f"{swept} order by revision") == [
        (number, acme.organisation_id, {"initiatives": 1}) for number in (1, 2, 3, 4)
    ]
    assert await rows(engine, "select missed_count from milestone") == [(1,)]


async def test_missed_days_get_the_history_they_would_have_had(engine: AsyncEngine) -> None:
    """Swept daily or once after a pause: the history of the days in between is the same."""
    daily, late = await organisation(engine), await organisation(engine, "late", swept=5)
    for ledgers in (daily, late):
        (initiative,) = await portfolio(ledgers, 1, due=7)
        await ledgers.activity(initiative, on=8)
    async with engine.begin() as connection:
        await connection.execute(
            text("update organisation set swept_on = :day"), {"day": day_at(5)}
        )
    for day in (6, 7, 8, 9):
        await sweep_only(engine, daily, day)
    await sweep(engine, clock=at(9))
    history = (
        "select day, probability, days_late, missed_count, days_silent, days_to_next, state"
        " from stall_risk_history where organisation_id = :id order by day"
    )
    filled = await rows(engine, history, id=late.organisation_id)
    assert [row[0] for row in filled] == [day_at(6), day_at(7), day_at(8), day_at(9)]
    assert filled == await rows(engine, history, id=daily.organisation_id)
    assert await revision(engine, late) == 1


async def sweep_only(engine: AsyncEngine, ledgers: Ledgers, day: int) -> None:
    """Sweep one organisation, hiding the others behind a day that is swept."""
    others = "update organisation set swept_on = :day where id <> :id"
    async with engine.begin() as connection:
        await connection.execute(text(others), {"day": day_at(day), "id": ledgers.organisation_id})
    await sweep(engine, clock=at(day))
    async with engine.begin() as connection:
        await connection.execute(text(others), {"day": day_at(5), "id": ledgers.organisation_id})


async def test_what_is_stored_equals_the_day_looked_at_afterwards(engine: AsyncEngine) -> None:
    acme = await organisation(engine)
    initiatives = await portfolio(acme, 2, due=7)
    for day in (5, 8, 9):
        await sweep(engine, clock=at(day))
    await acme.activity(initiatives[0], on=10)
    for day in (5, 6, 7, 8, 9):
        async with engine.connect() as connection:
            known = await gather(
                connection,
                organisation_id=acme.organisation_id,
                initiative_ids=initiatives,
                day=day_at(day),
            )
        expected = [
            (one.initiative_id, *history_values(compute(one, day_at(day)))) for one in known
        ]
        stored = await rows(
            engine,
            "select initiative_id, round(probability::numeric, 4)::float8, days_late, missed_count,"
            " days_silent, days_to_next, state, rule, oldest_overdue_milestone_id,"
            " next_milestone_id from stall_risk_history where day = :day order by initiative_id",
            day=day_at(day),
        )
        assert stored == expected


async def test_it_goes_on_where_it_was_killed(engine: AsyncEngine) -> None:
    acme = await organisation(engine)
    await portfolio(acme, 5)

    class KilledError(BaseException):
        pass

    def kill(progress: Progress) -> None:
        if progress.done == 2:
            raise KilledError

    with pytest.raises(KilledError):
        await sweep(engine, clock=at(5), chunk=1, report=kill)
    assert await rows(engine, "select count(*) from stall_risk_current") == [(2,)]
    assert await rows(engine, "select swept_on from organisation") == [(None,)]
    resumed = await sweep(engine, clock=at(5), chunk=1)
    assert resumed.judged == 3
    assert await rows(engine, "select count(*) from stall_risk_current") == [(5,)]
    assert await rows(engine, "select revision, swept_on from organisation") == [(5, day_at(5))]


async def test_it_tells_how_far_it_is(engine: AsyncEngine) -> None:
    acme = await organisation(engine)
    await portfolio(acme, 5)
    told: list[Progress] = []
    await sweep(engine, clock=at(5), chunk=2, report=told.append)
    assert [(each.work, each.done, each.total) for each in told] == [
        ("stall risk", 2, 5),
        ("stall risk", 4, 5),
        ("stall risk", 5, 5),
    ]


async def test_facts_that_change_meanwhile_are_not_overwritten(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A delivery between gathering and writing stays: the sweep's older facts are dropped."""
    acme = await organisation(engine)
    overtaken, other = await portfolio(acme, 2, due=3)
    await sweep(engine, clock=at(1))

    async def overtake(connection: AsyncConnection, **asked: object) -> object:
        known = await gather(connection, **asked)  # type: ignore[arg-type]  # passed on as given
        monkeypatch.setattr(sweeping, "gather", gather)
        await deliver(acme, overtaken, on=5)
        return known

    monkeypatch.setattr(sweeping, "gather", overtake)
    swept = await sweep(engine, clock=at(5))
    assert swept.failed == []
    current = "select initiative_id, state, revision from stall_risk_current order by initiative_id"
    assert await rows(engine, current) == [
        (overtaken, "ALL_DELIVERED", 2),
        (other, "ASSESSED", 3),
    ]


async def deliver(ledgers: Ledgers, initiative_id: UUID, *, on: int) -> None:
    """Complete the milestone as a mutation does: lock, change, refresh, advance."""
    async with AsyncSession(ledgers.engine) as session:
        number = await session.scalar(
            text("select revision + 1 from organisation where id = :id for no key update"),
            {"id": ledgers.organisation_id},
        )
        await session.execute(
            text(
                "update milestone set completed_on = :day, completed_recorded_at = :at"
                " where initiative_id = :id"
            ),
            {"day": day_at(on), "at": noon(on), "id": initiative_id},
        )
        await refresh(
            session,
            organisation_id=ledgers.organisation_id,
            initiative_ids=[initiative_id],
            day=day_at(on),
            revision=number or 0,
            recorded_at=noon(on),
        )
        await session.execute(
            text("update organisation set revision = :number where id = :id"),
            {"number": number, "id": ledgers.organisation_id},
        )
        await session.commit()


async def test_a_failing_organisation_does_not_stop_the_others(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, sound = await organisation(engine, "broken"), await organisation(engine, "sound")
    await portfolio(broken, 1)
    await portfolio(sound, 1)

    async def fail(connection: AsyncConnection, **asked: object) -> object:
        if asked["organisation_id"] == broken.organisation_id:
            raise RuntimeError("a fact that can't be")
        return await gather(connection, **asked)  # type: ignore[arg-type]  # passed on as given

    monkeypatch.setattr(sweeping, "gather", fail)
    with caplog.at_level(logging.ERROR):
        swept = await sweep(engine, clock=at(5))
    assert (swept.organisations, swept.failed) == (1, ["broken"])
    assert "broken" in caplog.text
    swept_on = "select key, swept_on from organisation order by key"
    assert await rows(engine, swept_on) == [("broken", None), ("sound", day_at(5))]
    assert await revision(engine, sound) == 1


async def test_two_organisations_are_swept_at_once_and_no_more(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("one", "two", "three"):
        await portfolio(await organisation(engine, key), 1)
    under_way: set[str] = set()
    most = 0
    together = asyncio.Event()

    async def wait_for_another(work: sweeping.OrganisationSweep, _day: date) -> None:
        nonlocal most
        under_way.add(work.organisation.key)
        most = max(most, len(under_way))
        if most == 2:
            together.set()
        await asyncio.wait_for(together.wait(), 30)
        # Time for a third to begin, if it were let.
        assert await rows(engine, "select count(*) from organisation") == [(3,)]
        under_way.discard(work.organisation.key)

    monkeypatch.setattr(sweeping.OrganisationSweep, "find_today", wait_for_another)
    swept = await sweep(engine, clock=at(5))
    assert (swept.organisations, swept.judged, swept.failed) == (3, 3, [])
    assert most == 2


async def test_both_go_on_where_they_were_killed(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("one", "two"):
        await portfolio(await organisation(engine, key), 5)

    class KilledError(BaseException):
        pass

    seen: set[str] = set()
    # Chunk by chunk, so that neither is done before the other has begun.
    abreast = asyncio.Barrier(2)

    async def keep_step(connection: AsyncConnection, **asked: object) -> object:
        await abreast.wait()
        return await gather(connection, **asked)  # type: ignore[arg-type]  # passed on as given

    def kill(progress: Progress) -> None:
        seen.add(progress.organisation)
        if len(seen) == 2:
            raise KilledError

    with monkeypatch.context() as step:
        step.setattr(sweeping, "gather", keep_step)
        with pytest.raises(KilledError):
            await sweep(engine, clock=at(5), chunk=1, report=kill)
    ((written,),) = await rows(engine, "select count(*) from stall_risk_current")
    assert isinstance(written, int)
    assert 2 <= written < 10
    resumed = await sweep(engine, clock=at(5), chunk=1)
    assert (resumed.organisations, resumed.judged) == (2, 10 - written)
    ends = "select revision, swept_on from organisation"
    assert await rows(engine, ends) == [(5, day_at(5)), (5, day_at(5))]


async def test_a_database_that_goes_away_ends_the_sweep_of_all(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one whose facts never come would wait for ever, were it not cancelled."""
    one, two = await organisation(engine, "one"), await organisation(engine, "two")
    await portfolio(one, 1)
    await portfolio(two, 1)
    waiting = asyncio.Event()

    async def lose(_: AsyncConnection, **asked: object) -> object:
        if asked["organisation_id"] == one.organisation_id:
            await waiting.wait()
            raise ConnectionResetError
        waiting.set()
        return await asyncio.Event().wait()

    monkeypatch.setattr(sweeping, "gather", lose)
    with pytest.raises(ConnectionResetError):
        await sweep(engine, clock=at(5))
    assert await rows(engine, "select distinct swept_on from organisation") == [(None,)]


async def test_two_sweeps_at_once_do_the_work_once(engine: AsyncEngine) -> None:
    acme = await organisation(engine)
    await portfolio(acme, 1)
    during: list[Swept] = []
    async with engine.connect() as guard:
        lock = text("select pg_try_advisory_xact_lock(hashtextextended(:key, 0))")
        assert await guard.scalar(lock, {"key": f"sweep {acme.organisation_id}"})
        during.append(await sweep(engine, clock=at(5)))
    assert during == [Swept()]
    assert (await sweep(engine, clock=at(5))).organisations == 1


async def test_what_is_judged_for_the_first_time_is_told_to_the_planner(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plans made for a table that was empty are made anew; a day later there is no need."""
    analysed: list[int] = []

    async def look(_: AsyncEngine, *_tables: object) -> None:
        ((count,),) = await rows(engine, "select count(*) from stall_risk_current")
        assert isinstance(count, int)
        analysed.append(count)

    monkeypatch.setattr(sweeping, "ANALYSE_AT", (2, 5))
    monkeypatch.setattr(sweeping, "analyse", look)
    acme = await organisation(engine)
    await portfolio(acme, 6)
    assert (await sweep(engine, clock=at(5), chunk=1)).judged_first == 6
    assert analysed == [2, 5]
    assert (await sweep(engine, clock=at(6))).judged_first == 0
    assert analysed == [2, 5]


async def test_a_closed_initiative_is_judged_once(engine: AsyncEngine) -> None:
    acme = await organisation(engine)
    await acme.initiative(status="DONE")
    assert (await sweep(engine, clock=at(5))).judged == 1
    assert (await sweep(engine, clock=at(6))).judged == 0
    assert await rows(engine, "select state, computed_on from stall_risk_current") == [
        ("CLOSED", day_at(5))
    ]
    assert await rows(engine, "select swept_on from organisation") == [(day_at(6),)]


async def test_an_archived_initiative_is_left_out(engine: AsyncEngine) -> None:
    acme = await organisation(engine)
    (initiative,) = await portfolio(acme, 1)
    async with engine.begin() as connection:
        archive = text("update initiative set archived_on = :day where id = :id")
        await connection.execute(archive, {"day": day_at(4), "id": initiative})
    assert (await sweep(engine, clock=at(5))).judged == 0


async def test_a_fixed_clock_is_swept_on_its_day_alone(engine: AsyncEngine) -> None:
    acme = await organisation(engine, fixed=9)
    await portfolio(acme, 1)
    await sweep(engine, clock=lambda: noon(9) + timedelta(days=400))
    assert await rows(engine, "select computed_on from stall_risk_current") == [(day_at(9),)]
    assert (await sweep(engine, clock=lambda: noon(9) + timedelta(days=500))).judged == 0
