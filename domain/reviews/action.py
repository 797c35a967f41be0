"""Actions: what somebody took on in a review, and by when."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypedDict, Unpack
from uuid import UUID

from domain.core import fields
from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.core.problem import ProblemCode, refuse
from domain.core.unit_of_work import UnitOfWork
from domain.core.write_rules import WriteRules
from domain.people.person import Person
from domain.portfolio.initiative import Initiative
from domain.reviews.review import Review


@dataclass(eq=False, kw_only=True)
class Action:
    """One thing to do: what, who, by when; done on `completed_on`."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    review_id: UUID
    initiative_id: UUID | None = None
    text: str
    owner_id: UUID
    due_on: date
    completed_on: date | None = None
    external_id: str | None = None
    recorded_at: datetime
    version: int = 0


class ActionFields(TypedDict, total=False):
    """What may be written of an action."""

    review_id: UUID
    initiative_id: UUID | None
    text: str
    owner_id: UUID
    due_on: date
    external_id: str | None


ACTION = WriteRules(
    Action,
    {
        "review_id": fields.one_of,
        "initiative_id": fields.reference,
        "text": fields.required_prose,
        "owner_id": fields.one_of,
        "due_on": fields.required_day,
        "external_id": fields.external_id,
    },
    required=frozenset({"review_id", "text", "owner_id", "due_on"}),
    references={"review_id": Review, "initiative_id": Initiative, "owner_id": Person},
)


async def add(work: UnitOfWork, **given: Unpack[ActionFields]) -> Action:
    """Note what somebody takes on."""
    action = await ACTION.create(work, given)
    work.record(
        EventKind.ACTION_ADDED,
        action,
        data={"review_id": action.review_id, "owner_id": action.owner_id, "due_on": action.due_on},
    )
    return action


async def update(work: UnitOfWork, action_id: UUID, **given: Unpack[ActionFields]) -> Action:
    """Change what is to be done, by whom or by when."""
    action = await open_action(work, action_id)
    await ACTION.update(work, action, given, EventKind.ACTION_UPDATED)
    return action


async def complete(work: UnitOfWork, action_id: UUID, on: date | None = None) -> Action:
    """Note that it is done."""
    action = await open_action(work, action_id)
    action.completed_on = fields.day_of(on, work.today)
    work.record(EventKind.ACTION_COMPLETED, action, occurred_on=action.completed_on)
    return action


async def reopen(work: UnitOfWork, action_id: UUID) -> Action:
    """Take back that it is done."""
    action = await work.get(Action, action_id, "id")
    if action.completed_on is None:
        refuse(ProblemCode.NOTHING_CHANGES, "This action is open already.", "id")
    work.record(EventKind.ACTION_REOPENED, action, data={"completed_on": action.completed_on})
    action.completed_on = None
    return action


async def open_action(work: UnitOfWork, action_id: UUID) -> Action:
    """Return an action that is not done; refuse one that is."""
    action = await work.get(Action, action_id, "id")
    if action.completed_on is not None:
        refuse(
            ProblemCode.NOT_OPEN,
            f"This action was done on {action.completed_on}.",
            "id",
            hint="Reopen it first.",
        )
    return action
