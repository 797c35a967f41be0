"""Decisions: what leadership was asked to decide, and what it decided.

One that is asked between reviews belongs to none; the next review that is held takes it up.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypedDict, Unpack
from uuid import UUID

from domain.core import fields
from domain.core.attribute import RECORDED_AT, VERSION, Choice, Day, Prose, Reference, external_id
from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.core.kind import Kind
from domain.core.problem import ProblemCode, refuse
from domain.core.unit_of_work import UnitOfWork
from domain.people.person import Person
from domain.portfolio.initiative import Initiative
from domain.reviews.review import Review


class DecisionState(StrEnum):
    """Whether it was decided."""

    ASKED = "ASKED"
    TAKEN = "TAKEN"
    WITHDRAWN = "WITHDRAWN"


@dataclass(eq=False, kw_only=True)
class Decision:
    """What is to be decided, by whom, and the outcome once it was.

    `outcome` is what was decided, or why it was withdrawn; `closed_on` is the day of either.
    """

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    review_id: UUID | None = None
    initiative_id: UUID | None = None
    text: str
    owner_id: UUID | None = None
    due_on: date | None = None
    state: DecisionState = DecisionState.ASKED
    asked_on: date
    asked_by_id: UUID | None = None
    outcome: str | None = None
    closed_on: date | None = None
    closed_by_id: UUID | None = None
    external_id: str | None = None
    recorded_at: datetime
    version: int = 0


class DecisionFields(TypedDict, total=False):
    """What may be written of a decision that is asked."""

    review_id: UUID | None
    initiative_id: UUID | None
    text: str
    owner_id: UUID | None
    due_on: date | None
    external_id: str | None


DECISION = Kind(
    entity=Decision,
    about="What leadership is asked to decide, and what it decided.",
    these="What leadership was asked to decide.",
    file="decisions.csv",
    attributes=(
        Reference(
            "review",
            "The review it belongs to",
            Review,
            null="while it waits for the next one, which takes it up",
            indexed=True,
        ),
        Reference(
            "initiative",
            "The initiative it is about",
            Initiative,
            null="when about none",
            indexed=True,
            example="I-04",
        ),
        Prose("text", "What is to be decided", required=True, example="Buy pagers for …"),
        Reference(
            "owner",
            "Who has to decide",
            Person,
            null="when nobody is named",
            indexed=True,
            example="p-001",
        ),
        Day(
            "due_on",
            "The day by which it is needed",
            null="when open",
            order="DUE",
            example="2026-04-15",
        ),
        Choice(
            "state",
            "Whether it was decided",
            DecisionState,
            default=DecisionState.ASKED,
            written=False,
            indexed=True,
            example="TAKEN",
        ),
        Day(
            "asked_on",
            "The day on which it was asked",
            required=True,
            written=False,
            past=True,
            example="2026-03-31",
        ),
        Reference(
            "asked_by",
            "Who asked",
            Person,
            null="for an integration",
            written=False,
            example="p-017",
        ),
        Prose(
            "outcome",
            "What was decided, or why it was withdrawn",
            null="while asked",
            written=False,
            example="Yes",
        ),
        Day(
            "closed_on",
            "The day on which it was taken or withdrawn",
            null="while asked",
            written=False,
            past=True,
            example="2026-04-02",
        ),
        Reference(
            "closed_by",
            "Who noted that",
            Person,
            null="while asked, and for an integration",
            written=False,
            example="p-001",
        ),
        external_id("D-12"),
        RECORDED_AT,
        VERSION,
    ),
)


async def ask(work: UnitOfWork, **given: Unpack[DecisionFields]) -> Decision:
    """Ask leadership for a decision."""
    decision = await DECISION.rules.create(
        work, given, asked_on=work.today, asked_by_id=work.viewer.person_id
    )
    data = {"review_id": decision.review_id, "owner_id": decision.owner_id}
    work.record(EventKind.DECISION_ASKED, decision, data=data)
    return decision


async def update(work: UnitOfWork, decision_id: UUID, **given: Unpack[DecisionFields]) -> Decision:
    """Ask it differently, of somebody else, or by another day."""
    decision = await open_decision(work, decision_id)
    await DECISION.rules.update(work, decision, given, EventKind.DECISION_UPDATED)
    return decision


async def take(
    work: UnitOfWork, decision_id: UUID, outcome: str, on: date | None = None
) -> Decision:
    """Note what was decided."""
    decision = await open_decision(work, decision_id)
    decided: str = fields.check_one("outcome", fields.required_prose, outcome)
    close(work, decision, DecisionState.TAKEN, decided, closing_day(work, decision, on))
    work.record(EventKind.DECISION_TAKEN, decision, occurred_on=decision.closed_on)
    return decision


async def withdraw(work: UnitOfWork, decision_id: UUID, reason: str) -> Decision:
    """Take back what was asked: it need not be decided any more."""
    decision = await open_decision(work, decision_id)
    why = fields.reason("withdraw a decision", reason)
    close(work, decision, DecisionState.WITHDRAWN, why, work.today)
    work.record(EventKind.DECISION_WITHDRAWN, decision)
    return decision


async def take_up(work: UnitOfWork, review: Review) -> None:
    """Have a review take up what was asked between reviews."""
    waiting = await work.find(Decision, review_id=None, state=DecisionState.ASKED)
    for decision in waiting:
        if decision.asked_on <= review.held_on:
            decision.review_id = review.id


async def open_decision(work: UnitOfWork, decision_id: UUID) -> Decision:
    """Return a decision that is still asked; refuse one that is not."""
    decision = await work.get(Decision, decision_id, "id")
    if decision.state is not DecisionState.ASKED:
        done = "was taken" if decision.state is DecisionState.TAKEN else "was withdrawn"
        refuse(
            ProblemCode.NOT_OPEN,
            f"This decision {done} on {decision.closed_on}.",
            "id",
            hint="Ask for a new decision if it has to be decided anew.",
        )
    return decision


def closing_day(work: UnitOfWork, decision: Decision, on: date | None) -> date:
    day = fields.day_of(on, work.today)
    if day < decision.asked_on:
        refuse(
            ProblemCode.DATES_OUT_OF_ORDER,
            f"It was asked on {decision.asked_on}, so it was not decided before.",
            "on",
            hint=f"Give a day from {decision.asked_on} to today.",
        )
    return day


def close(
    work: UnitOfWork, decision: Decision, state: DecisionState, outcome: str, on: date
) -> None:
    decision.state = state
    decision.outcome = outcome
    decision.closed_on = on
    decision.closed_by_id = work.viewer.person_id
