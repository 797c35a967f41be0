"""Departments: what clients see and change."""

from datetime import date, datetime

import strawberry
from strawberry import Maybe

from api.mutations.inputs import EXTERNAL, Versioned, optional, required, required_id
from api.mutations.mutation import Mutation, archiving
from api.portfolio.change_load import ChangeLoad
from api.vocabulary.connection import Connection, Node
from api.vocabulary.fields import described, field_with_arguments, paged
from api.vocabulary.filters import ParticipationFilter, PersonFilter, TouchpointFilter
from api.vocabulary.orders import ParticipationOrder, PersonOrder, TouchpointOrder
from api.vocabulary.output_types import ParticipationRef, PersonRef, TouchpointRef, output_type
from domain.people import department


@output_type(description="A function of the company, such as kitchen or IT.")
class Department(Node):
    name: str = described("Its name.")
    description: str | None = described("What it does; null until written.")
    head_count: int | None = described("How many people work there; null when unknown.")
    external_id: str | None = described(
        "Its id in the tool it was imported from; null if made here."
    )
    archived_on: date | None = described("The day on which it was archived; null while in use.")
    recorded_at: datetime = described("When Throughline learnt of it.")
    version: int = described(
        "How often it has changed: give it back to notice that someone else edited."
    )
    people: Connection[PersonRef] = paged(
        "The people who belong to it.", filter_by=PersonFilter, order_by=PersonOrder, archived=True
    )
    touchpoints: Connection[TouchpointRef] = paged(
        "The touchpoints it runs.",
        filter_by=TouchpointFilter,
        order_by=TouchpointOrder,
        archived=True,
    )
    participations: Connection[ParticipationRef] = paged(
        "Its parts in initiatives.", filter_by=ParticipationFilter, order_by=ParticipationOrder
    )
    change_load: ChangeLoad | None = field_with_arguments(
        "How much is asked of it. Null once it is archived: nothing is.",
        months=(int | None, "How many months are told, 1 to 24. Left out: 12."),
    )


@strawberry.input(description="A function of the company.")
class DepartmentCreateInput:
    name: str = required("What it is called, at most 200 characters.")
    description: str | None = optional("What it does.")
    head_count: int | None = optional("How many people work in it, 0 or more.")
    external_id: str | None = optional(EXTERNAL)


@strawberry.input(
    description="New facts about a department. What is left out stays, null clears it."
)
class DepartmentUpdateInput(Versioned):
    id: strawberry.ID = required_id(department.Department, "The department to change.")
    name: Maybe[str | None] = optional("What it is called; can't be cleared.")
    description: Maybe[str | None] = optional("What it does.")
    head_count: Maybe[int | None] = optional("How many people work in it, 0 or more.")
    external_id: Maybe[str | None] = optional(EXTERNAL)


MUTATIONS = (
    Mutation(
        "department_create",
        department.create,
        DepartmentCreateInput,
        department.Department,
        "Enter a department.",
    ),
    Mutation(
        "department_update",
        department.update,
        DepartmentUpdateInput,
        department.Department,
        "Change what is known of a department.",
    ),
    *archiving(
        department.Department,
        department.archive,
        department.unarchive,
        "What it took part in still shows it.",
    ),
)
