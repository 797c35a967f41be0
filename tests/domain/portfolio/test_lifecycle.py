"""The life of an initiative: allowed moves only, each in the ledger, with who answers for it."""

from datetime import date, timedelta

import pytest

from domain.core.event import EventKind
from domain.core.problem import ProblemCode, Refusal
from domain.portfolio.initiative import Initiative, Lifecycle, LifecycleMove
from domain.portfolio.lifecycle import MOVES, Verb, check_move, held_at, make_move
from tests.domain.memory import NOW, TODAY, Memory
from tests.domain.refusing import refused

ALLOWED = {
    Lifecycle.PROPOSED: {Verb.COMMIT, Verb.STOP},
    Lifecycle.COMMITTED: {Verb.START, Verb.HOLD, Verb.STOP},
    Lifecycle.IN_PROGRESS: {Verb.HOLD, Verb.EMBED, Verb.STOP},
    Lifecycle.ON_HOLD: {Verb.RESUME, Verb.STOP},
    Lifecycle.EMBEDDING: {Verb.HOLD, Verb.FINISH, Verb.STOP},
    Lifecycle.DONE: set(),
    Lifecycle.STOPPED: set(),
}


@pytest.mark.parametrize("status", Lifecycle)
@pytest.mark.parametrize("verb", Verb)
def test_only_the_moves_of_the_table_are_allowed(verb: Verb, status: Lifecycle) -> None:
    if verb in ALLOWED[status]:
        assert check_move(verb, status) is MOVES[verb]
    else:
        with refused(ProblemCode.LIFECYCLE_JUMP, "id"):
            check_move(verb, status)


def test_a_refused_jump_names_the_moves_that_can_be_made() -> None:
    with pytest.raises(Refusal) as caught:
        check_move(Verb.FINISH, Lifecycle.COMMITTED)
    [problem] = caught.value.problems
    assert problem.message == "Can't finish an initiative that is committed."
    assert problem.hint == "What can be done from here: start, hold, stop."


async def test_a_move_changes_the_status_and_enters_the_ledger(work: Memory) -> None:
    initiative = work.initiative(status=Lifecycle.COMMITTED)
    await make_move(work, initiative.id, verb=Verb.START, on=date(2026, 3, 30))
    assert initiative.status is Lifecycle.IN_PROGRESS
    assert initiative.started_on == date(2026, 3, 30)
    [move] = await work.find(LifecycleMove)
    assert (move.from_status, move.to_status) == (Lifecycle.COMMITTED, Lifecycle.IN_PROGRESS)
    assert (move.occurred_on, move.recorded_at) == (date(2026, 3, 30), NOW)
    assert move.person_id == work.person_id
    assert work.kinds == [EventKind.INITIATIVE_STARTED]
    assert work.signs_of_life == [("LIFECYCLE", date(2026, 3, 30))]
    assert work.touched == {initiative.id}


async def test_committing_takes_an_owner_who_is_there(work: Memory) -> None:
    initiative = work.initiative(status=Lifecycle.PROPOSED)
    with refused(ProblemCode.OWNER_REQUIRED, "id"):
        await make_move(work, initiative.id, verb=Verb.COMMIT)
    initiative.owner_id = work.person(left_on=TODAY).id
    with refused(ProblemCode.PERSON_HAS_LEFT, "id"):
        await make_move(work, initiative.id, verb=Verb.COMMIT)
    initiative.owner_id = work.person(left_on=TODAY + timedelta(days=1)).id
    await make_move(work, initiative.id, verb=Verb.COMMIT)
    assert initiative.status is Lifecycle.COMMITTED


@pytest.mark.parametrize("verb", [Verb.HOLD, Verb.STOP])
@pytest.mark.parametrize("reason", [None, "", "  \n "])
async def test_holding_and_stopping_take_a_reason(
    work: Memory, verb: Verb, reason: str | None
) -> None:
    initiative = work.initiative()
    with refused(ProblemCode.REASON_REQUIRED, "reason"):
        await make_move(work, initiative.id, verb=verb, reason=reason)
    assert initiative.status is Lifecycle.IN_PROGRESS
    assert work.events == []


async def test_stopping_ends_the_initiative(work: Memory) -> None:
    initiative = work.initiative()
    await make_move(work, initiative.id, verb=Verb.STOP, reason="The lease ran out")
    assert (initiative.status, initiative.ended_on) == (Lifecycle.STOPPED, TODAY)


@pytest.mark.parametrize("held", [Lifecycle.COMMITTED, Lifecycle.IN_PROGRESS, Lifecycle.EMBEDDING])
async def test_resuming_leads_back_to_where_it_was_held(work: Memory, held: Lifecycle) -> None:
    initiative = work.initiative(status=held)
    await make_move(work, initiative.id, verb=Verb.HOLD, reason="No staff")
    await make_move(work, initiative.id, verb=Verb.RESUME)
    assert initiative.status is held


def test_a_history_without_the_hold_resumes_in_progress() -> None:
    assert held_at([]) is Lifecycle.IN_PROGRESS


async def test_a_move_lies_neither_ahead_nor_before_the_last_one(work: Memory) -> None:
    initiative = work.initiative(status=Lifecycle.COMMITTED)
    with refused(ProblemCode.IN_THE_FUTURE, "on"):
        await make_move(work, initiative.id, verb=Verb.START, on=TODAY + timedelta(days=1))
    await make_move(work, initiative.id, verb=Verb.START)
    with refused(ProblemCode.DATES_OUT_OF_ORDER, "on"):
        await make_move(work, initiative.id, verb=Verb.EMBED, on=TODAY - timedelta(days=1))


async def test_the_first_start_is_kept(work: Memory) -> None:
    initiative = work.initiative(started_on=date(2026, 2, 1))
    await make_move(work, initiative.id, verb=Verb.HOLD, reason="No staff")
    await make_move(work, initiative.id, verb=Verb.RESUME)
    assert initiative.started_on == date(2026, 2, 1)


async def test_an_archived_initiative_does_not_move(work: Memory) -> None:
    initiative: Initiative = work.initiative(archived_on=TODAY)
    with refused(ProblemCode.ARCHIVED, "id"):
        await make_move(work, initiative.id, verb=Verb.EMBED)
