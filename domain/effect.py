"""Effects: how an initiative is expected to change a touchpoint, and whether that was seen."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.identity import new_id


class Direction(StrEnum):
    """Which way the customer's bond moves."""

    STRENGTHENS = "STRENGTHENS"
    WEAKENS = "WEAKENS"


@dataclass(eq=False, kw_only=True)
class Effect:
    """The change of a touchpoint by an initiative; `strength` from 1 (slight) to 5 (decisive)."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    initiative_id: UUID
    touchpoint_id: UUID
    direction: Direction
    strength: int
    note: str | None = None
    seen_on: date | None = None
    recorded_at: datetime
    version: int = 0
