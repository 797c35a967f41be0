"""Findings on a real PostgreSQL: at once with a change, day by day with the sweep."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.findings.finding import finding, finding_initiative, finding_rule
from db.people.organisation import organisation
from db.sweep import findings as finding_sweep
from db.sweep.daily import sweep
from db.sweep.progress import Progress, Swept
from domain.access import leaving
from domain.core.problem import ProblemCode, Refusal
from domain.core.unit_of_work import UnitOfWork
from domain.findings import finding as findings
from domain.findings.rules import RULES, RuleName
from domain.journeys import journey
from domain.journeys.journey import Channel
from domain.people import person
from domain.people.person import Person
from domain.portfolio import dependency, effect, initiative, lifecycle, milestone
from domain.portfolio.effect import Direction
from domain.portfolio.initiative import Initiative
from domain.portfolio.lifecycle import Verb
from tests.db.world import NOW, TODAY, World, found

SHOWING = (
    select(finding).where(finding.c.archived_on.is_(None)).order_by(finding.c.rule, finding.c.id)
)


@pytest.fixture
async def world(engine: AsyncEngine) -> World:
    return await found(engine)


def at(days: int) -> Callable[[], datetime]:
    return lambda: NOW + timedelta(days=days)


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


async def sweep_at(world: World, days: int) -> Swept:
    world.now = at(days)()
    return await sweep(world.engine, clock=at(days))


async def someone(world: World, name: str = "Maria") -> Person:
    return await world.change("person_create", lambda work: person.create(work, name=name))


async def begun(world: World, owner: Person, title: str = "Quicker seating") -> Initiative:
    async def begin(work: UnitOfWork) -> Initiative:
        one = await initiative.propose(
            work, title=title, owner_id=owner.id, sponsor_id=owner.id, case_for_change="Queues"
        )
        await lifecycle.make_move(work, one.id, verb=Verb.COMMIT)
        return await lifecycle.make_move(work, one.id, verb=Verb.START)

    return await world.change("initiative_propose", begin)


def facts(row: Row[Any]) -> list[object]:
    """What was found, without its id and when it was written."""
    named = row._mapping
    return [named[name] for name in named if name not in ("id", "recorded_at")]


async def showing(world: World) -> list[str]:
    own = finding.c.organisation_id == world.viewer.organisation_id
    return [row.rule.value for row in await world.rows(SHOWING.where(own))]


async def test_a_change_shows_its_findings_in_its_own_revision(world: World) -> None:
    await begun(world, await someone(world))
    [row] = await world.rows(SHOWING)
    assert (row.rule, row.severity, row.since) == (RuleName("SILO"), "INFO", TODAY)
    assert (row.first_seen_on, row.last_seen_on, row.archived_on) == (TODAY, None, None)
    assert [fact["fact"] for fact in row.evidence] == ["DEPARTMENTS"]
    ledger = await world.ledger()
    assert ledger[-1][0] == await world.revision()
    assert ledger[-1][2] == "FINDING_RAISED"


async def test_what_is_put_right_is_gone_and_what_comes_back_is_new(world: World) -> None:
    owner, other = await someone(world), await someone(world, "Luca")
    one = await begun(world, owner)
    await world.change("person_leave", lambda work: leaving.leave(work, owner.id))
    assert await showing(world) == ["ORPHAN", "SILO"]

    async def assign(to: Person) -> None:
        async def both(work: UnitOfWork) -> Initiative:
            await initiative.assign_owner(work, one.id, to.id)
            return await initiative.assign_sponsor(work, one.id, to.id)

        await world.change("initiative_assign_owner", both)

    await assign(other)
    assert await showing(world) == ["SILO"]
    gone = select(finding).where(finding.c.rule == "ORPHAN")
    [row] = await world.rows(gone)
    assert (row.archived_on, row.last_seen_on) == (TODAY, TODAY)
    # Within the day it was never gone.
    await world.change("person_leave", lambda work: leaving.leave(work, other.id))
    [again] = await world.rows(gone)
    assert (again.id, again.archived_on, again.last_seen_on) == (row.id, None, None)
    third = await someone(world, "Anna")
    await assign(third)
    world.now = at(3)()
    await world.change("person_leave", lambda work: leaving.leave(work, third.id))
    rows = await world.rows(gone.order_by(finding.c.first_seen_on))
    assert [(each.first_seen_on, each.archived_on) for each in rows] == [
        (TODAY, TODAY),
        (day(3), None),
    ]


async def test_days_that_pass_raise_findings_and_write_nothing_else(world: World) -> None:
    await begun(world, await someone(world))
    await sweep_at(world, 35)
    assert await showing(world) == ["SILO"]
    swept = await sweep_at(world, 36)
    assert (swept.raised_findings, swept.gone_findings) == (1, 0)
    assert await showing(world) == ["SILO", "STALE_STATUS"]
    before = await world.rows(SHOWING)
    kinds = [kind for _, _, kind in await world.ledger()]
    swept = await sweep_at(world, 37)
    assert (swept.raised_findings, swept.gone_findings) == (0, 0)
    assert await world.rows(SHOWING) == before
    fresh = [kind for _, _, kind in await world.ledger()][len(kinds) :]
    assert not [kind for kind in fresh if kind.startswith("FINDING")]


async def test_an_acknowledgement_expires_and_hides_nothing(world: World) -> None:
    await begun(world, await someone(world))
    [row] = await world.rows(SHOWING)
    until = day(10)
    await world.change(
        "finding_acknowledge", lambda work: findings.acknowledge(work, row.id, until, "Known")
    )
    await sweep_at(world, 11)
    [later] = await world.rows(SHOWING)
    assert (later.id, later.acknowledged_until, later.acknowledgement_note) == (
        row.id,
        until,
        "Known",
    )
    for refused in (day(10), day(11 + 181)):
        with pytest.raises(Refusal) as refusal:
            await world.change(
                "finding_acknowledge",
                lambda work, day=refused: findings.acknowledge(work, row.id, day),  # type: ignore[misc]
            )
        assert refusal.value.problems[0].code is ProblemCode.OUT_OF_RANGE


async def test_what_is_gone_is_not_acknowledged(world: World) -> None:
    one = await begun(world, await someone(world))
    [row] = await world.rows(SHOWING)
    await world.change("initiative_archive", lambda work: initiative.archive(work, one.id))
    assert await showing(world) == []
    with pytest.raises(Refusal) as refusal:
        await world.change(
            "finding_acknowledge", lambda work: findings.acknowledge(work, row.id, day(1))
        )
    assert refusal.value.problems[0].code is ProblemCode.NOT_OPEN


async def test_a_change_reaches_who_waits_who_owns_and_who_pulls(world: World) -> None:
    """Milestones of other initiatives, people and touchpoints see what concerns them."""
    owner = await someone(world)
    first, second = await begun(world, owner), await begun(world, owner, "One book")

    async def promise(work: UnitOfWork) -> Initiative:
        needed = await milestone.add(
            work, initiative_id=first.id, title="Book", owner_id=owner.id, due_on=day(10)
        )
        waits = await milestone.add(
            work, initiative_id=second.id, title="Trial", owner_id=owner.id, due_on=day(20)
        )
        await dependency.add(work, waits.id, needed.id)
        for number in range(2):
            await milestone.add(
                work, initiative_id=second.id, title=f"{number}", owner_id=owner.id, due_on=day(30)
            )
        trip = await journey.create(work, name="Dining out")
        stage = await journey.create_stage(work, journey_id=trip.id, name="Arriving")
        place = await journey.create_touchpoint(
            work, stage_id=stage.id, name="Seated", channel=Channel.IN_PERSON
        )
        for one, direction in ((first, Direction.STRENGTHENS), (second, Direction.WEAKENS)):
            await effect.set_effect(
                work, initiative_id=one.id, touchpoint_id=place.id, direction=direction, strength=2
            )
        made.append(needed)
        return first

    made: list[milestone.Milestone] = []
    await world.change("milestone_add", promise)
    assert await showing(world) == ["CROSS_PURPOSE", "SILO", "SILO"]
    await world.change(
        "milestone_replan", lambda work: milestone.replan(work, made[0].id, day(25), "Late")
    )
    assert "DEPENDENCY_AT_RISK" in await showing(world)
    await world.change(
        "milestone_add",
        lambda work: milestone.add(
            work, initiative_id=first.id, title="One more", owner_id=owner.id, due_on=day(40)
        ),
    )
    assert "OVERLOADED_OWNER" in await showing(world)
    await world.change("initiative_archive", lambda work: initiative.archive(work, second.id))
    assert await showing(world) == ["SILO"]


async def test_who_is_involved_is_found_by_the_sweep_where_nothing_says_so(world: World) -> None:
    """As after the migration that brought it: the findings stand, and tell of nobody."""
    owner = await someone(world)
    first, second = await begun(world, owner), await begun(world, owner, "One book")

    async def pulls(work: UnitOfWork) -> Initiative:
        trip = await journey.create(work, name="Dining out")
        stage = await journey.create_stage(work, journey_id=trip.id, name="Arriving")
        place = await journey.create_touchpoint(
            work, stage_id=stage.id, name="Seated", channel=Channel.IN_PERSON
        )
        for one, direction in ((first, Direction.STRENGTHENS), (second, Direction.WEAKENS)):
            await effect.set_effect(
                work, initiative_id=one.id, touchpoint_id=place.id, direction=direction, strength=2
            )
        return first

    await world.change("effect_set", pulls)
    involved = select(finding_initiative.c.initiative_id).order_by(
        finding_initiative.c.initiative_id
    )
    expected = sorted([first.id, second.id])
    assert [row.initiative_id for row in await world.rows(involved)] == expected
    async with world.engine.begin() as connection:
        await connection.execute(finding_initiative.delete())
    swept = await sweep_at(world, 1)
    assert (swept.raised_findings, swept.gone_findings) == (0, 0)
    assert [row.initiative_id for row in await world.rows(involved)] == expected
    before = await world.rows(SHOWING)
    await sweep_at(world, 2)
    assert await world.rows(SHOWING) == before


async def test_the_sweep_finds_what_changes_have_found(world: World) -> None:
    owner = await someone(world)
    one = await begun(world, owner)
    await world.change(
        "milestone_add", lambda work: milestone.add(work, initiative_id=one.id, title="Some day")
    )
    at_once = await world.rows(SHOWING)
    swept = await sweep_at(world, 0)
    assert (swept.raised_findings, swept.gone_findings) == (0, 0)
    assert await world.rows(SHOWING) == at_once
    async with world.engine.begin() as connection:
        await connection.execute(finding.delete())
        await connection.execute(organisation.update().values(swept_on=None))
    await sweep_at(world, 0)
    assert [facts(row) for row in await world.rows(SHOWING)] == [facts(row) for row in at_once]


async def test_other_organisations_are_left_alone(world: World) -> None:
    other = await found(world.engine, "other")
    await begun(other, await someone(other))
    before = (await showing(other), await other.revision())
    await begun(world, await someone(world))
    assert (await showing(other), await other.revision()) == before
    assert await showing(world) == ["SILO"]


async def test_an_own_threshold_holds_from_the_next_sweep_on(world: World) -> None:
    await begun(world, await someone(world))
    await sweep_at(world, 20)
    rule = RuleName("STALE_STATUS")
    await world.change(
        "finding_threshold_set", lambda work: findings.set_threshold(work, rule, "days", 14)
    )
    await sweep_at(world, 20)
    assert await showing(world) == ["SILO", "STALE_STATUS"]
    await world.change(
        "finding_threshold_set", lambda work: findings.set_threshold(work, rule, "days")
    )
    await sweep_at(world, 20)
    assert await showing(world) == ["SILO"]


async def test_rules_are_on_record_and_kept_in_step(world: World) -> None:
    query = select(finding_rule).order_by(finding_rule.c.position)
    rows = await world.rows(query)
    assert [row.rule.value for row in rows] == [rule.name for rule in RULES]
    async with world.engine.begin() as connection:
        await connection.execute(finding_rule.update().values(description="Old", thresholds=[]))
        await connection.execute(finding_rule.delete().where(finding_rule.c.position == 1))
    await sweep_at(world, 0)
    healed = await world.rows(query)
    assert [(row.rule, row.description, row.thresholds) for row in healed] == [
        (row.rule, row.description, row.thresholds) for row in rows
    ]


async def test_a_threshold_has_bounds(world: World) -> None:
    rule = RuleName("SILO")
    for name, value, code in (
        ("departments", 99, ProblemCode.OUT_OF_RANGE),
        ("days", 3, ProblemCode.NOT_FOUND),
    ):
        with pytest.raises(Refusal) as refusal:
            await world.change(
                "finding_threshold_set",
                lambda work, name=name, value=value: findings.set_threshold(  # type: ignore[misc]
                    work, rule, name, value
                ),
            )
        assert refusal.value.problems[0].code is code


async def test_many_findings_at_once_are_made_known_to_the_statistics(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = text("select analyze_count from pg_stat_user_tables where relname = 'finding'")
    monkeypatch.setattr(finding_sweep, "ANALYSE_AT", 3)
    owner = await someone(world)
    for _ in range(3):
        await begun(world, owner)
    for days, more in ((100, True), (101, False)):
        async with world.engine.connect() as connection:
            before = await connection.scalar(counted)
        swept = await sweep_at(world, days)
        assert (swept.raised_findings >= 3) is more
        async with world.engine.connect() as connection:
            assert ((await connection.scalar(counted) or 0) > (before or 0)) is more


async def test_the_sweep_tells_how_far_its_findings_are(world: World) -> None:
    await begun(world, await someone(world))
    await someone(world, "Luca")
    told: list[Progress] = []
    await sweep(world.engine, clock=at(1), report=told.append)
    findings_told = [(each.done, each.total) for each in told if each.work == "findings"]
    assert findings_told == [(1, 3), (3, 3)]
