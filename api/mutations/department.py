"""What can be done with departments."""

import strawberry
from strawberry import Maybe

from api.mutations.inputs import EXTERNAL, Versioned, maybe, refers_to, taken
from api.mutations.mutation import Mutation, archiving
from domain import department
from domain.department import Department


@strawberry.input(description="A function of the company.")
class DepartmentCreateInput:
    name: str = taken("What it is called, at most 200 characters.")
    description: str | None = maybe("What it does.")
    head_count: int | None = maybe("How many people work in it, 0 or more.")
    external_id: str | None = maybe(EXTERNAL)


@strawberry.input(
    description="New facts about a department. What is left out stays, null clears it."
)
class DepartmentUpdateInput(Versioned):
    id: strawberry.ID = refers_to(Department, "The department to change.")
    name: Maybe[str | None] = maybe("What it is called; can't be cleared.")
    description: Maybe[str | None] = maybe("What it does.")
    head_count: Maybe[int | None] = maybe("How many people work in it, 0 or more.")
    external_id: Maybe[str | None] = maybe(EXTERNAL)


MUTATIONS = (
    Mutation(
        "department_create",
        department.create,
        DepartmentCreateInput,
        Department,
        "Enter a department.",
    ),
    Mutation(
        "department_update",
        department.update,
        DepartmentUpdateInput,
        Department,
        "Change what is known of a department.",
    ),
    *archiving(
        Department,
        department.put_away,
        department.bring_back,
        "What it took part in still shows it.",
    ),
)
