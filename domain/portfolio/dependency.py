"""Dependencies: milestones that can't be met before others are, across initiatives."""

from collections.abc import Collection, Iterable
from uuid import UUID

from domain.core.event import EventKind
from domain.core.problem import ProblemCode, refuse
from domain.core.unit_of_work import UnitOfWork
from domain.portfolio.initiative import open_initiative
from domain.portfolio.milestone import Dependency, Milestone


def waits_for(edges: Iterable[tuple[UUID, UUID]], milestone_id: UUID) -> set[UUID]:
    """Return all that a milestone depends on, directly or through others.

    An edge leads from a milestone to one that it depends on.
    """
    needs: dict[UUID, list[UUID]] = {}
    for milestone, needed in edges:
        needs.setdefault(milestone, []).append(needed)
    found: set[UUID] = set()
    ahead = [milestone_id]
    while ahead:
        for needed in needs.get(ahead.pop(), ()):
            if needed not in found:
                found.add(needed)
                ahead.append(needed)
    return found


def check_cycle(
    edges: Collection[tuple[UUID, UUID]], milestone_id: UUID, depends_on_id: UUID
) -> None:
    """Refuse an edge by which a milestone would come to wait for itself."""
    if depends_on_id == milestone_id:
        refuse(
            ProblemCode.DEPENDENCY_CYCLE,
            "A milestone can't depend on itself.",
            "depends_on_id",
        )
    if milestone_id in waits_for(edges, depends_on_id):
        refuse(
            ProblemCode.DEPENDENCY_CYCLE,
            "That milestone depends on this one already, directly or through others.",
            "depends_on_id",
            hint="Remove one of the dependencies between them first.",
        )


async def add(work: UnitOfWork, milestone_id: UUID, depends_on_id: UUID) -> Milestone:
    """Make a milestone wait for another, in the same or another initiative."""
    milestone = await work.get(Milestone, milestone_id, "milestone_id")
    needed = await work.get(Milestone, depends_on_id, "depends_on_id")
    await open_initiative(work, milestone.initiative_id, "milestone_id")
    await open_initiative(work, needed.initiative_id, "depends_on_id")
    check_cycle(await edges_from(work, needed.id), milestone.id, needed.id)
    if not await work.find(Dependency, milestone_id=milestone.id, depends_on_id=needed.id):
        work.add(
            Dependency(
                organisation_id=work.organisation.id,
                milestone_id=milestone.id,
                depends_on_id=needed.id,
                recorded_at=work.now,
            )
        )
        work.record(EventKind.DEPENDENCY_ADDED, milestone, data={"depends_on_id": needed.id})
    return milestone


async def remove(work: UnitOfWork, milestone_id: UUID, depends_on_id: UUID) -> Milestone:
    """Let a milestone no longer wait for another."""
    milestone = await work.get(Milestone, milestone_id, "milestone_id")
    await open_initiative(work, milestone.initiative_id, "milestone_id")
    present = await work.find(Dependency, milestone_id=milestone.id, depends_on_id=depends_on_id)
    if not present:
        refuse(
            ProblemCode.NOT_FOUND,
            "The milestone does not depend on that one.",
            "depends_on_id",
        )
    await work.remove(present[0])
    work.record(EventKind.DEPENDENCY_REMOVED, milestone, data={"depends_on_id": depends_on_id})
    return milestone


async def edges_from(work: UnitOfWork, milestone_id: UUID) -> list[tuple[UUID, UUID]]:
    """Return every edge that can be reached from a milestone, one query for each step away."""
    edges: list[tuple[UUID, UUID]] = []
    seen: set[UUID] = set()
    ahead = {milestone_id}
    while ahead:
        seen |= ahead
        found = await work.find(Dependency, milestone_id=ahead)
        edges += [(edge.milestone_id, edge.depends_on_id) for edge in found]
        ahead = {edge.depends_on_id for edge in found} - seen
    return edges
