"""Participation: which departments take part in an initiative, each with a role of its own."""

from uuid import UUID

from domain.core import fields
from domain.core.event import EventKind
from domain.core.problem import ProblemCode, refuse
from domain.core.unit_of_work import UnitOfWork
from domain.core.write_rules import WriteRules, usable
from domain.people.department import Department
from domain.portfolio.initiative import Initiative, Participation, open_initiative

RULES = WriteRules(
    Participation,
    {
        "initiative_id": fields.reference,
        "department_id": fields.reference,
        "role": fields.line(500),
    },
)


async def set_role(
    work: UnitOfWork, initiative_id: UUID, department_id: UUID, role: str
) -> Initiative:
    """Give a department its role in an initiative, in place of any it had there."""
    initiative = await open_initiative(work, initiative_id, "initiative_id")
    department = await usable(work, Department, department_id, "department_id")
    keys = {"initiative_id": initiative.id, "department_id": department.id}
    present = await work.find(Participation, **keys)
    if present:
        await RULES.update(work, present[0], {"role": role}, EventKind.PARTICIPATION_SET)
    else:
        added = await RULES.create(work, keys | {"role": role})
        work.record(EventKind.PARTICIPATION_SET, added, data={"department_id": department.id})
    return initiative


async def remove(work: UnitOfWork, initiative_id: UUID, department_id: UUID) -> Initiative:
    """Take a department out of an initiative."""
    initiative = await open_initiative(work, initiative_id, "initiative_id")
    present = await work.find(
        Participation, initiative_id=initiative.id, department_id=department_id
    )
    if not present:
        refuse(
            ProblemCode.NOT_FOUND,
            "This department does not take part in the initiative.",
            "department_id",
        )
    await work.remove(present[0])
    work.record(EventKind.PARTICIPATION_REMOVED, present[0], data={"department_id": department_id})
    return initiative
