"""What can be done with decisions."""

from datetime import date

import strawberry
from strawberry import Maybe

from api.mutations.inputs import EXTERNAL, Versioned, may_refer_to, maybe, refers_to, taken
from api.mutations.mutation import Mutation
from domain import decision
from domain.decision import Decision
from domain.initiative import Initiative
from domain.person import Person
from domain.review import Review


@strawberry.input(description="What leadership is asked to decide.")
class DecisionAskInput:
    text: str = taken("What is to be decided, at most 20,000 characters.")
    review_id: strawberry.ID | None = may_refer_to(
        Review, "The review that is asked. Left out: the next one that is held."
    )
    initiative_id: strawberry.ID | None = may_refer_to(
        Initiative, "The initiative it is about. Only an editor asks about none."
    )
    owner_id: strawberry.ID | None = may_refer_to(Person, "Who has to decide.")
    due_on: date | None = maybe("The day by which it is needed.")
    external_id: str | None = maybe(EXTERNAL)


@strawberry.input(description="What is asked differently. What is left out stays, null clears it.")
class DecisionUpdateInput(Versioned):
    id: strawberry.ID = refers_to(Decision, "The decision, which is still asked.")
    text: Maybe[str | None] = maybe("What is to be decided; can't be cleared.")
    review_id: Maybe[strawberry.ID | None] = may_refer_to(Review, "The review that is asked.")
    initiative_id: Maybe[strawberry.ID | None] = may_refer_to(
        Initiative, "The initiative it is about."
    )
    owner_id: Maybe[strawberry.ID | None] = may_refer_to(Person, "Who has to decide.")
    due_on: Maybe[date | None] = maybe("The day by which it is needed.")
    external_id: Maybe[str | None] = maybe(EXTERNAL)


@strawberry.input(description="What was decided.")
class DecisionTakeInput(Versioned):
    id: strawberry.ID = refers_to(Decision, "The decision, which is still asked.")
    outcome: str = taken("What was decided, at most 20,000 characters.")
    on: date | None = maybe("When, from the asking to today. Left out: today.")


@strawberry.input(description="What need not be decided any more.")
class DecisionWithdrawInput(Versioned):
    id: strawberry.ID = refers_to(Decision, "The decision, which is still asked.")
    reason: str = taken("Why not.")


MUTATIONS = (
    Mutation(
        "decision_ask",
        decision.ask,
        DecisionAskInput,
        Decision,
        "Ask leadership for a decision, in a review or ahead of the next.",
    ),
    Mutation(
        "decision_update",
        decision.update,
        DecisionUpdateInput,
        Decision,
        "Ask it differently, of somebody else, or by another day.",
    ),
    Mutation("decision_take", decision.take, DecisionTakeInput, Decision, "Note what was decided."),
    Mutation(
        "decision_withdraw",
        decision.withdraw,
        DecisionWithdrawInput,
        Decision,
        "Take back what was asked. It stays on record.",
    ),
)
