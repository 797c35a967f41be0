"""Initiatives: cross-functional change efforts, who answers for them, and where they stand."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.identity import new_id


class Lifecycle(StrEnum):
    """Where an initiative stands in its life."""

    PROPOSED = "PROPOSED"
    COMMITTED = "COMMITTED"
    IN_PROGRESS = "IN_PROGRESS"
    ON_HOLD = "ON_HOLD"
    EMBEDDING = "EMBEDDING"
    DONE = "DONE"
    STOPPED = "STOPPED"


class Priority(StrEnum):
    """How much an initiative matters, most first."""

    CRITICAL = "CRITICAL"
    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


@dataclass(eq=False, kw_only=True)
class Initiative:
    """A change effort with exactly one accountable owner once it is committed."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    title: str
    summary: str | None = None
    status: Lifecycle = Lifecycle.PROPOSED
    priority: Priority = Priority.MEDIUM
    owner_id: UUID | None = None
    sponsor_id: UUID | None = None
    case_for_change: str | None = None
    case_for_change_on: date | None = None
    strategic_objective: str | None = None
    budget_amount: Decimal | None = None
    budget_currency: str | None = None
    expected_benefit_amount: Decimal | None = None
    expected_benefit_currency: str | None = None
    expected_benefit_note: str | None = None
    proposed_on: date
    started_on: date | None = None
    target_on: date | None = None
    ended_on: date | None = None
    external_id: str | None = None
    imported: bool = False
    archived_on: date | None = None
    recorded_at: datetime
    version: int = 0


@dataclass(eq=False, kw_only=True)
class LifecycleMove:
    """One step in an initiative's life, kept for good. `from_status` is None at the proposal."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    initiative_id: UUID
    from_status: Lifecycle | None
    to_status: Lifecycle
    person_id: UUID | None = None
    reason: str | None = None
    occurred_on: date
    recorded_at: datetime
    imported: bool = False


@dataclass(eq=False, kw_only=True)
class Participation:
    """A department's part in an initiative, and the role it plays there."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    initiative_id: UUID
    department_id: UUID
    role: str
    recorded_at: datetime
    version: int = 0
