"""People: what clients see and change."""

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
from api.mutations.mutation import Mutation, archiving
from api.vocabulary.connection import Connection, Node
from api.vocabulary.fields import described, paged
from api.vocabulary.filters import InitiativeFilter, MilestoneFilter, TouchpointFilter
from api.vocabulary.orders import InitiativeOrder, MilestoneOrder, TouchpointOrder
from api.vocabulary.output_types import (
    DepartmentRef,
    FindingRef,
    InitiativeRef,
    MilestoneRef,
    TouchpointRef,
    output_type,
)
from domain.access import erasure, leaving
from domain.communication import reminder
from domain.people import person
from domain.people.department import Department


@output_type(description="Someone in the organisation: can own, sponsor and mind things.")
class Person(Node):
    name: str = described("Their name.")
    email: str | None = described(
        "Their e-mail address; null when unknown or hidden from your role."
    )
    job_title: str | None = described("What they are in the company; null when unknown.")
    department: DepartmentRef | None = described(
        "The department they belong to; null when unknown."
    )
    left_on: date | None = described(
        "The first day on which they are gone; null while they are here."
    )
    reminders: bool = described(
        "Whether they get an e-mail on Mondays of what waits for them, if there is anything: "
        "milestones due or overdue, stale status, wins not shared, risks and findings."
    )
    findings: list[FindingRef] = described("What the facts show that concerns them, worst first.")
    external_id: str | None = described(
        "Their id in the tool they were imported from; null if made here."
    )
    archived_on: date | None = described("The day on which they were archived; null while in use.")
    recorded_at: datetime = described("When Throughline learnt of them.")
    version: int = described(
        "How often it has changed: give it back to notice that someone else edited."
    )
    owned_initiatives: Connection[InitiativeRef] = paged(
        "The initiatives they answer for.",
        filter_by=InitiativeFilter,
        order_by=InitiativeOrder,
        archived=True,
    )
    sponsored_initiatives: Connection[InitiativeRef] = paged(
        "The initiatives they sponsor.",
        filter_by=InitiativeFilter,
        order_by=InitiativeOrder,
        archived=True,
    )
    owned_milestones: Connection[MilestoneRef] = paged(
        "The milestones they promised.", filter_by=MilestoneFilter, order_by=MilestoneOrder
    )
    stewarded_touchpoints: Connection[TouchpointRef] = paged(
        "The touchpoints they mind.",
        filter_by=TouchpointFilter,
        order_by=TouchpointOrder,
        archived=True,
    )


@strawberry.input(description="Someone in the organisation.")
class PersonCreateInput:
    name: str = required("Their full name, at most 200 characters.")
    email: str | None = optional("Their email address; nobody else may have it.")
    job_title: str | None = optional("What they are.")
    department_id: strawberry.ID | None = optional_id(Department, "Where they work.")
    external_id: str | None = optional(EXTERNAL)


@strawberry.input(description="New facts about a person. What is left out stays, null clears it.")
class PersonUpdateInput(Versioned):
    id: strawberry.ID = required_id(person.Person, "The person to change.")
    name: Maybe[str | None] = optional("Their full name; can't be cleared.")
    email: Maybe[str | None] = optional("Their email address; nobody else may have it.")
    job_title: Maybe[str | None] = optional("What they are.")
    department_id: Maybe[strawberry.ID | None] = optional_id(Department, "Where they work.")
    external_id: Maybe[str | None] = optional(EXTERNAL)


@strawberry.input(description="Someone's leaving.")
class PersonLeaveInput(Versioned):
    id: strawberry.ID = required_id(person.Person, "The person.")
    on: date | None = optional(
        "The first day on which they are gone; it may lie ahead. Left out: today."
    )


@strawberry.input(description="Whether someone is reminded.")
class PersonSetRemindersInput(Versioned):
    id: strawberry.ID = required_id(
        person.Person, "The person: yourself, unless you are an administrator."
    )
    reminders: bool = required("Whether they get the weekly e-mail of what waits for them.")


MUTATIONS = (
    Mutation("person_create", person.create, PersonCreateInput, person.Person, "Enter a person."),
    Mutation(
        "person_update",
        person.update,
        PersonUpdateInput,
        person.Person,
        "Change what is known of a person.",
    ),
    Mutation(
        "person_leave",
        leaving.leave,
        PersonLeaveInput,
        person.Person,
        "Note that someone leaves. What they own stays theirs until you name somebody else.",
    ),
    Mutation(
        "person_set_reminders",
        reminder.set_reminders,
        PersonSetRemindersInput,
        person.Person,
        "Switch the weekly reminder by e-mail on or off. Everyone may for themselves.",
    ),
    Mutation(
        "person_erase",
        erasure.erase,
        target_input("PersonEraseInput", person.Person, "Whom to erase."),
        person.Person,
        "Erase for good all that tells who a person is: name, e-mail address, job title, id in "
        "other tools, memberships and tokens. This can't be taken back. What they own, did and "
        "wrote stays, as that of an erased person; so do their department and the days on which "
        "they left. Backups and exports made before still hold them.",
    ),
    *archiving(
        person.Person,
        leaving.archive,
        person.unarchive,
        "What they did and own still shows them.",
    ),
)
