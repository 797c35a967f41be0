"""Objectives: what clients see and change."""

import strawberry

from api.mutations.inputs import Versioned, required_id
from api.mutations.kinds import writing
from api.mutations.mutation import Mutation
from api.vocabulary.kinds import list_filter_of, list_of, lists_of, output_of
from domain.portfolio import objective
from domain.portfolio.initiative import Initiative
from domain.portfolio.objective import OBJECTIVE

Objective = output_of(
    OBJECTIVE,
    initiatives=(list_of(Initiative), "The initiatives that serve it, oldest first."),
)
ROOT_FIELDS = lists_of(
    OBJECTIVE,
    initiatives=(
        list_filter_of(Initiative),
        "Asks something of the initiatives that serve it.",
    ),
)


@strawberry.input(description="Which objective an initiative is to serve.")
class InitiativeObjectiveAddInput(Versioned):
    id: strawberry.ID = required_id(Initiative, "The initiative.")
    objective_id: strawberry.ID = required_id(objective.Objective, "The objective, in use.")


@strawberry.input(description="Which objective an initiative no longer serves.")
class InitiativeObjectiveRemoveInput(Versioned):
    id: strawberry.ID = required_id(Initiative, "The initiative.")
    objective_id: strawberry.ID = required_id(objective.Objective, "The objective it serves.")


MUTATIONS = (
    *writing(OBJECTIVE, "Initiatives that serve it still show it."),
    Mutation(
        "initiative_objective_add",
        objective.add,
        InitiativeObjectiveAddInput,
        Initiative,
        "Have an initiative serve an objective, beside those that it serves already.",
    ),
    Mutation(
        "initiative_objective_remove",
        objective.remove,
        InitiativeObjectiveRemoveInput,
        Initiative,
        "Have an initiative no longer serve an objective.",
    ),
)
