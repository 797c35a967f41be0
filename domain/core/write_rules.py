"""Forms: what may be written of an entity, so that every create and update keeps the same rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeAlias, TypeVar
from uuid import UUID

from domain.core.entity import Archivable, Entity, EntityT, Identified
from domain.core.event import EventData, EventKind, Fact
from domain.core.fields import Rule, check
from domain.core.names import spoken
from domain.core.problem import Problem, ProblemCode, refuse, refuse_if_any
from domain.core.unit_of_work import UnitOfWork

WrittenT = TypeVar("WrittenT", bound=Identified)
ArchivableT = TypeVar("ArchivableT", bound=Archivable)
Changes: TypeAlias = dict[str, Fact | EventData]


@dataclass(frozen=True, slots=True)
class WriteRules(Generic[WrittenT]):
    """A rule for each field of something that may be written.

    `required` fields must be given when a row is made. `references` are fields that hold the id of
    a row, which must exist in the organisation and be neither archived nor gone.
    """

    kind: type[WrittenT]
    rules: Mapping[str, Rule]
    required: frozenset[str] = frozenset()
    references: Mapping[str, type[Entity]] = field(default_factory=dict)

    async def create(
        self, work: UnitOfWork, given: Mapping[str, object], **fixed: object
    ) -> WrittenT:
        """Make and keep a new row of the values given and those fixed by the use case."""
        missing = sorted(self.required - given.keys())
        refuse_if_any(
            Problem(ProblemCode.REQUIRED, "This must be given.", (name,)) for name in missing
        )
        written = check(self.rules, given, work.today)
        await self.refuse_taken(work, written)
        await self.look_up(work, written)
        own: dict[str, Any] = {"organisation_id": work.organisation.id, "recorded_at": work.now}
        entity = self.kind(**own, **written, **fixed)
        work.add(entity)
        return entity

    async def update(
        self, work: UnitOfWork, entity: WrittenT, given: Mapping[str, object], event: EventKind
    ) -> Changes:
        """Change the fields given; record and return what changed, as the ledger may hold it.

        References are looked up only when they change: who has left since may stay.
        """
        written = check(self.rules, given, work.today)
        changed = {name: value for name, value in written.items() if getattr(entity, name) != value}
        await self.refuse_taken(work, changed)
        await self.look_up(work, changed)
        changes: Changes = {}
        for name, value in changed.items():
            changes[name] = change(getattr(entity, name), value)
            setattr(entity, name, value)
        if changes:
            work.record(event, entity, data={"changed": changes})
        return changes

    async def refuse_taken(self, work: UnitOfWork, written: Mapping[str, Any]) -> None:
        """Refuse an id of another tool that another row of this kind is known by already."""
        external_id = written.get("external_id")
        kind: Any = self.kind
        if external_id is not None and await work.find(kind, external_id=external_id):
            refuse(
                ProblemCode.ALREADY_EXISTS,
                "Another one is known by this id of the other tool.",
                "external_id",
                hint="Look it up by a filter on externalId, and change that one instead.",
            )

    async def look_up(self, work: UnitOfWork, written: Mapping[str, Any]) -> None:
        for name, kind in self.references.items():
            if (entity_id := written.get(name)) is not None:
                await usable(work, kind, entity_id, name)


def change(old: object, new: object) -> EventData | None:
    """Return old and new value, unless they are text: what people wrote stays out of the ledger."""
    if isinstance(old, Fact) and isinstance(new, Fact):
        return {"from": old, "to": new}
    return None


async def usable(work: UnitOfWork, kind: type[EntityT], entity_id: UUID, *path: str) -> EntityT:
    """Return the row that is newly referred to; refuse one that is archived or gone."""
    entity = await work.get(kind, entity_id, *path)
    refuse_archived(entity, *path)
    refuse_gone(entity, work.today, *path)
    return entity


def refuse_archived(entity: object, *path: str) -> None:
    if getattr(entity, "archived_on", None) is not None:
        name = spoken(type(entity).__name__)
        refuse(
            ProblemCode.ARCHIVED,
            f"This {name} is archived.",
            *path,
            hint=f"Unarchive the {name} first, or name another.",
        )


def refuse_gone(entity: object, today: date, *path: str) -> None:
    """Refuse a person from the first day on which they are no longer there."""
    left_on: date | None = getattr(entity, "left_on", None)
    if left_on is not None and left_on <= today:
        refuse(
            ProblemCode.PERSON_HAS_LEFT,
            f"This person left on {left_on}.",
            *path,
            hint="Name somebody who is still there.",
        )


def archive_row(work: UnitOfWork, entity: ArchivableT, event: EventKind) -> ArchivableT:
    """Put a row away; doing so again changes nothing."""
    if entity.archived_on is None:
        entity.archived_on = work.today
        work.record(event, entity)
    return entity


def unarchive_row(work: UnitOfWork, entity: ArchivableT, event: EventKind) -> ArchivableT:
    """Bring a row back; doing so again changes nothing."""
    if entity.archived_on is not None:
        entity.archived_on = None
        work.record(event, entity)
    return entity
