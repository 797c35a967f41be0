"""Departments: the functions of the company that a customer's journey runs through."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypedDict, Unpack
from uuid import UUID

from domain.core import fields
from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.core.unit_of_work import UnitOfWork
from domain.core.write_rules import WriteRules, archive_row, unarchive_row, usable


@dataclass(eq=False, kw_only=True)
class Department:
    """A function of the company, such as kitchen, reservations or IT."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    name: str
    description: str | None = None
    head_count: int | None = None
    external_id: str | None = None
    archived_on: date | None = None
    recorded_at: datetime
    version: int = 0


class DepartmentFields(TypedDict, total=False):
    """What may be written of a department."""

    name: str
    description: str | None
    head_count: int | None
    external_id: str | None


RULES = WriteRules(
    Department,
    {
        "name": fields.line(200),
        "description": fields.prose,
        "head_count": fields.optional(fields.number(0, 10_000_000)),
        "external_id": fields.external_id,
    },
    required=frozenset({"name"}),
)


async def create(work: UnitOfWork, **given: Unpack[DepartmentFields]) -> Department:
    """Enter a department."""
    department = await RULES.create(work, given)
    work.record(EventKind.DEPARTMENT_CREATED, department)
    return department


async def update(
    work: UnitOfWork, department_id: UUID, **given: Unpack[DepartmentFields]
) -> Department:
    """Change what is known of a department."""
    department = await usable(work, Department, department_id, "id")
    await RULES.update(work, department, given, EventKind.DEPARTMENT_UPDATED)
    return department


async def archive(work: UnitOfWork, department_id: UUID) -> Department:
    """Archive a department; what it took part in still shows it."""
    department = await work.get(Department, department_id, "id")
    return archive_row(work, department, EventKind.DEPARTMENT_ARCHIVED)


async def unarchive(work: UnitOfWork, department_id: UUID) -> Department:
    """Unarchive a department."""
    department = await work.get(Department, department_id, "id")
    return unarchive_row(work, department, EventKind.DEPARTMENT_UNARCHIVED)
