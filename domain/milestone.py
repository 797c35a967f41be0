"""Milestones: promises with an owner and a date, and the ledger of their every new date."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from domain.identity import new_id


@dataclass(eq=False, kw_only=True)
class Milestone:
    """A promise. `first_due_on` is written once; every later date is a `Replan`.

    `missed_count` is the number of promised dates that passed undelivered; no new date lowers it.
    A milestone without `due_on` is undated. It is open until it is completed or dropped.
    """

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    initiative_id: UUID
    title: str
    owner_id: UUID | None = None
    first_due_on: date | None = None
    due_on: date | None = None
    promised_on: date | None = None
    completed_on: date | None = None
    completed_recorded_at: datetime | None = None
    dropped_on: date | None = None
    dropped_recorded_at: datetime | None = None
    dropped_reason: str | None = None
    missed_count: int = 0
    external_id: str | None = None
    imported: bool = False
    recorded_at: datetime
    version: int = 0


@dataclass(eq=False, kw_only=True)
class Replan:
    """A new date for a milestone: who, when, why, and by how many days (later is positive).

    `from_due_on` is None when an undated milestone that had a first date gets one again;
    `to_due_on` is None when the date is withdrawn; `days` is None in both cases. `ordinal` counts
    from 1 within the milestone.
    """

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    milestone_id: UUID
    ordinal: int
    from_due_on: date | None
    to_due_on: date | None
    days: int | None
    reason: str | None
    person_id: UUID | None = None
    occurred_on: date
    recorded_at: datetime
    imported: bool = False


@dataclass(eq=False, kw_only=True)
class Dependency:
    """`milestone_id` can't be met before `depends_on_id` is, in this or another initiative."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    milestone_id: UUID
    depends_on_id: UUID
    recorded_at: datetime
