"""Counts of the days that are over say what the rows of the history add up to, whatever happens."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.portfolio.portfolio_day import counted_days
from db.risk.facts import gather
from db.risk.store import compute, write_history
from db.sweep.daily import sweep
from db.writing.unit_of_work import UnitsOfWork
from domain.core.event import EventKind
from domain.core.viewer import Role, Viewer
from domain.portfolio.initiative import Initiative
from tests.db.ledgers import Ledgers, day_at, noon, organisation, rows

FIRST, LAST = day_at(0), day_at(40)
LEVELS = {"low_count": 0.3, "watch_count": 0.6, "high_count": 0.8, "critical_count": 1.1}


def at(number: int) -> Callable[[], datetime]:
    return lambda: noon(number)


async def scanned(engine: AsyncEngine, organisation_id: UUID) -> list[dict[str, object]]:
    """Count the rows of the history one by one, as the API did before there were counts."""
    query = "select day, probability::float8 from stall_risk_history where organisation_id = :id"
    days: dict[date, Counter[str]] = {}
    for day, probability in await rows(engine, query, id=organisation_id):
        assert isinstance(day, date)
        counter = days.setdefault(day, Counter())
        counter["total_count"] += 1
        if probability is None:
            counter["unassessed_count"] += 1
        else:
            assert isinstance(probability, float)
            counter[next(name for name, bound in LEVELS.items() if probability < bound)] += 1
    names = ("total_count", *LEVELS, "unassessed_count")
    return [{"day": day} | {name: days[day][name] for name in names} for day in sorted(days)]


async def told(engine: AsyncEngine, organisation_id: UUID, today: date) -> list[dict[str, object]]:
    async with engine.connect() as connection:
        return await counted_days(connection, organisation_id, FIRST, LAST, today)


async def kept(engine: AsyncEngine) -> list[int]:
    """Return which days have a count, as numbers after the first."""
    found = await rows(engine, "select day - :first from portfolio_day order by 1", first=FIRST)
    return [number for (number,) in found if isinstance(number, int)]


async def write(engine: AsyncEngine, ledgers: Ledgers, initiative_id: UUID, day: int) -> None:
    """Change an initiative on a day, through a unit of work."""
    viewer = Viewer(organisation_id=ledgers.organisation_id, token_id=None, role=Role.ADMIN)
    units = UnitsOfWork(engine, clock=at(day))
    async with units.begin(viewer, "initiative_update") as work:
        initiative = await work.get(Initiative, initiative_id, "id")
        work.record(EventKind.INITIATIVE_UPDATED, initiative)
        work.touch(initiative_id)
        await work.commit()


async def past_rows(ledgers: Ledgers, ids: list[UUID], days: range) -> None:
    """Write history as it was written before there were counts."""
    async with ledgers.engine.begin() as connection:
        for day in map(day_at, days):
            gathered = await gather(
                connection,
                organisation_id=ledgers.organisation_id,
                initiative_ids=ids,
                day=day,
            )
            await write_history(
                connection,
                organisation_id=ledgers.organisation_id,
                computed=[compute(one, day) for one in gathered],
                day=day,
            )


async def initiatives(ledgers: Ledgers, random: Random) -> list[UUID]:
    """Make initiatives of all levels, some of which have no probability."""
    made = []
    for number in range(random.randint(1, 6)):
        initiative = await ledgers.initiative(
            status=random.choice(["IN_PROGRESS", "IN_PROGRESS", "ON_HOLD"])
        )
        for _ in range(random.randint(0, 3)):
            due = random.choice([None, random.randint(1, 40)])
            moves = ((number, random.randint(5, 60)),) if due and random.random() < 0.3 else ()
            await ledgers.milestone(initiative, due=due, moves=moves)
        made.append(initiative)
    return made


@pytest.mark.parametrize("seed", range(24))
async def test_counts_equal_a_scan_in_any_world(engine: AsyncEngine, seed: int) -> None:
    """Sweeps, pauses, writes, clocks set back, stopped and started again, in any order."""
    random = Random(seed)
    acme = await organisation(engine, "acme")
    other = await organisation(engine, "other")
    ids = await initiatives(acme, random)
    await past_rows(acme, ids, range(random.randint(0, 5), 6))
    await past_rows(other, await initiatives(other, random), range(6))
    clock, fixed = 6, None
    for _ in range(12):
        match random.choice(["sweep", "sweep", "write", "fix", "pass"]):
            case "sweep":
                swept = await sweep(engine, clock=at(clock), chunk=2)
                assert swept.failed == []
            case "write":
                await write(engine, acme, random.choice(ids), clock)
            case "fix":
                fixed = None if fixed is not None else random.randint(1, clock)
                await set_clock(engine, acme.organisation_id, fixed)
            case "pass":
                clock += random.choice([1, 1, 2, 5])
        now = day_at(clock if fixed is None else fixed)
        for ledgers, today in ((acme, now), (other, day_at(clock))):
            expected = await scanned(engine, ledgers.organisation_id)
            assert await told(engine, ledgers.organisation_id, today) == expected
    await sweep(engine, clock=at(clock + 1))
    assert set(range(6, clock)) <= set(await kept(engine))


async def set_clock(engine: AsyncEngine, organisation_id: UUID, fixed: int | None) -> None:
    query = text("update organisation set clock_fixed_on = :day where id = :id")
    day = None if fixed is None else day_at(fixed)
    async with engine.begin() as connection:
        await connection.execute(query, {"day": day, "id": organisation_id})


async def test_days_that_are_over_are_counted_once_by_the_sweep(engine: AsyncEngine) -> None:
    acme = await organisation(engine)
    ids = await initiatives(acme, Random(1))
    await past_rows(acme, ids, range(5))
    assert await kept(engine) == []
    await sweep(engine, clock=at(5))
    assert await kept(engine) == [0, 1, 2, 3, 4]
    await sweep(engine, clock=at(8))
    assert await kept(engine) == [0, 1, 2, 3, 4, 5, 6, 7]


async def test_a_counted_day_is_read_without_its_rows(engine: AsyncEngine) -> None:
    acme = await organisation(engine)
    await past_rows(acme, await initiatives(acme, Random(1)), range(5))
    await sweep(engine, clock=at(5))
    before = await told(engine, acme.organisation_id, day_at(5))
    async with engine.begin() as connection:
        gone = text("delete from stall_risk_history where day < :day")
        await connection.execute(gone, {"day": day_at(5)})
    assert await told(engine, acme.organisation_id, day_at(5)) == before
    assert len(before) == 6


async def test_a_day_written_to_after_it_was_over_is_counted_anew(engine: AsyncEngine) -> None:
    """As when the clock of one server is behind, or a time zone further west was set."""
    acme = await organisation(engine)
    ids = await initiatives(acme, Random(1))
    for day in (4, 5):
        await sweep(engine, clock=at(day))
    assert await kept(engine) == [4]
    late = await acme.initiative()
    await write(engine, acme, late, 4)
    assert await kept(engine) == []
    found = await told(engine, acme.organisation_id, day_at(5))
    assert [row["total_count"] for row in found] == [len(ids) + 1, len(ids)]
    await sweep(engine, clock=at(6))
    assert await kept(engine) == [4, 5]
    days = timedelta(days=1)
    assert [row["day"] for row in await told(engine, acme.organisation_id, day_at(6))] == [
        day_at(4) + number * days for number in range(3)
    ]


async def test_missed_days_that_were_counted_before_are_counted_anew(engine: AsyncEngine) -> None:
    """A clock that stood on day 10 was set back to 5, and then started to go again."""
    acme = await organisation(engine)
    await initiatives(acme, Random(1))
    for fixed in (2, 10, 5):
        await set_clock(engine, acme.organisation_id, fixed)
        await sweep(engine, clock=at(12))
    found = await told(engine, acme.organisation_id, day_at(5))
    assert [row["day"] for row in found] == [day_at(2), day_at(5), day_at(10)]
    await set_clock(engine, acme.organisation_id, None)
    await sweep(engine, clock=at(12))
    found = await told(engine, acme.organisation_id, day_at(12))
    assert [row["day"] for row in found] == [day_at(2), *map(day_at, range(5, 13))]
