"""Objectives: what clients see and change."""

from api.mutations.kinds import linking, writing
from api.vocabulary.kinds import list_filter_of, list_of, lists_of, output_of
from domain.portfolio.initiative import Initiative
from domain.portfolio.objective import INITIATIVE_OBJECTIVE, OBJECTIVE

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


MUTATIONS = (
    *writing(OBJECTIVE, "Initiatives that serve it still show it."),
    *linking(INITIATIVE_OBJECTIVE, "serve an objective", "The objective."),
)
