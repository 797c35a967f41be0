"""Short-term wins: visible results, their evidence, whom they are due to and who was told."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from domain.identity import new_id


class Proof(StrEnum):
    """How sure a win is."""

    CLAIMED = "CLAIMED"
    PROVEN = "PROVEN"


class Audience(StrEnum):
    """Whom something is told."""

    LEADERS = "LEADERS"
    MIDDLE_MANAGERS = "MIDDLE_MANAGERS"
    EMPLOYEES = "EMPLOYEES"
    CUSTOMERS = "CUSTOMERS"


@dataclass(eq=False, kw_only=True)
class ShortTermWin:
    """A visible result. It can be proven only by a measure taken before and after."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    initiative_id: UUID
    title: str
    what_changed: str | None = None
    achieved_on: date
    touchpoint_id: UUID | None = None
    evidence_measure: str | None = None
    evidence_unit: str | None = None
    evidence_before: Decimal | None = None
    evidence_after: Decimal | None = None
    evidence_source: str | None = None
    proof: Proof = Proof.CLAIMED
    shared: bool = False
    external_id: str | None = None
    imported: bool = False
    archived_on: date | None = None
    recorded_at: datetime
    version: int = 0


@dataclass(eq=False, kw_only=True)
class Credit:
    """A person to whom a win is due."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    short_term_win_id: UUID
    person_id: UUID
    recorded_at: datetime


@dataclass(eq=False, kw_only=True)
class Share:
    """One telling of a win: to whom, when, by whom, how."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    short_term_win_id: UUID
    audience: Audience
    department_id: UUID | None = None
    person_id: UUID | None = None
    channel: str | None = None
    occurred_on: date
    recorded_at: datetime
