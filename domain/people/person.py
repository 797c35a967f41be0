"""People: who owns, sponsors, does and tells."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypedDict, Unpack
from uuid import UUID

from domain.core import fields
from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.core.problem import ProblemCode, refuse
from domain.core.unit_of_work import UnitOfWork
from domain.core.write_rules import WriteRules, refuse_archived, unarchive_row
from domain.people.department import Department


@dataclass(eq=False, kw_only=True)
class Person:
    """Someone in the organisation. `left_on` is the first day on which they are gone.

    `reminders` says whether they get the weekly reminder of what is theirs.
    """

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    name: str
    email: str | None = None
    job_title: str | None = None
    department_id: UUID | None = None
    left_on: date | None = None
    reminders: bool = True
    external_id: str | None = None
    archived_on: date | None = None
    recorded_at: datetime
    version: int = 0


LONGEST_EMAIL = 320


def email(value: str, _today: date) -> str:
    """An email address, in small letters so that one person has one address."""
    address = value.strip().lower()
    if len(address) > LONGEST_EMAIL or not re.fullmatch(r"[^@\s\0]+@[^@\s\0]+", address):
        refuse(ProblemCode.INVALID, "This is not an email address.")
    return address


class PersonFields(TypedDict, total=False):
    """What may be written of a person."""

    name: str
    email: str | None
    job_title: str | None
    department_id: UUID | None
    external_id: str | None


RULES = WriteRules(
    Person,
    {
        "name": fields.line(200),
        "email": fields.optional(email),
        "job_title": fields.optional(fields.line(200)),
        "department_id": fields.reference,
        "external_id": fields.external_id,
    },
    required=frozenset({"name"}),
    references={"department_id": Department},
)


async def create(work: UnitOfWork, **given: Unpack[PersonFields]) -> Person:
    """Enter a person."""
    await check_email(work, given.get("email"))
    person = await RULES.create(work, given)
    work.record(EventKind.PERSON_CREATED, person)
    return person


async def update(work: UnitOfWork, person_id: UUID, **given: Unpack[PersonFields]) -> Person:
    """Change what is known of a person."""
    person = await work.get(Person, person_id, "id")
    refuse_archived(person, "id")
    await check_email(work, given.get("email"), of=person)
    await RULES.update(work, person, given, EventKind.PERSON_UPDATED)
    return person


async def check_email(work: UnitOfWork, given: str | None, of: Person | None = None) -> None:
    """Refuse an address that somebody else has."""
    address = (given or "").strip().lower()
    if address and [one for one in await work.find(Person, email=address) if one is not of]:
        refuse(
            ProblemCode.ALREADY_EXISTS,
            "Another person has this email address.",
            "email",
            hint="Change or unarchive that person instead of entering a second one.",
        )


async def unarchive(work: UnitOfWork, person_id: UUID) -> Person:
    """Unarchive a person."""
    person = await work.get(Person, person_id, "id")
    return unarchive_row(work, person, EventKind.PERSON_UNARCHIVED)
