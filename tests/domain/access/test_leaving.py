"""Leaving, and being put away."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.access import leaving
from domain.access.member import Member
from domain.core.event import EventKind
from domain.core.problem import ProblemCode
from domain.core.viewer import Role
from domain.people.person import Person
from tests.domain.memory import NOW, TODAY, Memory
from tests.domain.refusing import refused

Going = Callable[[Memory, UUID], Awaitable[Person]]
BOTH: list[Going] = [leaving.leave, leaving.archive]


def admin(work: Memory, person: Person) -> Member:
    member = Member(
        organisation_id=work.organisation.id,
        person_id=person.id,
        role=Role.ADMIN,
        issuer="https://id.example",
        subject=f"subject of {person.id}",
        joined_at=NOW,
        recorded_at=NOW,
    )
    work.add(member)
    return member


@pytest.mark.parametrize("go", BOTH)
async def test_the_last_administrator_stays(work: Memory, go: Going) -> None:
    ada = work.person()
    admin(work, ada)
    with refused(ProblemCode.LAST_ADMIN, "id"):
        await go(work, ada.id)
    assert (ada.left_on, ada.archived_on, work.kinds) == (None, None, [])


@pytest.mark.parametrize("go", BOTH)
async def test_an_administrator_may_go_when_there_is_another(work: Memory, go: Going) -> None:
    ada, ben = work.person(), work.person(name="Ben")
    admin(work, ada)
    admin(work, ben)
    assert await go(work, ada.id) is ada
    # Ben is now the last one.
    with refused(ProblemCode.LAST_ADMIN, "id"):
        await go(work, ben.id)


async def test_who_was_removed_as_a_member_may_go(work: Memory) -> None:
    ada = work.person()
    admin(work, ada).removed_at = NOW
    assert (await leaving.leave(work, ada.id)).left_on == TODAY


@pytest.mark.parametrize("on", [TODAY, TODAY + timedelta(days=30)])
async def test_going_again_changes_nothing(work: Memory, on: date) -> None:
    ada = work.person()
    for _ in range(2):
        assert (await leaving.leave(work, ada.id, on)).left_on == on
        assert (await leaving.archive(work, ada.id)).archived_on == TODAY
    assert work.kinds == [EventKind.PERSON_LEFT, EventKind.PERSON_ARCHIVED]
