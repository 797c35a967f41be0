"""Erasing a person: what is personal goes for good, what was done stays.

The row stays under its id, because ledgers, milestones and comments refer to it, and says nothing
any more of who it was. Words that people wrote about others are theirs, and stay.
"""

from uuid import UUID

from domain.access import member as members
from domain.access.member import Member
from domain.access.personal_data import ERASED, PERSONAL
from domain.access.token import AccessToken
from domain.core.event import EventKind
from domain.core.unit_of_work import UnitOfWork
from domain.people.person import Person


async def erase(work: UnitOfWork, person_id: UUID) -> Person:
    """Blank all that tells who a person is, and let them in no more; again changes nothing.

    Kept are the id, the department, and the days of leaving and archiving, which are today unless
    they lie before.
    """
    person = await work.get(Person, person_id, "id")
    erased_before = is_erased(person)
    for member in await work.find(Member, person_id=person.id):
        await members.remove(work, member.id)
        member.joined_at = None
    for token in await work.find(AccessToken, person_id=person.id):
        token.revoked_at = token.revoked_at or work.now
    for held in PERSONAL:
        for row in await work.find(held.entity, **{held.named_by: person.id}):
            held.blank(row)
    if not erased_before:
        person.reminders = False
        if person.left_on is None or person.left_on > work.today:
            person.left_on = work.today
        person.archived_on = person.archived_on or work.today
        work.record(EventKind.PERSON_ERASED, person)
    return person


def is_erased(person: Person) -> bool:
    """Tell whether nothing is known of a person any more."""
    return person.name == ERASED and not any((person.email, person.job_title, person.external_id))
