"""Leaving: somebody goes, or is put away, and lets others in no more.

Apart from the people themselves, because an organisation that has members keeps an administrator.
"""

from datetime import date
from uuid import UUID

from domain.access.member import Member, refuse_last_admin
from domain.core import fields
from domain.core.event import EventKind
from domain.core.unit_of_work import UnitOfWork
from domain.core.write_rules import archive_row
from domain.people.person import Person


async def leave(work: UnitOfWork, person_id: UUID, on: date | None = None) -> Person:
    """Note the first day on which a person is gone; it may be known in advance.

    What they own stays theirs until somebody else is named, and is found meanwhile.
    """
    person = await work.get(Person, person_id, "id")
    left_on: date = work.today if on is None else fields.check_one("on", fields.day, on)
    if person.left_on != left_on:
        await refuse_last_of(work, person)
        person.left_on = left_on
        work.record(EventKind.PERSON_LEFT, person, occurred_on=left_on)
    return person


async def archive(work: UnitOfWork, person_id: UUID) -> Person:
    """Archive a person."""
    person = await work.get(Person, person_id, "id")
    if person.archived_on is None:
        await refuse_last_of(work, person)
    return archive_row(work, person, EventKind.PERSON_ARCHIVED)


async def refuse_last_of(work: UnitOfWork, person: Person) -> None:
    for member in await work.find(Member, person_id=person.id, removed_at=None):
        await refuse_last_admin(work, member)
