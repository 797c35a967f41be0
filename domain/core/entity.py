"""What every row has: an id, its organisation, and often a day of archiving."""

from collections.abc import Collection
from datetime import date
from typing import Protocol, TypeVar
from uuid import UUID


class Identified(Protocol):
    """Anything that has an id."""

    id: UUID


class Entity(Identified, Protocol):
    """A row of an organisation."""

    organisation_id: UUID


class Archivable(Entity, Protocol):
    """A row that is put away instead of deleted, because a review may have shown it."""

    archived_on: date | None


EntityT = TypeVar("EntityT", bound=Entity)
Matching = UUID | str | bytes | bool | None | Collection[UUID] | Collection[str]
