"""What can be done with the departments that take part in an initiative."""

import strawberry

from api.mutations.inputs import required, required_id
from api.mutations.mutation import Mutation
from domain.people.department import Department
from domain.portfolio import participation
from domain.portfolio.initiative import Initiative


@strawberry.input(description="The part a department plays in an initiative.")
class ParticipationSetInput:
    initiative_id: strawberry.ID = required_id(Initiative, "The initiative.")
    department_id: strawberry.ID = required_id(Department, "The department.")
    role: str = required("What it does there, at most 500 characters.")


@strawberry.input(description="A department that no longer takes part.")
class ParticipationRemoveInput:
    initiative_id: strawberry.ID = required_id(Initiative, "The initiative.")
    department_id: strawberry.ID = required_id(Department, "The department.")


MUTATIONS = (
    Mutation(
        "participation_set",
        participation.set_role,
        ParticipationSetInput,
        Initiative,
        "Give a department its role in an initiative, in place of any it had there.",
    ),
    Mutation(
        "participation_remove",
        participation.remove,
        ParticipationRemoveInput,
        Initiative,
        "Take a department out of an initiative.",
    ),
)
