"""Milestones: a first date for good, every later one in the ledger, misses that stay."""

from datetime import date, timedelta

import pytest

from domain.core.event import EventKind
from domain.core.problem import ProblemCode
from domain.portfolio import milestone as milestones
from domain.portfolio.initiative import Lifecycle
from domain.portfolio.milestone import Dependency, Replan, slip_days
from tests.domain.memory import NOW, TODAY, Memory
from tests.domain.refusing import refused

YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)
APRIL = date(2026, 4, 30)
MAY = date(2026, 5, 31)


async def test_a_promise_keeps_its_first_date(work: Memory) -> None:
    initiative = work.initiative()
    added = await milestones.add(
        work, initiative_id=initiative.id, title="New host stand", due_on=APRIL
    )
    assert (added.first_due_on, added.due_on, added.promised_on) == (APRIL, APRIL, TODAY)
    await milestones.replan(work, added.id, MAY, "The carpenter is ill")
    assert (added.first_due_on, added.due_on) == (APRIL, MAY)
    [moved] = await work.find(Replan)
    assert (moved.ordinal, moved.from_due_on, moved.to_due_on, moved.days) == (1, APRIL, MAY, 31)
    assert (moved.reason, moved.person_id) == ("The carpenter is ill", work.person_id)
    assert (moved.occurred_on, moved.recorded_at) == (TODAY, NOW)
    assert work.signs_of_life == [("PLANNED", TODAY), ("REPLANNED", TODAY)]
    assert work.kinds == [EventKind.MILESTONE_ADDED, EventKind.MILESTONE_REPLANNED]
    assert work.touched == {initiative.id}


async def test_a_first_date_given_later_needs_no_reason(work: Memory) -> None:
    undated = work.milestone(work.initiative(), first_due_on=None, due_on=None, promised_on=None)
    await milestones.replan(work, undated.id, APRIL)
    assert (undated.first_due_on, undated.promised_on) == (APRIL, TODAY)
    assert await work.find(Replan) == []
    assert work.kinds == [EventKind.MILESTONE_DATED]


async def test_a_new_date_takes_a_reason(work: Memory) -> None:
    milestone = work.milestone(work.initiative())
    with refused(ProblemCode.REASON_REQUIRED, "reason"):
        await milestones.replan(work, milestone.id, MAY)
    assert milestone.due_on == APRIL
    assert await work.find(Replan) == []


async def test_a_new_date_is_another_one_that_can_still_be_kept(work: Memory) -> None:
    milestone = work.milestone(work.initiative())
    with refused(ProblemCode.NOTHING_CHANGES, "due_on"):
        await milestones.replan(work, milestone.id, APRIL, "Same")
    with refused(ProblemCode.DATES_OUT_OF_ORDER, "due_on"):
        await milestones.replan(work, milestone.id, YESTERDAY, "Earlier")
    await milestones.replan(work, milestone.id, TODAY, "Sooner")
    assert milestone.due_on == TODAY


async def test_a_date_can_be_withdrawn_and_given_again(work: Memory) -> None:
    milestone = work.milestone(work.initiative())
    await milestones.undate(work, milestone.id, "The permit is open")
    assert milestone.due_on is None
    with refused(ProblemCode.NOTHING_CHANGES, "id"):
        await milestones.undate(work, milestone.id, "Again")
    await milestones.replan(work, milestone.id, MAY, "The permit came")
    moves = sorted(await work.find(Replan), key=lambda one: one.ordinal)
    ledger = [(one.ordinal, one.from_due_on, one.to_due_on, one.days) for one in moves]
    assert ledger == [(1, APRIL, None, None), (2, None, MAY, None)]
    assert milestone.first_due_on == APRIL


async def test_completion_is_today_or_earlier_and_twice_timed(work: Memory) -> None:
    milestone = work.milestone(work.initiative())
    with refused(ProblemCode.IN_THE_FUTURE, "on"):
        await milestones.complete(work, milestone.id, TOMORROW)
    await milestones.complete(work, milestone.id, YESTERDAY)
    assert (milestone.completed_on, milestone.completed_recorded_at) == (YESTERDAY, NOW)
    assert work.signs_of_life == [("DELIVERED", YESTERDAY)]
    [event] = work.events
    assert event.occurred_on == YESTERDAY
    assert event.data == {"due_on": APRIL, "days": -31}


async def test_a_delivery_dated_back_behind_a_replan_is_refused(work: Memory) -> None:
    """Else a miss could be cleared by saying that it had been delivered all along."""
    milestone = work.milestone(work.initiative(), due_on=YESTERDAY, first_due_on=YESTERDAY)
    await milestones.replan(work, milestone.id, MAY, "Late")
    with refused(ProblemCode.DATES_OUT_OF_ORDER, "on"):
        await milestones.complete(work, milestone.id, YESTERDAY)
    await milestones.complete(work, milestone.id, TODAY)


async def test_what_has_ended_is_neither_completed_nor_moved(work: Memory) -> None:
    milestone = work.milestone(work.initiative())
    await milestones.complete(work, milestone.id)
    with refused(ProblemCode.NOT_OPEN, "id"):
        await milestones.complete(work, milestone.id)
    with refused(ProblemCode.NOT_OPEN, "id"):
        await milestones.replan(work, milestone.id, MAY, "Later")
    with refused(ProblemCode.NOT_OPEN, "id"):
        await milestones.drop(work, milestone.id, "Not needed")


async def test_dropping_takes_a_reason(work: Memory) -> None:
    milestone = work.milestone(work.initiative())
    with refused(ProblemCode.REASON_REQUIRED, "reason"):
        await milestones.drop(work, milestone.id, " ")
    await milestones.drop(work, milestone.id, "Not needed")
    assert (milestone.dropped_on, milestone.dropped_reason) == (TODAY, "Not needed")


async def test_reopening_takes_the_end_back(work: Memory) -> None:
    milestone = work.milestone(work.initiative())
    with refused(ProblemCode.NOTHING_CHANGES, "id"):
        await milestones.reopen(work, milestone.id)
    await milestones.complete(work, milestone.id)
    await milestones.reopen(work, milestone.id)
    assert (milestone.completed_on, milestone.completed_recorded_at) == (None, None)
    await milestones.drop(work, milestone.id, "Not needed")
    await milestones.reopen(work, milestone.id)
    assert (milestone.dropped_on, milestone.dropped_reason) == (None, None)


async def test_a_milestone_waits_for_those_it_depends_on(work: Memory) -> None:
    initiative = work.initiative()
    first, second = work.milestone(initiative), work.milestone(initiative)
    work.keep(
        Dependency(
            organisation_id=work.organisation.id,
            milestone_id=second.id,
            depends_on_id=first.id,
            recorded_at=NOW,
        )
    )
    with refused(ProblemCode.DEPENDENCY_OPEN, "id"):
        await milestones.complete(work, second.id)
    await milestones.complete(work, first.id)
    await milestones.complete(work, second.id)


@pytest.mark.parametrize("status", [Lifecycle.DONE, Lifecycle.STOPPED])
async def test_an_initiative_that_has_ended_takes_no_new_promises(
    work: Memory, status: Lifecycle
) -> None:
    initiative = work.initiative(status=status)
    with refused(ProblemCode.NOT_OPEN, "initiative_id"):
        await milestones.add(work, initiative_id=initiative.id, title="More")
    with refused(ProblemCode.NOT_OPEN, "id"):
        await milestones.replan(work, work.milestone(initiative).id, MAY, "Later")


async def test_an_update_changes_title_and_owner_only(work: Memory) -> None:
    milestone = work.milestone(work.initiative())
    owner = work.person()
    await milestones.update(work, milestone.id, title="Host stand", owner_id=owner.id)
    assert (milestone.title, milestone.owner_id) == ("Host stand", owner.id)
    assert work.touched == set()


def test_a_slip_is_counted_in_days_and_later_is_positive() -> None:
    assert slip_days(APRIL, MAY) == 31
    assert slip_days(MAY, APRIL) == -31
    assert slip_days(None, APRIL) is None
    assert slip_days(APRIL, None) is None
