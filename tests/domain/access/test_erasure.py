"""Erasing a person."""

from datetime import timedelta

from domain.access.erasure import erase
from domain.access.member import Member
from domain.access.personal_data import ERASED
from domain.access.token import AccessToken
from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.core.problem import ProblemCode
from domain.core.viewer import Role
from tests.domain.memory import NOW, TODAY, Memory
from tests.domain.refusing import refused


def member_of(work: Memory, person_id: object, role: Role) -> Member:
    member = Member(
        organisation_id=work.organisation.id,
        person_id=person_id,  # type: ignore[arg-type]  # of a person
        role=role,
        issuer="https://id.example",
        subject=f"subject of {person_id}",
        joined_at=NOW,
        recorded_at=NOW,
    )
    work.add(member)
    return member


async def test_nothing_says_any_more_who_it_was(work: Memory) -> None:
    kitchen = work.department()
    ada = work.person(
        name="Ada",
        email="ada@example.com",
        job_title="Chef",
        external_id="HR-1",
        department_id=kitchen.id,
        left_on=TODAY + timedelta(days=30),
    )
    token = AccessToken(
        organisation_id=work.organisation.id,
        person_id=ada.id,
        label="Ada's laptop",
        role=Role.VIEWER,
        hash=bytes(32),
        recorded_at=NOW,
    )
    work.add(token)
    member = member_of(work, ada.id, Role.VIEWER)
    await erase(work, ada.id)
    assert (ada.name, ada.email, ada.job_title, ada.external_id) == (ERASED, None, None, None)
    assert ada.reminders is False
    assert (ada.left_on, ada.archived_on) == (TODAY, TODAY)
    assert ada.department_id == kitchen.id
    assert (token.label, token.revoked_at) == (None, NOW)
    assert (member.issuer, member.subject, member.joined_at) == (None, None, None)
    assert member.removed_at == NOW
    assert work.kinds == [EventKind.MEMBER_REMOVED, EventKind.PERSON_ERASED]


async def test_erasing_again_changes_nothing(work: Memory) -> None:
    ada = work.person(left_on=TODAY - timedelta(days=3))
    await erase(work, ada.id)
    await erase(work, ada.id)
    assert ada.left_on == TODAY - timedelta(days=3)
    assert work.kinds == [EventKind.PERSON_ERASED]


async def test_the_last_administrator_stays(work: Memory) -> None:
    ada = work.person()
    member_of(work, ada.id, Role.ADMIN)
    with refused(ProblemCode.LAST_ADMIN, "id"):
        await erase(work, ada.id)


async def test_nobody_is_erased_who_is_not_there(work: Memory) -> None:
    with refused(ProblemCode.NOT_FOUND, "id"):
        await erase(work, new_id())
