"""Stall risk in PostgreSQL: facts gathered from the ledgers, and rows written with a change."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from db.risk.facts import Gathered, gather
from db.risk.stall_risk import LevelChange, refresh
from domain.core.identity import new_id
from domain.portfolio.initiative import Lifecycle
from domain.risk.facts import MilestoneLedger, facts_of
from domain.risk.missed_dates import Promise
from domain.risk.stall_risk import Facts, Level, MilestoneInView, UndatedInView
from tests.db.ledgers import Ledgers, day_at, noon, organisation, rows


async def gathered(ledgers: Ledgers, *initiatives: UUID, day: int) -> list[Gathered]:
    async with ledgers.engine.connect() as connection:
        return await gather(
            connection,
            organisation_id=ledgers.organisation_id,
            initiative_ids=initiatives,
            day=day_at(day),
        )


async def refreshed(
    ledgers: Ledgers, *initiatives: UUID, day: int, revision: int = 1
) -> list[LevelChange]:
    async with AsyncSession(ledgers.engine) as session:
        changes = await refresh(
            session,
            organisation_id=ledgers.organisation_id,
            initiative_ids=initiatives,
            day=day_at(day),
            revision=revision,
            recorded_at=noon(day),
        )
        await session.commit()
    return changes


async def test_facts_are_those_of_the_ledgers(engine: AsyncEngine) -> None:
    acme = await organisation(engine)
    busy = await acme.initiative()
    late = await acme.milestone(busy, due=10, moves=((12, 20), (22, 30)))
    ahead = await acme.milestone(busy, due=60)
    undated = await acme.milestone(busy, due=None)
    await acme.milestone(busy, due=5, completed=5)
    await acme.activity(busy, on=15)
    idle = await acme.initiative(status="ON_HOLD", proposed=3)
    assert await gathered(acme, busy, idle, day=40) == [
        Gathered(
            busy,
            Facts(
                status=Lifecycle.IN_PROGRESS,
                last_activity_on=day_at(15),
                missed_count=3,
                open_count=3,
                overdue_count=1,
                undated_count=1,
                delivered_count=1,
                oldest_overdue=MilestoneInView(late, "Greet at the door", day_at(30)),
                next=MilestoneInView(ahead, "Greet at the door", day_at(60)),
                undated=UndatedInView(undated, "Greet at the door"),
            ),
            [(late, 3)],
        ),
        Gathered(idle, Facts(status=Lifecycle.ON_HOLD, last_activity_on=day_at(3)), []),
    ]


async def test_a_past_day_shows_what_had_been_recorded_by_its_end(engine: AsyncEngine) -> None:
    """Everything after day 10 is left out: replan, delivery, activity, lifecycle, new milestone."""
    acme = await organisation(engine)
    initiative = await acme.initiative()
    moved = await acme.milestone(initiative, due=20)
    await acme.milestone(initiative, due=5, completed=11)
    (before,) = await gathered(acme, initiative, day=10)
    await acme.replan(moved, 1, 20, 50, on=12)
    await acme.milestone(initiative, due=70, on=11)
    await acme.activity(initiative, on=11)
    await acme.moved(initiative, "IN_PROGRESS", "ON_HOLD", on=13)
    assert await gathered(acme, initiative, day=10) == [before]
    assert before.facts.overdue_count == 1
    assert before.facts.next == MilestoneInView(moved, "Greet at the door", day_at(20))
    (after,) = await gathered(acme, initiative, day=14)
    assert after.facts.status is Lifecycle.ON_HOLD
    assert after.facts.delivered_count == 1


async def test_an_initiative_recorded_later_is_left_out(engine: AsyncEngine) -> None:
    acme = await organisation(engine)
    initiative = await acme.initiative(proposed=8)
    assert await gathered(acme, initiative, day=7) == []
    assert len(await gathered(acme, initiative, day=8)) == 1


async def test_a_day_ends_in_the_time_zone_of_the_organisation(engine: AsyncEngine) -> None:
    """Noon in UTC is already the next day in Kiritimati, fourteen hours ahead."""
    far_east = await organisation(engine, time_zone="Pacific/Kiritimati")
    initiative = await far_east.initiative(proposed=8)
    assert await gathered(far_east, initiative, day=8) == []
    assert len(await gathered(far_east, initiative, day=9)) == 1


async def test_facts_stay_within_the_organisation(engine: AsyncEngine) -> None:
    acme, other = await organisation(engine), await organisation(engine, "other")
    ours, theirs = await acme.initiative(), await other.initiative()
    assert [one.initiative_id for one in await gathered(acme, ours, theirs, day=9)] == [ours]


async def test_a_refresh_writes_the_row_its_day_and_the_misses(engine: AsyncEngine) -> None:
    """1 - .95 (1 - .70/2) (1 - .20 (1 - 2^-.5)) (1 - .35/2) (1 - .40) = .7122."""
    acme = await organisation(engine)
    initiative = await acme.initiative()
    late = await acme.milestone(initiative, due=10)
    await acme.activity(initiative, on=40)
    assert await refreshed(acme, initiative, day=100, revision=7) == [
        LevelChange(initiative, None, Level.HIGH)
    ]
    assert await rows(
        engine,
        "select state, probability, level, rule, computed_on, revision, attention, days_late,"
        " missed_count, days_silent, days_to_next, open_count, overdue_count, undated_count,"
        " delivered_count, last_activity_on, oldest_overdue_milestone_id, next_milestone_id"
        " from stall_risk_current",
    ) == [
        (
            *("ASSESSED", 0.7122, "HIGH", "four-factors-1", day_at(100), 7, 0.7122),
            *(90, 1, 60, None),
            *(1, 1, 0, 0, day_at(40), late, None),
        )
    ]
    keys = "select json_object_keys(reasons -> 0) from stall_risk_current"
    assert [key for (key,) in await rows(engine, keys)] == [
        *("factor", "value", "weight", "share", "sentence", "milestone_id", "days")
    ]
    first = (
        "select reasons -> 0 ->> 'sentence', reasons -> 0 ->> 'milestone_id',"
        " (reasons -> 0 ->> 'days')::int from stall_risk_current"
    )
    assert await rows(engine, first) == [
        (
            "“Greet at the door” should have come first, so no date ahead can be relied on.",
            str(late),
            None,
        )
    ]
    assert await rows(
        engine,
        "select day, round(probability::numeric, 4)::float8, days_late, missed_count, days_silent,"
        " days_to_next, state, rule, oldest_overdue_milestone_id from stall_risk_history",
    ) == [(day_at(100), 0.7122, 90, 1, 60, None, 0, 1, late)]
    assert await rows(engine, "select missed_count, version from milestone") == [(1, 1)]


async def test_a_refresh_stores_what_would_lower_it(engine: AsyncEngine) -> None:
    acme = await organisation(engine)
    initiative = await acme.initiative()
    late = await acme.milestone(initiative, due=10)
    await acme.milestone(initiative, due=120)
    await refreshed(acme, initiative, day=100)
    [found] = await rows(engine, "select levers from stall_risk_current")
    levers: Any = found[0]
    assert levers == [
        {
            "kind": "DROP_STALE",
            "state": "ASSESSED",
            "probability": levers[0]["probability"],
            "level": "LOW",
            "sentence": levers[0]["sentence"],
            "milestone_id": str(late),
            "assumed_days": None,
        },
        {**levers[0], "kind": "DELIVER_OVERDUE", "sentence": levers[1]["sentence"]},
    ]
    assert levers[0]["probability"] == 0.1355
    assert "the rule would then read 14 % instead of " in levers[1]["sentence"]


async def test_a_second_refresh_tells_of_no_change_of_level(engine: AsyncEngine) -> None:
    acme = await organisation(engine)
    initiative = await acme.initiative()
    await acme.milestone(initiative, due=20)
    assert await refreshed(acme, initiative, day=5) == [LevelChange(initiative, None, Level.LOW)]
    assert await refreshed(acme, initiative, day=5, revision=2) == []
    assert await rows(engine, "select revision from stall_risk_current") == [(2,)]
    assert await rows(engine, "select count(*) from stall_risk_history") == [(1,)]


async def test_a_refresh_tells_when_the_probability_is_gone(engine: AsyncEngine) -> None:
    acme = await organisation(engine)
    initiative = await acme.initiative()
    milestone = await acme.milestone(initiative, due=20)
    await refreshed(acme, initiative, day=5)
    async with engine.begin() as connection:
        await connection.execute(
            text("update milestone set completed_on = :day, completed_recorded_at = :at"),
            {"day": day_at(6), "at": noon(6)},
        )
    assert await refreshed(acme, initiative, day=6) == [LevelChange(initiative, Level.LOW, None)]
    state = "select state, attention, reasons::text from stall_risk_current"
    assert await rows(engine, state) == [("ALL_DELIVERED", -1.0, "[]")]
    assert milestone is not None


async def test_a_refresh_leaves_other_organisations_alone(engine: AsyncEngine) -> None:
    acme, other = await organisation(engine), await organisation(engine, "other")
    theirs = await other.initiative()
    assert await refreshed(acme, theirs, day=5) == []
    assert await rows(engine, "select count(*) from stall_risk_current") == [(0,)]


numbers = st.integers(1, 40)
promised = st.tuples(
    numbers, st.lists(st.tuples(numbers, st.none() | numbers), max_size=3), st.none() | numbers
)


@given(st.lists(promised, max_size=3), st.lists(numbers, max_size=3), numbers)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_query_agrees_with_the_pure_derivation(
    engine: AsyncEngine,
    made: list[tuple[int, list[tuple[int, int | None]], int | None]],
    activity: list[int],
    day: int,
) -> None:
    """Ledgers in PostgreSQL and the same ledgers in Python give the same facts of any day."""
    acme = await organisation(engine, f"acme-{new_id().hex}")
    initiative = await acme.initiative()
    ledgers = []
    for due, moves, completed in made:
        moving = without_repeats(due, sorted(moves, key=lambda move: move[0]))
        milestone = await acme.milestone(
            initiative, due=due, moves=tuple(moving), completed=completed
        )
        promises = [(0, due), *moving]
        ledgers.append(
            MilestoneLedger(
                milestone,
                "Greet at the door",
                [Promise(day_at(on), dated(to)) for on, to in promises],
                dated(completed),
            )
        )
    for on in activity:
        await acme.activity(initiative, on=on)
    (found,) = await gathered(acme, initiative, day=day)
    lived = [day_at(0), *map(day_at, activity)]
    assert found.facts == facts_of(Lifecycle.IN_PROGRESS, ledgers, lived, day_at(day))


def without_repeats(
    due: int, moves: Sequence[tuple[int, int | None]]
) -> list[tuple[int, int | None]]:
    """Leave out replans that move nothing: the table refuses them."""
    kept: list[tuple[int, int | None]] = []
    last: int | None = due
    for on, to in moves:
        if to != last:
            kept.append((on, to))
            last = to
    return kept


def dated(number: int | None) -> date | None:
    return None if number is None else day_at(number)
