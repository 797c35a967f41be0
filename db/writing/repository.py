"""The rows of one organisation, as the use cases find and keep them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from uuid import UUID

from sqlalchemy import inspect, select
from sqlalchemy.ext.asyncio import AsyncSession

import db.tables  # noqa: F401 - maps every entity onto its table
from db.schema.metadata import metadata
from domain.core.entity import Entity, EntityT, Identified, Matching
from domain.core.problem import ProblemCode, refuse

# Those that others point at first.
TABLES = tuple(metadata.sorted_tables)


@dataclass(frozen=True, slots=True)
class ExpectedVersion:
    """The version of a row that a change was decided on."""

    entity_id: UUID
    version: int


class Repository:
    """Finds and keeps the rows of one organisation; those of others do not exist here."""

    def __init__(
        self, session: AsyncSession, organisation_id: UUID, seen: ExpectedVersion | None = None
    ) -> None:
        self.session = session
        self.organisation_id = organisation_id
        self.seen = seen
        self.added: list[Identified] = []

    async def get(self, kind: type[EntityT], entity_id: UUID, *path: str) -> EntityT:
        await self.flush()
        key = {"organisation_id": self.organisation_id, "id": entity_id}
        entity = await self.session.get(kind, key)
        if entity is None:
            refuse_missing(kind, *path)
        if self.seen is not None and entity_id == self.seen.entity_id:
            check_version(entity, self.seen.version)
        return entity

    async def find(self, kind: type[EntityT], /, **matching: Matching) -> list[EntityT]:
        await self.flush()
        statement = self.matching(kind, matching)
        return list(await self.session.scalars(statement.order_by(columns(kind)["id"])))

    async def latest(self, kind: type[EntityT], /, **matching: Matching) -> EntityT | None:
        await self.flush()
        c = columns(kind)
        order = (c["recorded_at"].desc(), c["id"].desc())
        statement = self.matching(kind, matching).order_by(*order).limit(1)
        return (await self.session.scalars(statement)).one_or_none()

    def matching(self, kind: type[EntityT], matching: Mapping[str, Matching]) -> Any:
        c = columns(kind)
        statement = select(kind).where(c["organisation_id"] == self.organisation_id)
        for name, value in matching.items():
            several = isinstance(value, list | tuple | set | frozenset)
            statement = statement.where(c[name].in_(value) if several else c[name] == value)
        return statement

    def add(self, entity: Identified) -> None:
        self.added.append(entity)

    async def remove(self, entity: Entity) -> None:
        await self.flush()
        await self.session.delete(entity)

    async def flush(self) -> None:
        """Send what was added and changed, rows that others point at first.

        The session orders tables by relationships only, and there are none: so table by table.
        """
        added, self.added = self.added, []
        tables = {table_of(entity) for entity in added}
        for table in (table for table in TABLES if table in tables):
            self.session.add_all(entity for entity in added if table_of(entity) is table)
            await self.session.flush()
        await self.session.flush()


def refuse_missing(kind: type[object], *path: str) -> NoReturn:
    """Refuse an id of nothing; what is hidden from who asks is nothing to them."""
    refuse(
        ProblemCode.NOT_FOUND,
        f"There is no {kind.__name__} of this id in your organisation.",
        *path,
        hint="Ids come from queries; they are never made up.",
    )


def columns(kind: type[object]) -> Any:
    """The columns of the table an entity is mapped onto."""
    return inspect(kind, raiseerr=True).local_table.c


def table_of(entity: object) -> Any:
    return inspect(type(entity), raiseerr=True).local_table


def check_version(entity: object, seen: int) -> None:
    current: int = getattr(entity, "version", seen)
    if current != seen:
        refuse(
            ProblemCode.STALE_VERSION,
            f"Somebody changed this since you read it: it is at version {current}, "
            f"and you decided on version {seen}.",
            "expected_version",
            hint="Read it again, look at what changed, and decide again.",
        )
