"""Status updates: what the owner says, with a frozen picture of the facts of that day."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.identity import new_id


class Said(StrEnum):
    """What an owner says of an initiative."""

    ON_TRACK = "ON_TRACK"
    AT_RISK = "AT_RISK"
    OFF_TRACK = "OFF_TRACK"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusFacts:
    """What the facts show of an initiative on a day, as it is frozen into a status update."""

    state: str
    probability: float | None
    level: str | None
    rule: str
    overdue_count: int
    missed_count: int
    days_late: int
    open_count: int
    delivered_count: int
    next_due_on: date | None


@dataclass(eq=False, kw_only=True)
class StatusUpdate:
    """What was said, and beside it (`facts_…`) what the facts showed when it was said."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    initiative_id: UUID
    person_id: UUID | None = None
    said: Said
    text: str | None = None
    facts_state: str | None = None
    facts_probability: float | None = None
    facts_level: str | None = None
    facts_rule: str | None = None
    facts_overdue_count: int | None = None
    facts_missed_count: int | None = None
    facts_days_late: int | None = None
    facts_open_count: int | None = None
    facts_delivered_count: int | None = None
    facts_next_due_on: date | None = None
    occurred_on: date
    recorded_at: datetime
    imported: bool = False
