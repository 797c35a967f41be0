"""Status updates: what the owner says, with a frozen picture of the facts of that day."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.core import fields
from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.core.unit_of_work import UnitOfWork
from domain.portfolio.activity import Activity, ActivityKind, record_activity
from domain.portfolio.initiative import open_initiative


class ReportedStatus(StrEnum):
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
    reported_status: ReportedStatus
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


class StatusWork(UnitOfWork, Protocol):
    """A unit of work that can tell what the facts show."""

    async def facts(self, initiative_id: UUID) -> StatusFacts:
        """Return what the facts show of an initiative today, the changes made so far included."""


FACTUAL = frozenset(ActivityKind) - {ActivityKind.STATUS}


def ends_silence(last_said: StatusUpdate | None, last_fact: Activity | None) -> bool:
    """Whether a new update ends the silence: only if a fact has changed since the last one.

    Otherwise saying the same again, week after week, would pass for progress.
    """
    if last_fact is None:
        return False
    return last_said is None or last_fact.recorded_at > last_said.recorded_at


async def post(
    work: StatusWork, initiative_id: UUID, reported_status: ReportedStatus, text: str | None = None
) -> StatusUpdate:
    """Say how an initiative stands. What the facts show today is frozen beside it."""
    initiative = await open_initiative(work, initiative_id, "initiative_id")
    last_said = await work.latest(StatusUpdate, initiative_id=initiative.id)
    last_fact = await work.latest(Activity, initiative_id=initiative.id, kind=FACTUAL)
    facts = await work.facts(initiative.id)
    update = StatusUpdate(
        organisation_id=work.organisation.id,
        initiative_id=initiative.id,
        person_id=work.viewer.person_id,
        reported_status=reported_status,
        text=fields.check_one("text", fields.prose, text),
        occurred_on=work.today,
        recorded_at=work.now,
        **{f"facts_{name}": value for name, value in asdict(facts).items()},
    )
    work.add(update)
    if ends_silence(last_said, last_fact):
        record_activity(work, initiative.id, ActivityKind.STATUS, work.today)
    work.record(EventKind.STATUS_UPDATE_POSTED, update, data={"said": reported_status})
    return update
