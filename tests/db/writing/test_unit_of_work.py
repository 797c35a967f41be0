"""The unit of work: one transaction and one revision for a change, on real PostgreSQL."""

import asyncio
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.connection import create_engine
from db.ledger.event import event
from db.ledger.idempotency import LIFETIME, Request, forget_expired, idempotency_key
from db.people.organisation import organisation as organisation_table
from db.people.person import person as person_table
from db.portfolio.initiative import initiative as initiative_table
from db.portfolio.milestone import milestone as milestone_table
from db.risk.stall_risk import stall_risk_current
from db.writing.repository import ExpectedVersion
from db.writing.unit_of_work import PostgresUnitOfWork, UnitsOfWork
from domain.core.problem import ProblemCode, Refusal
from domain.core.viewer import Role
from domain.people import person
from domain.people.person import Person
from domain.portfolio import initiative, milestone, status_update
from domain.portfolio.initiative import Initiative, Priority
from domain.portfolio.lifecycle import Verb, make_move
from domain.portfolio.milestone import Milestone
from domain.portfolio.status_update import ReportedStatus
from tests.db.world import NOW, TODAY, World, found
from tests.domain.refusing import refused


@pytest.fixture
async def world(engine: AsyncEngine) -> World:
    return await found(engine)


async def test_a_change_is_one_revision_with_its_events(world: World) -> None:
    proposed = await world.propose()
    assert await world.revision() == 2
    assert await world.ledger() == [
        (1, 1, "ORGANISATION_CREATED"),
        (2, 1, "INITIATIVE_PROPOSED"),
    ]
    [row] = await world.rows(select(event).where(event.c.revision == 2))
    assert row.token_id == world.viewer.token_id
    assert row.request_id == "r-1"
    assert row.actor_id is None
    assert row.occurred_on == TODAY
    assert row.recorded_at == NOW
    assert (row.subject_type, row.subject_id) == ("Initiative", proposed.id)
    assert row.initiative_id == proposed.id


async def test_a_change_that_changes_nothing_gets_no_revision(world: World) -> None:
    proposed = await world.propose()
    await world.change(
        "initiative_update",
        lambda work: initiative.update(work, proposed.id, title=proposed.title),
    )
    assert await world.revision() == 2
    assert len(await world.ledger()) == 2


async def test_a_refused_change_leaves_nothing_behind(world: World) -> None:
    async def propose_twice(work: PostgresUnitOfWork) -> Initiative:
        await initiative.propose(work, title="One")
        return await initiative.propose(work, title="")

    with refused(ProblemCode.REQUIRED, "title"):
        await world.change("initiative_propose", propose_twice)
    assert await world.revision() == 1
    assert len(await world.ledger()) == 1
    assert await world.rows(select(initiative_table)) == []


async def test_a_part_that_is_refused_leaves_nothing_and_the_rest_goes_on(world: World) -> None:
    proposed = await world.propose("One")
    async with world.units.begin(world.viewer, "initiative_update") as work:
        async with work.attempt():
            await initiative.update(work, proposed.id, summary="kept")
        with refused(ProblemCode.REQUIRED, "title"):
            async with work.attempt():
                await initiative.update(work, proposed.id, title="Two")
                await initiative.propose(work, title="Three")
                await initiative.propose(work, title="")
        async with work.attempt():
            again = await initiative.update(work, proposed.id, priority=Priority.LOW)
            assert (again.title, again.summary) == ("One", "kept")
        await work.commit()
    rows = await world.rows(select(initiative_table.c.title, initiative_table.c.priority))
    assert [tuple(row) for row in rows] == [("One", "LOW")]
    assert [kind for *_, kind in await world.ledger()][2:] == ["INITIATIVE_UPDATED"] * 2


async def test_what_the_database_refuses_of_a_part_is_a_refusal(world: World) -> None:
    async with world.units.begin(world.viewer, "person_create") as work:
        for name, is_known in (("One", False), ("Two", True), ("Three", False)):
            with refused(ProblemCode.ALREADY_EXISTS) if is_known else nullcontext():
                async with work.attempt():
                    made = await person.create(work, name=name)
                    made.external_id = "same" if name != "Three" else "other"
        await work.commit()
    rows = await world.rows(select(person_table.c.name).order_by(person_table.c.id))
    assert [row.name for row in rows] == ["One", "Three"]


async def test_a_change_that_is_not_committed_leaves_nothing_behind(world: World) -> None:
    async with world.units.begin(world.viewer, "initiative_propose") as work:
        await initiative.propose(work, title="One")
        await work.flush()
    assert await world.revision() == 1
    assert await world.rows(select(initiative_table)) == []


async def test_a_role_that_may_not_is_refused_before_anything_else(world: World) -> None:
    world.viewer = replace(world.viewer, role=Role.VIEWER)
    with refused(ProblemCode.NOT_ALLOWED):
        await world.propose()
    assert await world.revision() == 1


async def test_revisions_are_gapless_and_in_order_under_concurrency(world: World) -> None:
    # Each stands for a process: within one, changes queue before they reach PostgreSQL.
    processes = [UnitsOfWork(world.engine, lock_timeout_seconds=30) for _ in range(6)]

    async def attempt(number: int) -> None:
        units = processes[number % len(processes)]
        try:
            async with units.begin(world.viewer, "initiative_propose") as work:
                title = "" if number % 4 == 0 else f"Number {number}"
                await initiative.propose(work, title=title)
                await work.commit()
        except Refusal:
            assert number % 4 == 0

    await asyncio.gather(*(attempt(number) for number in range(24)))
    assert await world.revision() == 1 + 18
    assert [revision for revision, _, _ in await world.ledger()] == list(range(1, 20))


async def test_an_organisation_does_not_wait_for_another(world: World) -> None:
    other = await found(world.engine, "other")
    async with world.units.begin(world.viewer, "initiative_propose"):
        await other.propose()
    assert (await world.revision(), await other.revision()) == (1, 2)


@pytest.mark.parametrize("same_process", [True, False])
async def test_a_change_that_waits_too_long_is_refused_as_busy(
    world: World, same_process: bool
) -> None:
    async with world.units.begin(world.viewer, "initiative_propose") as holder:
        if not same_process:
            world.units = UnitsOfWork(world.engine)
        world.units.lock_timeout_seconds = 0.1
        with refused(ProblemCode.BUSY):
            await world.propose("Too late")
        await initiative.propose(holder, title="In time")
        await holder.commit()
    assert [row.title for row in await world.rows(select(initiative_table.c.title))] == ["In time"]
    assert await world.revision() == 2


async def test_a_busy_organisation_takes_one_connection(world: World) -> None:
    async with world.units.begin(world.viewer, "initiative_propose"):
        waiting = [asyncio.create_task(world.propose(f"Number {n}")) for n in range(30)]
        await asyncio.sleep(0.05)
        assert "Current Checked out connections: 1" in world.engine.pool.status()
    await asyncio.gather(*waiting)
    assert await world.revision() == 31
    assert len(world.units.changing.locks) == len(world.units.preparing.locks) == 0


async def test_the_lock_timeout_ends_with_the_change(world: World) -> None:
    await world.propose()
    [(timeout,)] = await world.rows(text("show lock_timeout"))
    assert timeout == "0"


async def test_an_acknowledged_change_is_on_disk(world: World) -> None:
    """Nothing on the way to the commit may trade durability for speed."""
    async with world.units.begin(world.viewer, "initiative_propose") as work:
        await initiative.propose(work, title="Quicker seating")
        for setting in ("synchronous_commit", "fsync", "full_page_writes"):
            value = await work.session.scalar(
                text("select current_setting(:name)"), {"name": setting}
            )
            assert value == "on"


async def test_rows_of_another_organisation_do_not_exist(world: World) -> None:
    other = await found(world.engine, "other")
    theirs = await other.propose()
    their_owner = await other.change("person_create", lambda work: person.create(work, name="Eve"))
    mine = await world.propose()
    with refused(ProblemCode.NOT_FOUND, "id"):
        await world.change(
            "initiative_update", lambda work: initiative.update(work, theirs.id, title="Mine")
        )
    with refused(ProblemCode.NOT_FOUND, "owner_id"):
        await world.change(
            "initiative_assign_owner",
            lambda work: initiative.assign_owner(work, mine.id, their_owner.id),
        )
    async with world.units.begin(world.viewer, "import") as work:
        assert [one.id for one in await work.find(Initiative)] == [mine.id]
        assert await work.latest(Person) is None


async def test_a_stale_edit_is_refused_and_told_the_current_version(world: World) -> None:
    proposed = await world.propose()
    assert proposed.version == 1

    async def retitle(seen: int, title: str) -> Initiative:
        return await world.change(
            "initiative_update",
            lambda work: initiative.update(work, proposed.id, title=title),
            seen=ExpectedVersion(proposed.id, seen),
        )

    assert (await retitle(1, "Second")).version == 2
    with pytest.raises(Refusal) as caught:
        await retitle(1, "Stale")
    [problem] = caught.value.problems
    assert (problem.code, problem.path) == (ProblemCode.STALE_VERSION, ("expected_version",))
    assert "at version 2" in problem.message
    assert await world.revision() == 3
    assert [row.title for row in await world.rows(select(initiative_table.c.title))] == ["Second"]


KEYED = Request("key-1", "initiative_propose", b"input")


async def answered(world: World, request: Request) -> tuple[int, list[str]]:
    """Propose under a key as a mutation does, and return the revision and ids answered."""
    async with world.units.begin(world.viewer, "initiative_propose", request=request) as work:
        if work.answer is not None:
            return work.answer.revision, [str(one) for one in work.answer.ids]
        proposed = await initiative.propose(work, title="Quicker seating")
        return await work.commit([proposed.id]), [str(proposed.id)]


async def test_a_repeated_request_is_answered_alike_and_changes_nothing(world: World) -> None:
    first = await answered(world, KEYED)
    await world.propose("Something else")
    assert await answered(world, KEYED) == first
    assert await world.revision() == 3


async def test_a_key_used_for_something_else_is_refused(world: World) -> None:
    await answered(world, KEYED)
    for other in (replace(KEYED, input_hash=b"other"), replace(KEYED, mutation="initiative_stop")):
        with refused(ProblemCode.IDEMPOTENCY_KEY_REUSED, "idempotency_key"):
            await answered(world, other)
    assert await world.revision() == 2


async def test_a_refused_request_does_not_use_its_key_up(world: World) -> None:
    with pytest.raises(Refusal):
        await world.change(
            "initiative_propose", lambda work: initiative.propose(work, title=""), request=KEYED
        )
    assert (await answered(world, KEYED))[0] == 2


async def test_a_repeated_request_that_changes_nothing_is_remembered_too(world: World) -> None:
    proposed = await world.propose()
    same = Request("key-2", "initiative_update", b"same")
    await world.change(
        "initiative_update",
        lambda work: initiative.update(work, proposed.id, title=proposed.title),
        request=same,
    )
    assert await world.revision() == 2
    with refused(ProblemCode.IDEMPOTENCY_KEY_REUSED, "idempotency_key"):
        await answered(world, replace(same, input_hash=b"other"))


async def test_the_same_request_many_times_at_once_is_one_change(world: World) -> None:
    answers = await asyncio.gather(*(answered(world, KEYED) for _ in range(8)))
    assert answers == [answers[0]] * 8
    assert await world.revision() == 2


async def test_a_key_is_forgotten_after_seven_days(world: World) -> None:
    first = await answered(world, KEYED)
    world.now = NOW + LIFETIME - timedelta(seconds=1)
    assert await answered(world, KEYED) == first
    world.now = NOW + LIFETIME
    again = await answered(world, KEYED)
    assert again[0] == 3
    world.now += LIFETIME
    async with world.units.session() as session:
        await forget_expired(session, world.now)
        await session.commit()
    assert await world.rows(select(idempotency_key)) == []


async def test_a_key_belongs_to_its_token(world: World) -> None:
    await answered(world, KEYED)
    other = await found(world.engine, "other")
    assert (await answered(other, KEYED))[0] == 2


async def test_the_stall_risk_is_stored_with_the_change_that_moves_it(world: World) -> None:
    proposed = await world.propose()
    owner = await world.change("person_create", lambda work: person.create(work, name="Ada"))
    await world.change(
        "initiative_assign_owner",
        lambda work: initiative.assign_owner(work, proposed.id, owner.id),
    )
    await world.change(
        "initiative_commit", lambda work: make_move(work, proposed.id, verb=Verb.COMMIT)
    )
    await world.change(
        "initiative_start", lambda work: make_move(work, proposed.id, verb=Verb.START)
    )
    added = await world.change(
        "milestone_add",
        lambda work: milestone.add(
            work,
            initiative_id=proposed.id,
            title="New host stand",
            due_on=TODAY - timedelta(days=200),
        ),
    )
    world.now = NOW + timedelta(days=1)
    await world.change(
        "milestone_update", lambda work: milestone.update(work, added.id, title="Host stand")
    )
    await world.change(
        "milestone_replan",
        lambda work: milestone.replan(
            work, added.id, TODAY + timedelta(days=30), "The carpenter is ill"
        ),
    )
    [risk] = await world.rows(select(stall_risk_current))
    assert risk.revision == await world.revision()
    assert (risk.missed_count, risk.overdue_count) == (1, 0)
    [row] = await world.rows(select(milestone_table))
    assert row.missed_count == 1
    changes = [entry for entry in await world.ledger() if entry[2] == "STALL_RISK_LEVEL_CHANGED"]
    assert changes
    # Each change of level is told under the revision of the change that caused it.
    by_revision = {
        revision: kind for revision, ordinal, kind in await world.ledger() if ordinal == 1
    }
    assert {by_revision[revision] for revision, _, _ in changes} <= {
        "INITIATIVE_COMMITTED",
        "INITIATIVE_STARTED",
        "MILESTONE_ADDED",
        "MILESTONE_REPLANNED",
    }


async def test_a_status_update_freezes_the_facts_of_its_day(world: World) -> None:
    """The stored risk may be of another day: the facts are judged anew when it is posted."""
    proposed = await world.propose()
    await world.change(
        "milestone_add",
        lambda work: milestone.add(
            work, initiative_id=proposed.id, title="New host stand", due_on=TODAY
        ),
    )
    world.now = NOW + timedelta(days=10)
    posted = await world.change(
        "status_update_post",
        lambda work: status_update.post(work, proposed.id, ReportedStatus.ON_TRACK),
    )
    assert (posted.facts_overdue_count, posted.facts_days_late) == (1, 10)
    assert (posted.facts_missed_count, posted.facts_open_count) == (1, 1)
    assert posted.occurred_on == TODAY + timedelta(days=10)


async def test_a_connection_that_died_in_the_pool_is_replaced(
    world: World, database_url: str
) -> None:
    engine = create_engine(database_url)
    # The pool would notice by itself before each use, at the price of a round trip.
    engine.pool._pre_ping = False
    units = UnitsOfWork(engine, clock=lambda: NOW)
    try:
        async with units.begin(world.viewer, "initiative_propose") as work:
            pid = await work.session.scalar(text("select pg_backend_pid()"))
        await world.rows(select(func.pg_terminate_backend(pid, 5000)))
        async with units.begin(world.viewer, "initiative_propose") as work:
            await initiative.propose(work, title="After the restart")
            assert await work.commit() == 2
    finally:
        await engine.dispose()


async def test_an_unforeseen_duplicate_is_a_refusal(world: World) -> None:
    first, second = await world.propose("One"), await world.propose("Two")

    async def take_the_same_external_id(work: PostgresUnitOfWork) -> Initiative:
        for one in (first, second):
            (await work.get(Initiative, one.id)).external_id = "PMO-1"
        return await work.get(Initiative, first.id)

    with refused(ProblemCode.ALREADY_EXISTS):
        await world.change("import", take_the_same_external_id)


async def test_a_fixed_clock_dates_changes_and_not_the_lifetime_of_keys(world: World) -> None:
    fixed = TODAY - timedelta(days=600)
    async with world.units.session() as session:
        await session.execute(update(organisation_table).values(clock_fixed_on=fixed))
        await session.commit()
    await answered(world, KEYED)
    [row] = await world.rows(select(event).where(event.c.revision == 2))
    assert (row.occurred_on, row.recorded_at.date()) == (fixed, fixed)
    [kept] = await world.rows(select(idempotency_key))
    assert kept.recorded_at == NOW


async def test_the_database_keeps_a_milestone_as_it_was_promised(world: World) -> None:
    proposed = await world.propose()
    added = await world.change(
        "milestone_add",
        lambda work: milestone.add(work, initiative_id=proposed.id, title="New host stand"),
    )
    async with world.units.begin(world.viewer, "import") as work:
        kept = await work.get(Milestone, added.id)
        assert kept is not added
        assert (kept.first_due_on, kept.version) == (None, 1)
