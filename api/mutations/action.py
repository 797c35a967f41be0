"""What can be done with actions."""

from datetime import date

import strawberry
from strawberry import Maybe

from api.mutations.inputs import (
    EXTERNAL,
    Versioned,
    may_refer_to,
    maybe,
    refers_to,
    taken,
    target_input,
)
from api.mutations.mutation import Mutation
from domain import action
from domain.action import Action
from domain.initiative import Initiative
from domain.person import Person
from domain.review import Review


@strawberry.input(description="What somebody takes on in a review.")
class ActionAddInput:
    review_id: strawberry.ID = refers_to(Review, "The review.")
    text: str = taken("What is to be done, at most 20,000 characters.")
    owner_id: strawberry.ID = refers_to(Person, "Who takes it on.")
    due_on: date = taken("The day by which it is to be done.")
    initiative_id: strawberry.ID | None = may_refer_to(
        Initiative, "The initiative it is about, if it is about one."
    )
    external_id: str | None = maybe(EXTERNAL)


@strawberry.input(
    description="What is to be done differently. What is left out stays, null clears it."
)
class ActionUpdateInput(Versioned):
    id: strawberry.ID = refers_to(Action, "The action, which is open.")
    text: Maybe[str | None] = maybe("What is to be done; can't be cleared.")
    review_id: Maybe[strawberry.ID | None] = may_refer_to(Review, "The review; can't be cleared.")
    owner_id: Maybe[strawberry.ID | None] = may_refer_to(
        Person, "Who takes it on; can't be cleared."
    )
    due_on: Maybe[date | None] = maybe("The day by which it is to be done; can't be cleared.")
    initiative_id: Maybe[strawberry.ID | None] = may_refer_to(
        Initiative, "The initiative it is about."
    )
    external_id: Maybe[str | None] = maybe(EXTERNAL)


@strawberry.input(description="An action that is done.")
class ActionCompleteInput(Versioned):
    id: strawberry.ID = refers_to(Action, "The action, which is open.")
    on: date | None = maybe("When it was done, today or earlier. Left out: today.")


MUTATIONS = (
    Mutation(
        "action_add", action.add, ActionAddInput, Action, "Note what somebody takes on in a review."
    ),
    Mutation(
        "action_update",
        action.update,
        ActionUpdateInput,
        Action,
        "Change what is to be done, by whom or by when.",
    ),
    Mutation("action_complete", action.complete, ActionCompleteInput, Action, "Note it as done."),
    Mutation(
        "action_reopen",
        action.reopen,
        target_input("ActionReopenInput", Action, "Which action to open again."),
        Action,
        "Take back that an action is done.",
    ),
)
