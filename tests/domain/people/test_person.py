"""People and departments."""

from datetime import timedelta

import pytest

from domain.access import leaving
from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.core.problem import ProblemCode
from domain.people import department as departments
from domain.people import person as people
from tests.domain.memory import TODAY, Memory
from tests.domain.refusing import refused


async def test_one_address_belongs_to_one_person(work: Memory) -> None:
    ada = await people.create(work, name="Ada", email="Ada@Example.com")
    assert ada.email == "ada@example.com"
    with refused(ProblemCode.ALREADY_EXISTS, "email"):
        await people.create(work, name="Another Ada", email="ADA@example.com")
    await people.update(work, ada.id, email="ADA@example.com")


@pytest.mark.parametrize("email", ["ada", "a b@example.com", "@example.com", "ada@", "a@b\0"])
async def test_an_address_has_the_form_of_one(work: Memory, email: str) -> None:
    with refused(ProblemCode.INVALID, "email"):
        await people.create(work, name="Ada", email=email)


async def test_a_person_works_in_a_department_of_the_organisation(work: Memory) -> None:
    with refused(ProblemCode.NOT_FOUND, "department_id"):
        await people.create(work, name="Ada", department_id=new_id())
    kitchen = work.department(archived_on=TODAY)
    with refused(ProblemCode.ARCHIVED, "department_id"):
        await people.create(work, name="Ada", department_id=kitchen.id)


async def test_a_reference_that_does_not_change_is_not_questioned(work: Memory) -> None:
    kitchen = work.department(archived_on=TODAY)
    ada = work.person(department_id=kitchen.id)
    await people.update(work, ada.id, department_id=kitchen.id, job_title="Chef")
    assert ada.job_title == "Chef"


async def test_leaving_may_be_known_in_advance(work: Memory) -> None:
    ada = work.person()
    await leaving.leave(work, ada.id, TODAY + timedelta(days=30))
    await leaving.leave(work, ada.id, TODAY + timedelta(days=30))
    assert ada.left_on == TODAY + timedelta(days=30)
    assert work.kinds == [EventKind.PERSON_LEFT]


async def test_people_are_archived_and_brought_back(work: Memory) -> None:
    ada = work.person()
    await leaving.archive(work, ada.id)
    with refused(ProblemCode.ARCHIVED, "id"):
        await people.update(work, ada.id, name="Ada L")
    await people.unarchive(work, ada.id)
    assert ada.archived_on is None


async def test_a_department_has_a_name_and_no_fewer_than_no_heads(work: Memory) -> None:
    with refused(ProblemCode.REQUIRED, "name"):
        await departments.create(work, name="")
    with refused(ProblemCode.OUT_OF_RANGE, "head_count"):
        await departments.create(work, name="Kitchen", head_count=-1)
    kitchen = await departments.create(work, name="Kitchen", head_count=0)
    await departments.update(work, kitchen.id, head_count=None)
    assert kitchen.head_count is None
    await departments.archive(work, kitchen.id)
    with refused(ProblemCode.ARCHIVED, "id"):
        await departments.update(work, kitchen.id, name="Galley")
    await departments.unarchive(work, kitchen.id)
