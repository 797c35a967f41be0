"""Decisions: what clients see and change."""

from datetime import date

import strawberry

from api.mutations.inputs import Versioned, optional, required, required_id
from api.mutations.kinds import create_input, update_input
from api.mutations.mutation import Mutation
from api.vocabulary.kinds import lists_of, output_of
from domain.reviews import decision
from domain.reviews.decision import DECISION

Decision = output_of(
    DECISION,
    overdue=(bool, "Asked, and its day has passed at the end of the organisation's yesterday."),
)
ROOT_FIELDS = lists_of(DECISION)


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
        create_input(DECISION, "Ask", "What leadership is asked to decide."),
        decision.Decision,
        "Ask leadership for a decision, in a review or ahead of the next.",
    ),
    Mutation(
        "decision_update",
        decision.update,
        update_input(
            DECISION,
            "The decision, which is still asked.",
            "What is asked differently. What is left out stays, null clears it.",
        ),
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
