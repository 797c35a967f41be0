"""Actions: what clients see and change."""

from datetime import date, datetime

import strawberry
from strawberry import Maybe

from api.mutations.inputs import (
    EXTERNAL,
    Versioned,
    optional,
    optional_id,
    required,
    required_id,
    target_input,
)
from api.mutations.mutation import Mutation
from api.vocabulary.connection import Node
from api.vocabulary.fields import described
from api.vocabulary.output_types import InitiativeRef, PersonRef, ReviewRef, output_type
from domain.people.person import Person
from domain.portfolio.initiative import Initiative
from domain.reviews import action
from domain.reviews.review import Review


@output_type(description="What somebody took on in a review, and by when.")
class Action(Node):
    review: ReviewRef = described("The review in which it was taken on.")
    initiative: InitiativeRef | None = described(
        "The initiative it is about; null when about none."
    )
    text: str = described("What is to be done.")
    owner: PersonRef = described("Who took it on.")
    due_on: date = described("The day by which it is to be done.")
    completed_on: date | None = described("The day on which it was done; null before.")
    open: bool = described("Not done yet.")
    overdue: bool = described(
        "Open, and its day has passed at the end of the organisation's yesterday."
    )
    external_id: str | None = described("Its id in another tool; null when it has none.")
    recorded_at: datetime = described("When Throughline learnt of it.")
    version: int = described(
        "How often it has changed: give it back to notice that someone else edited."
    )


@strawberry.input(description="What somebody takes on in a review.")
class ActionAddInput:
    review_id: strawberry.ID = required_id(Review, "The review.")
    text: str = required("What is to be done, at most 20,000 characters.")
    owner_id: strawberry.ID = required_id(Person, "Who takes it on.")
    due_on: date = required("The day by which it is to be done.")
    initiative_id: strawberry.ID | None = optional_id(
        Initiative, "The initiative it is about, if it is about one."
    )
    external_id: str | None = optional(EXTERNAL)


@strawberry.input(
    description="What is to be done differently. What is left out stays, null clears it."
)
class ActionUpdateInput(Versioned):
    id: strawberry.ID = required_id(action.Action, "The action, which is open.")
    text: Maybe[str | None] = optional("What is to be done; can't be cleared.")
    review_id: Maybe[strawberry.ID | None] = optional_id(Review, "The review; can't be cleared.")
    owner_id: Maybe[strawberry.ID | None] = optional_id(
        Person, "Who takes it on; can't be cleared."
    )
    due_on: Maybe[date | None] = optional("The day by which it is to be done; can't be cleared.")
    initiative_id: Maybe[strawberry.ID | None] = optional_id(
        Initiative, "The initiative it is about."
    )
    external_id: Maybe[str | None] = optional(EXTERNAL)


@strawberry.input(description="An action that is done.")
class ActionCompleteInput(Versioned):
    id: strawberry.ID = required_id(action.Action, "The action, which is open.")
    on: date | None = optional("When it was done, today or earlier. Left out: today.")


MUTATIONS = (
    Mutation(
        "action_add",
        action.add,
        ActionAddInput,
        action.Action,
        "Note what somebody takes on in a review.",
    ),
    Mutation(
        "action_update",
        action.update,
        ActionUpdateInput,
        action.Action,
        "Change what is to be done, by whom or by when.",
    ),
    Mutation(
        "action_complete", action.complete, ActionCompleteInput, action.Action, "Note it as done."
    ),
    Mutation(
        "action_reopen",
        action.reopen,
        target_input("ActionReopenInput", action.Action, "Which action to open again."),
        action.Action,
        "Take back that an action is done.",
    ),
)
