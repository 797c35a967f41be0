"""What can be done with people."""

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
from api.mutations.mutation import Mutation, archiving
from domain import erasure, leaving, person, reminder
from domain.department import Department
from domain.person import Person


@strawberry.input(description="Someone in the organisation.")
class PersonCreateInput:
    name: str = taken("Their full name, at most 200 characters.")
    email: str | None = maybe("Their email address; nobody else may have it.")
    job_title: str | None = maybe("What they are.")
    department_id: strawberry.ID | None = may_refer_to(Department, "Where they work.")
    external_id: str | None = maybe(EXTERNAL)


@strawberry.input(description="New facts about a person. What is left out stays, null clears it.")
class PersonUpdateInput(Versioned):
    id: strawberry.ID = refers_to(Person, "The person to change.")
    name: Maybe[str | None] = maybe("Their full name; can't be cleared.")
    email: Maybe[str | None] = maybe("Their email address; nobody else may have it.")
    job_title: Maybe[str | None] = maybe("What they are.")
    department_id: Maybe[strawberry.ID | None] = may_refer_to(Department, "Where they work.")
    external_id: Maybe[str | None] = maybe(EXTERNAL)


@strawberry.input(description="Someone's leaving.")
class PersonLeaveInput(Versioned):
    id: strawberry.ID = refers_to(Person, "The person.")
    on: date | None = maybe(
        "The first day on which they are gone; it may lie ahead. Left out: today."
    )


@strawberry.input(description="Whether someone is reminded.")
class PersonSetRemindersInput(Versioned):
    id: strawberry.ID = refers_to(Person, "The person: yourself, unless you are an administrator.")
    reminders: bool = taken("Whether they get the weekly e-mail of what waits for them.")


MUTATIONS = (
    Mutation("person_create", person.create, PersonCreateInput, Person, "Enter a person."),
    Mutation(
        "person_update",
        person.update,
        PersonUpdateInput,
        Person,
        "Change what is known of a person.",
    ),
    Mutation(
        "person_leave",
        leaving.leave,
        PersonLeaveInput,
        Person,
        "Note that someone leaves. What they own stays theirs until you name somebody else.",
    ),
    Mutation(
        "person_set_reminders",
        reminder.set_reminders,
        PersonSetRemindersInput,
        Person,
        "Switch the weekly reminder by e-mail on or off. Everyone may for themselves.",
    ),
    Mutation(
        "person_erase",
        erasure.erase,
        target_input("PersonEraseInput", Person, "Whom to erase."),
        Person,
        "Erase for good all that tells who a person is: name, e-mail address, job title, id in "
        "other tools, memberships and tokens. This can't be taken back. What they own, did and "
        "wrote stays, as that of an erased person; so do their department and the days on which "
        "they left. Backups and exports made before still hold them.",
    ),
    *archiving(
        Person, leaving.put_away, person.bring_back, "What they did and own still shows them."
    ),
)
