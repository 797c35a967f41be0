"""Decisions are asked, taken once, or withdrawn with a reason."""

from datetime import date

from domain.core.event import EventKind
from domain.core.problem import ProblemCode
from domain.reviews import decision as decisions
from domain.reviews.decision import DecisionState
from tests.domain.memory import TODAY, Memory
from tests.domain.refusing import refused


async def test_a_decision_is_taken_once(work: Memory) -> None:
    asked = await decisions.ask(work, text="Pay for it?", initiative_id=work.initiative().id)
    assert (asked.state, asked.asked_on, asked.asked_by_id) == (
        DecisionState.ASKED,
        TODAY,
        work.person_id,
    )
    await decisions.take(work, asked.id, " Yes ")
    assert (asked.state, asked.outcome, asked.closed_on, asked.closed_by_id) == (
        DecisionState.TAKEN,
        "Yes",
        TODAY,
        work.person_id,
    )
    with refused(ProblemCode.NOT_OPEN, "id"):
        await decisions.take(work, asked.id, "No")
    assert work.kinds == [EventKind.DECISION_ASKED, EventKind.DECISION_TAKEN]


async def test_nothing_is_decided_before_it_was_asked(work: Memory) -> None:
    asked = await decisions.ask(work, text="Pay for it?")
    with refused(ProblemCode.DATES_OUT_OF_ORDER, "on"):
        await decisions.take(work, asked.id, "Yes", date(2026, 3, 30))


async def test_a_decision_is_withdrawn_with_a_reason(work: Memory) -> None:
    asked = await decisions.ask(work, text="Pay for it?")
    with refused(ProblemCode.REASON_REQUIRED, "reason"):
        await decisions.withdraw(work, asked.id, "")
    await decisions.withdraw(work, asked.id, "Paid for already")
    assert (asked.state, asked.outcome) == (DecisionState.WITHDRAWN, "Paid for already")


async def test_a_decision_is_asked_of_somebody_who_is_there(work: Memory) -> None:
    gone = work.person(left_on=TODAY)
    with refused(ProblemCode.PERSON_HAS_LEFT, "owner_id"):
        await decisions.ask(work, text="Pay for it?", owner_id=gone.id)
