"""Decisions: what clients see and change."""

from datetime import date, datetime

import strawberry
from strawberry import Maybe

from api.mutations.inputs import EXTERNAL, Versioned, optional, optional_id, required, required_id
from api.mutations.mutation import Mutation
from api.vocabulary.connection import Node
from api.vocabulary.fields import described
from api.vocabulary.output_types import InitiativeRef, PersonRef, ReviewRef, output_type
from domain.people.person import Person
from domain.portfolio.initiative import Initiative
from domain.reviews import decision
from domain.reviews.decision import DecisionState
from domain.reviews.review import Review


@output_type(description="What leadership is asked to decide, and what it decided.")
class Decision(Node):
    review: ReviewRef | None = described(
        "The review it belongs to; null while it waits for the next one, which takes it up."
    )
    initiative: InitiativeRef | None = described(
        "The initiative it is about; null when about none."
    )
    text: str = described("What is to be decided.")
    owner: PersonRef | None = described("Who has to decide; null when nobody is named.")
    due_on: date | None = described("The day by which it is needed; null when open.")
    state: DecisionState = described("Whether it was decided.")
    overdue: bool = described(
        "Asked, and its day has passed at the end of the organisation's yesterday."
    )
    asked_on: date = described("The day on which it was asked.")
    asked_by: PersonRef | None = described("Who asked; null for an integration.")
    outcome: str | None = described("What was decided, or why it was withdrawn; null while asked.")
    closed_on: date | None = described(
        "The day on which it was taken or withdrawn; null while asked."
    )
    closed_by: PersonRef | None = described(
        "Who noted that; null while asked, and for an integration."
    )
    external_id: str | None = described("Its id in another tool; null when it has none.")
    recorded_at: datetime = described("When Throughline learnt of it.")
    version: int = described(
        "How often it has changed: give it back to notice that someone else edited."
    )


@strawberry.input(description="What leadership is asked to decide.")
class DecisionAskInput:
    text: str = required("What is to be decided, at most 20,000 characters.")
    review_id: strawberry.ID | None = optional_id(
        Review, "The review that is asked. Left out: the next one that is held."
    )
    initiative_id: strawberry.ID | None = optional_id(
        Initiative, "The initiative it is about. Only an editor asks about none."
    )
    owner_id: strawberry.ID | None = optional_id(Person, "Who has to decide.")
    due_on: date | None = optional("The day by which it is needed.")
    external_id: str | None = optional(EXTERNAL)


@strawberry.input(description="What is asked differently. What is left out stays, null clears it.")
class DecisionUpdateInput(Versioned):
    id: strawberry.ID = required_id(decision.Decision, "The decision, which is still asked.")
    text: Maybe[str | None] = optional("What is to be decided; can't be cleared.")
    review_id: Maybe[strawberry.ID | None] = optional_id(Review, "The review that is asked.")
    initiative_id: Maybe[strawberry.ID | None] = optional_id(
        Initiative, "The initiative it is about."
    )
    owner_id: Maybe[strawberry.ID | None] = optional_id(Person, "Who has to decide.")
    due_on: Maybe[date | None] = optional("The day by which it is needed.")
    external_id: Maybe[str | None] = optional(EXTERNAL)


@strawberry.input(description="What was decided.")
class DecisionTakeInput(Versioned):
    id: strawberry.ID = required_id(decision.Decision, "The decision, which is still asked.")
    outcome: str = required("What was decided, at most 20,000 characters.")
    on: date | None = optional("When, from the asking to today. Left out: today.")


@strawberry.input(description="What need not be decided any more.")
class DecisionWithdrawInput(Versioned):
    id: strawberry.ID = required_id(decision.Decision, "The decision, which is still asked.")
    reason: str = required("Why not.")


MUTATIONS = (
    Mutation(
        "decision_ask",
        decision.ask,
        DecisionAskInput,
        decision.Decision,
        "Ask leadership for a decision, in a review or ahead of the next.",
    ),
    Mutation(
        "decision_update",
        decision.update,
        DecisionUpdateInput,
        decision.Decision,
        "Ask it differently, of somebody else, or by another day.",
    ),
    Mutation(
        "decision_take",
        decision.take,
        DecisionTakeInput,
        decision.Decision,
        "Note what was decided.",
    ),
    Mutation(
        "decision_withdraw",
        decision.withdraw,
        DecisionWithdrawInput,
        decision.Decision,
        "Take back what was asked. It stays on record.",
    ),
)
