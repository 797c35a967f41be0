"""Initiatives: what may be written of them, and who answers for them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.core.problem import ProblemCode, Refusal
from domain.portfolio import initiative as initiatives
from domain.portfolio.initiative import Lifecycle, LifecycleMove, Priority
from tests.domain.memory import TODAY, Memory
from tests.domain.refusing import refused


async def test_a_proposal_begins_the_ledger_of_its_life(work: Memory) -> None:
    proposed = await initiatives.propose(
        work,
        title="  Quicker seating ",
        case_for_change="Guests leave the queue",
        budget={"amount": Decimal("1250.5"), "currency": "gbp"},
    )
    assert proposed.title == "Quicker seating"
    assert (proposed.status, proposed.priority) == (Lifecycle.PROPOSED, Priority.MEDIUM)
    assert (proposed.proposed_on, proposed.case_for_change_on) == (TODAY, TODAY)
    assert (proposed.budget_amount, proposed.budget_currency) == (Decimal("1250.50"), "GBP")
    assert proposed.owner_id is None
    [move] = await work.find(LifecycleMove)
    assert (move.from_status, move.to_status) == (None, Lifecycle.PROPOSED)
    assert work.signs_of_life == [("CREATED", TODAY)]
    assert work.kinds == [EventKind.INITIATIVE_PROPOSED]
    assert work.touched == {proposed.id}


async def test_every_wrong_field_is_reported_at_once(work: Memory) -> None:
    with pytest.raises(Refusal) as caught:
        await initiatives.propose(
            work,
            title="x" * 301,
            summary="nul \0",
            budget={"amount": Decimal(-1), "currency": "EURO"},
            target_on=date(2201, 1, 1),
            proposed_on=TODAY + timedelta(days=1),
        )
    assert {(problem.code, problem.path) for problem in caught.value.problems} == {
        (ProblemCode.TOO_LONG, ("title",)),
        (ProblemCode.INVALID, ("summary",)),
        (ProblemCode.OUT_OF_RANGE, ("budget", "amount")),
        (ProblemCode.INVALID, ("budget", "currency")),
        (ProblemCode.OUT_OF_RANGE, ("target_on",)),
        (ProblemCode.IN_THE_FUTURE, ("proposed_on",)),
    }
    assert work.rows == []


async def test_a_title_is_required(work: Memory) -> None:
    with refused(ProblemCode.REQUIRED, "title"):
        await initiatives.propose(work, title=" ")
    with refused(ProblemCode.REQUIRED, "title"):
        await initiatives.propose(work)


async def test_an_owner_of_another_organisation_does_not_exist(work: Memory) -> None:
    with refused(ProblemCode.NOT_FOUND, "owner_id"):
        await initiatives.propose(work, title="Quicker seating", owner_id=new_id())


async def test_an_owner_is_neither_archived_nor_gone(work: Memory) -> None:
    initiative = work.initiative()
    archived, gone, there = (
        work.person(archived_on=TODAY),
        work.person(left_on=TODAY),
        work.person(),
    )
    with refused(ProblemCode.ARCHIVED, "owner_id"):
        await initiatives.assign_owner(work, initiative.id, archived.id)
    with refused(ProblemCode.PERSON_HAS_LEFT, "owner_id"):
        await initiatives.assign_owner(work, initiative.id, gone.id)
    assert initiative.owner_id is None
    await initiatives.assign_owner(work, initiative.id, there.id)
    assert initiative.owner_id == there.id
    assert [event.data for event in work.events] == [{"from": None, "to": there.id}]


async def test_assigning_the_same_owner_again_changes_nothing(work: Memory) -> None:
    initiative = work.initiative(owner_id=work.person().id)
    assert initiative.owner_id is not None
    await initiatives.assign_owner(work, initiative.id, initiative.owner_id)
    assert work.events == []


async def test_the_sponsor_may_be_left_empty(work: Memory) -> None:
    initiative = work.initiative(sponsor_id=work.person().id)
    await initiatives.assign_sponsor(work, initiative.id)
    assert initiative.sponsor_id is None


async def test_an_update_changes_what_is_given_and_says_so(work: Memory) -> None:
    initiative = work.initiative(summary="Old", target_on=date(2026, 6, 30))
    await initiatives.update(
        work, initiative.id, summary=None, target_on=date(2026, 9, 30), title="Quicker seating"
    )
    assert (initiative.summary, initiative.target_on) == (None, date(2026, 9, 30))
    [event] = work.events
    assert event.kind is EventKind.INITIATIVE_UPDATED
    assert event.data == {
        "changed": {
            "summary": None,
            "target_on": {"from": date(2026, 6, 30), "to": date(2026, 9, 30)},
        }
    }


async def test_an_update_that_changes_nothing_records_nothing(work: Memory) -> None:
    initiative = work.initiative()
    await initiatives.update(work, initiative.id, title=initiative.title)
    assert work.events == []


async def test_a_new_case_for_change_is_dated_today_unless_a_day_is_given(work: Memory) -> None:
    initiative = work.initiative()
    await initiatives.update(work, initiative.id, case_for_change="Guests leave")
    assert initiative.case_for_change_on == TODAY
    earlier = date(2026, 2, 2)
    await initiatives.update(
        work, initiative.id, case_for_change="They left", case_for_change_on=earlier
    )
    assert initiative.case_for_change_on == earlier
    await initiatives.update(work, initiative.id, case_for_change=None)
    assert initiative.case_for_change_on is None


async def test_the_target_does_not_lie_before_the_beginning(work: Memory) -> None:
    initiative = work.initiative(started_on=date(2026, 2, 1))
    with refused(ProblemCode.DATES_OUT_OF_ORDER, "target_on"):
        await initiatives.update(work, initiative.id, target_on=date(2026, 1, 31))


async def test_an_archived_initiative_takes_no_changes_until_it_is_back(work: Memory) -> None:
    initiative = work.initiative()
    await initiatives.archive(work, initiative.id)
    await initiatives.archive(work, initiative.id)
    assert initiative.archived_on == TODAY
    with refused(ProblemCode.ARCHIVED, "id"):
        await initiatives.update(work, initiative.id, summary="New")
    await initiatives.unarchive(work, initiative.id)
    await initiatives.update(work, initiative.id, summary="New")
    assert work.kinds == [
        EventKind.INITIATIVE_ARCHIVED,
        EventKind.INITIATIVE_UNARCHIVED,
        EventKind.INITIATIVE_UPDATED,
    ]
