"""The demo: a company worth looking at, as of the day it is loaded."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.connection import create_engine
from domain.risk.levers import LeverKind
from integrations.demo.company import DEPARTMENTS, PEOPLE
from integrations.demo.load import load_demo
from integrations.demo.story import Story
from integrations.importing.rows.portfolio import FILES
from tests.conftest import Copying
from tests.integrations.portfolios import exported, rows

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
RISK_PAGE = Path(__file__).parents[3] / "docs" / "risk.md"
RISKS = """
    select i.external_id, r.level
    from stall_risk_current r join initiative i on i.id = r.initiative_id
    where r.level in ('HIGH', 'CRITICAL') order by 1
"""


async def load(engine: AsyncEngine, *, now: datetime = NOW, refresh: bool = False) -> bool:
    return await load_demo(engine, refresh=refresh, clock=lambda: now) is not None


@pytest.fixture(scope="module")
def demo_url(template: str, copying: Copying, runner: asyncio.Runner) -> Iterator[str]:
    """A database with the demo, for what only reads it."""
    with copying(template, "demo") as url:
        runner.run(load_into(url))
        yield url


async def load_into(url: str) -> None:
    engine = create_engine(url)
    assert await load(engine)
    await engine.dispose()


@pytest.fixture
async def loaded(demo_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(demo_url)
    yield engine
    await engine.dispose()


async def test_it_is_a_whole_company(loaded: AsyncEngine) -> None:
    counts = """
        select (select count(*) from department), (select count(*) from person),
               (select count(*) from journey), (select count(distinct channel) from touchpoint),
               (select count(*) from initiative), (select count(distinct status) from initiative),
               (select count(*) from dependency), (select count(*) from comment)
    """
    found = (await rows(loaded, counts))[0]
    assert found == (len(DEPARTMENTS), len(PEOPLE), 3, 9, 22, 7, 10, 20)
    wins = "select proof, shared, count(*) from short_term_win group by 1, 2 order by 1, 2"
    assert [row[:2] for row in await rows(loaded, wins)] == [
        ("CLAIMED", False),
        ("CLAIMED", True),
        ("PROVEN", False),
        ("PROVEN", True),
    ]
    opposed = """
        select count(*) from (
          select touchpoint_id from effect group by 1 having count(distinct direction) = 2
        ) as pulled
    """
    assert await rows(loaded, opposed) == [(5,)]


async def test_two_reviews_were_held_and_there_is_something_to_decide(loaded: AsyncEngine) -> None:
    held = """
        select r.external_id, r.held_on, count(e.id), p.external_id,
               (select count(*) from review_change c where c.review_id = r.id and c.kind = 'WIN'),
               (select count(*) from review_change c where c.review_id = r.id
                and c.kind in ('SLIPPED', 'MET'))
        from review r
        join review_entry e on e.review_id = r.id
        left join review p on p.id = r.previous_id
        group by r.id, r.external_id, r.held_on, p.external_id
        order by r.held_on
    """
    first, second = await rows(loaded, held)
    assert (*first[:2], first[3]) == ("R-01", TODAY - timedelta(days=36), None)
    assert (*second[:2], second[3]) == ("R-02", TODAY - timedelta(days=8), "R-01")
    assert all(count > 0 for count in (*first[4:], *second[4:]))
    states = "select state, count(*) from decision group by 1 order by 1"
    assert await rows(loaded, states) == [("ASKED", 2), ("TAKEN", 2)]
    assert await rows(loaded, "select count(*) from action where completed_on is null") == [(3,)]


async def test_every_kind_of_lever_is_offered_somewhere(loaded: AsyncEngine) -> None:
    kinds = """
        select distinct l ->> 'kind' from stall_risk_current, json_array_elements(levers) l
    """
    assert {kind for (kind,) in await rows(loaded, kinds)} == set(LeverKind)
    unneeded = "select count(*) from stall_risk_current where level = 'LOW' and levers::text = '[]'"
    assert (await rows(loaded, unneeded))[0][0] > 0


async def test_some_efforts_say_green_while_the_facts_are_red(loaded: AsyncEngine) -> None:
    assert await rows(loaded, RISKS) == [("H-03", "CRITICAL"), ("H-05", "HIGH"), ("H-20", "HIGH")]
    said = """
        select i.external_id, u.reported_status, u.facts_level
        from initiative i
        join lateral (select * from status_update u where u.initiative_id = i.id
                      order by occurred_on desc limit 1) u on true
        where i.external_id in ('H-03', 'H-05') order by 1
    """
    assert await rows(loaded, said) == [
        ("H-03", "ON_TRACK", "HIGH"),
        ("H-05", "ON_TRACK", "HIGH"),
    ]


async def test_the_past_year_of_stall_risk_is_there(loaded: AsyncEngine) -> None:
    span = "select count(distinct day), min(day), max(day) from stall_risk_history"
    assert await rows(loaded, span) == [(366, TODAY - timedelta(days=365), TODAY)]
    course = """
        select round(h.probability::numeric, 1)::float
        from stall_risk_history h join initiative i on i.id = h.initiative_id
        where i.external_id = 'H-03' and (cast(:today as date) - day) % 60 = 0 order by day
    """
    found = [row[0] for row in await rows(loaded, course, today=TODAY)]
    assert found == [0.2, 0.2, 0.6, 0.6, 0.7, 0.8]


async def test_it_is_loaded_once(engine: AsyncEngine) -> None:
    assert await load(engine)
    revision = await rows(engine, "select revision from organisation")
    assert not await load(engine, now=NOW + timedelta(days=40))
    assert await rows(engine, "select revision from organisation") == revision


async def test_refreshing_moves_it_to_today_and_keeps_ids_and_the_ledger(
    engine: AsyncEngine,
) -> None:
    await load(engine)
    ids = await rows(engine, "select id, external_id from milestone order by 2")
    ledger = await rows(engine, "select revision, ordinal from event order by 1, 2")
    async with engine.begin() as connection:
        await connection.execute(text("update initiative set title = 'Changed'"))
    assert await load(engine, now=NOW + timedelta(days=40), refresh=True)
    assert await rows(engine, "select id, external_id from milestone order by 2") == ids
    assert await rows(engine, "select count(*) from initiative where title = 'Changed'") == [(0,)]
    events = await rows(engine, "select revision, ordinal from event order by 1, 2")
    assert events[: len(ledger)] == ledger
    revisions = sorted({row[0] for row in events})
    assert revisions == list(range(1, len(revisions) + 1))
    assert await rows(engine, RISKS) == [("H-03", "CRITICAL"), ("H-05", "HIGH"), ("H-20", "HIGH")]
    latest = "select max(occurred_on) from status_update"
    assert await rows(engine, latest) == [(date(2026, 7, 21),)]


async def test_refreshing_keeps_where_the_rules_draw_the_line(engine: AsyncEngine) -> None:
    await load(engine)
    silence_is_stale_after_a_week = """
        update finding_rule
        set changed = true,
            thresholds = jsonb_set(thresholds::jsonb, '{0,value}', '7')::json
        where rule = 'STALE_STATUS' and thresholds -> 0 ->> 'name' = 'days'
    """
    async with engine.begin() as connection:
        assert (await connection.execute(text(silence_is_stale_after_a_week))).rowcount == 1
    ids = await rows(engine, "select id from finding_rule order by 1")
    stale = """
        select count(*) from finding where rule = 'STALE_STATUS' and archived_on is null
    """
    before = await rows(engine, stale)
    assert await load(engine, refresh=True)
    changed = "select rule, thresholds -> 0 ->> 'value' from finding_rule where changed"
    assert await rows(engine, changed) == [("STALE_STATUS", "7")]
    assert await rows(engine, "select id from finding_rule order by 1") == ids
    assert await rows(engine, stale) > before


async def test_the_levers_of_the_document_are_those_of_the_demo(loaded: AsyncEngine) -> None:
    told = """
        select i.title, r.probability, lower(r.level), l ->> 'sentence'
        from stall_risk_current r
        join initiative i on i.id = r.initiative_id
        cross join lateral json_array_elements(r.levers) with ordinality as one(l, place)
        where i.external_id in ('H-16', 'H-03', 'H-20')
        order by array_position(array['H-16', 'H-03', 'H-20'], i.external_id), place
    """
    lines, last = [], None
    for title, probability, level, sentence in await rows(loaded, told):
        reads = f"{probability:.2f}".lstrip("0") + f" {level}"
        about = f"| {title} | {reads} |" if title != last else "| | |"
        lines.append(f"{about} {sentence} |")
        last = title
    assert "\n".join(lines) in RISK_PAGE.read_text(encoding="utf-8")


async def test_a_demo_left_half_loaded_is_completed(engine: AsyncEngine, tmp_path: Path) -> None:
    await load(engine)
    whole = await exported(engine, tmp_path / "whole", "demo")
    async with engine.begin() as connection:
        for table in ("stall_risk_current", "stall_risk_history", "comment"):
            await connection.execute(text(f"delete from {table}"))
        await connection.execute(
            text("delete from participation where initiative_id in (select id from initiative)")
        )
        await connection.execute(text("update initiative set external_id = null"))
    assert await load(engine)
    assert await exported(engine, tmp_path / "again", "demo") == whole


def test_the_same_day_tells_the_same_story() -> None:
    one, other = Story(TODAY), Story(TODAY)
    for row in FILES:
        assert list(one.rows(row)) == list(other.rows(row))
