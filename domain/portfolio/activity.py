"""Signs of life: what ends the silence around an initiative."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.core.identity import new_id
from domain.core.unit_of_work import UnitOfWork


class ActivityKind(StrEnum):
    """What happened. Only these end a silence; a status update does so when a fact has changed."""

    CREATED = "CREATED"
    LIFECYCLE = "LIFECYCLE"
    PLANNED = "PLANNED"
    REPLANNED = "REPLANNED"
    DELIVERED = "DELIVERED"
    DROPPED = "DROPPED"
    WIN = "WIN"
    WIN_SHARED = "WIN_SHARED"
    STATUS = "STATUS"
    WORK = "WORK"


@dataclass(eq=False, kw_only=True)
class Activity:
    """One sign of life in the ledger of an initiative. `WORK` comes from imported tools."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    initiative_id: UUID
    kind: ActivityKind
    occurred_on: date
    recorded_at: datetime
    imported: bool = False


def record_activity(work: UnitOfWork, initiative_id: UUID, kind: ActivityKind, on: date) -> None:
    """Note a sign of life; it changes the facts that the stall risk is judged by."""
    work.add(
        Activity(
            organisation_id=work.organisation.id,
            initiative_id=initiative_id,
            kind=kind,
            occurred_on=on,
            recorded_at=work.now,
        )
    )
    work.touch(initiative_id)
