"""Assessments: how someone independent of the owner rates an initiative."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.core.identity import new_id


class Rating(StrEnum):
    """An independent rating, best first."""

    GREEN = "GREEN"
    AMBER_GREEN = "AMBER_GREEN"
    AMBER = "AMBER"
    AMBER_RED = "AMBER_RED"
    RED = "RED"


@dataclass(eq=False, kw_only=True)
class Assessment:
    """One rating by an assessor (someone outside the initiative), kept beside what is said."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    initiative_id: UUID
    assessor: str
    rating: Rating
    text: str | None = None
    occurred_on: date
    recorded_at: datetime
    imported: bool = False
