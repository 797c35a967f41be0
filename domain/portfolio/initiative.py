"""Initiatives: cross-functional change efforts, who answers for them, and where they stand."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypedDict, Unpack
from uuid import UUID

from domain.core import fields
from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.core.money import Money, money
from domain.core.problem import ProblemCode, refuse
from domain.core.unit_of_work import UnitOfWork
from domain.core.write_rules import WriteRules, archive_row, refuse_archived, unarchive_row, usable
from domain.people.person import Person
from domain.portfolio.activity import ActivityKind, record_activity


class Lifecycle(StrEnum):
    """Where an initiative stands in its life."""

    PROPOSED = "PROPOSED"
    COMMITTED = "COMMITTED"
    IN_PROGRESS = "IN_PROGRESS"
    ON_HOLD = "ON_HOLD"
    EMBEDDING = "EMBEDDING"
    DONE = "DONE"
    STOPPED = "STOPPED"

    @property
    def spoken(self) -> str:
        """Return the status as it is said in a sentence."""
        return self.value.lower().replace("_", " ")


class Priority(StrEnum):
    """How much an initiative matters, most first."""

    CRITICAL = "CRITICAL"
    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


@dataclass(eq=False, kw_only=True)
class Initiative:
    """A change effort with exactly one accountable owner once it is committed.

    While it is `confidential` only those see it who have a seat in it, and the CX office
    (domain/access/visibility.py).
    """

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
    confidential: bool = False
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


ENDED = frozenset({Lifecycle.DONE, Lifecycle.STOPPED})


class InitiativeFields(TypedDict, total=False):
    """What may be written of an initiative."""

    title: str
    summary: str | None
    priority: Priority
    case_for_change: str | None
    case_for_change_on: date | None
    budget: Money | None
    expected_benefit: Money | None
    expected_benefit_note: str | None
    proposed_on: date
    target_on: date | None
    external_id: str | None
    confidential: bool


RULES = WriteRules(
    Initiative,
    {
        "title": fields.line(300),
        "summary": fields.prose,
        "priority": fields.one_of,
        "owner_id": fields.reference,
        "sponsor_id": fields.reference,
        "case_for_change": fields.prose,
        "case_for_change_on": fields.optional(fields.past_day),
        "budget": money,
        "expected_benefit": money,
        "expected_benefit_note": fields.prose,
        "proposed_on": fields.past_day,
        "target_on": fields.optional(fields.day),
        "external_id": fields.external_id,
        "confidential": fields.one_of,
    },
    required=frozenset({"title"}),
    references={"owner_id": Person, "sponsor_id": Person},
)


def date_case_for_change(initiative: Initiative, today: date, *, dated: bool) -> None:
    """Date the case for change: today when it is new and no day was given, never without a case."""
    if initiative.case_for_change is None:
        initiative.case_for_change_on = None
    elif not dated or initiative.case_for_change_on is None:
        initiative.case_for_change_on = today


def check_dates(initiative: Initiative) -> None:
    """Refuse a target before the beginning."""
    begun_on = initiative.started_on or initiative.proposed_on
    if initiative.target_on is not None and initiative.target_on < begun_on:
        refuse(
            ProblemCode.DATES_OUT_OF_ORDER,
            f"The target {initiative.target_on} lies before the beginning on {begun_on}.",
            "target_on",
        )


async def open_initiative(work: UnitOfWork, initiative_id: UUID, *path: str) -> Initiative:
    """Return an initiative whose content may be changed: one that is not archived."""
    initiative = await work.get(Initiative, initiative_id, *path)
    refuse_archived(initiative, *path)
    return initiative


async def living_initiative(work: UnitOfWork, initiative_id: UUID, *path: str) -> Initiative:
    """Return an initiative that new promises can be made for: it has not ended."""
    initiative = await open_initiative(work, initiative_id, *path)
    if initiative.status in ENDED:
        refuse(
            ProblemCode.NOT_OPEN,
            f"This initiative is {initiative.status.spoken}.",
            *path,
            hint="Propose a new initiative for new work.",
        )
    return initiative


async def propose(
    work: UnitOfWork,
    *,
    owner_id: UUID | None = None,
    sponsor_id: UUID | None = None,
    **given: Unpack[InitiativeFields],
) -> Initiative:
    """Put an initiative forward. It needs an owner only when somebody commits to it."""
    written = {"proposed_on": work.today} | given
    people = {"owner_id": owner_id, "sponsor_id": sponsor_id}
    initiative = await RULES.create(work, written | people)
    date_case_for_change(initiative, work.today, dated="case_for_change_on" in given)
    check_dates(initiative)
    move = LifecycleMove(
        organisation_id=work.organisation.id,
        initiative_id=initiative.id,
        from_status=None,
        to_status=Lifecycle.PROPOSED,
        person_id=work.viewer.person_id,
        occurred_on=initiative.proposed_on,
        recorded_at=work.now,
    )
    work.add(move)
    record_activity(work, initiative.id, ActivityKind.CREATED, initiative.proposed_on)
    work.record(EventKind.INITIATIVE_PROPOSED, initiative, occurred_on=initiative.proposed_on)
    return initiative


async def update(
    work: UnitOfWork, initiative_id: UUID, **given: Unpack[InitiativeFields]
) -> Initiative:
    """Change what is known of an initiative; its life and its people have their own verbs."""
    initiative = await open_initiative(work, initiative_id, "id")
    changes = await RULES.update(work, initiative, given, EventKind.INITIATIVE_UPDATED)
    if "case_for_change" in changes or "case_for_change_on" in changes:
        date_case_for_change(initiative, work.today, dated="case_for_change_on" in given)
    check_dates(initiative)
    return initiative


async def assign_owner(work: UnitOfWork, initiative_id: UUID, owner_id: UUID) -> Initiative:
    """Make a person accountable, in place of whoever was."""
    initiative = await open_initiative(work, initiative_id, "id")
    if initiative.owner_id != owner_id:
        owner = await usable(work, Person, owner_id, "owner_id")
        people = {"from": initiative.owner_id, "to": owner.id}
        initiative.owner_id = owner.id
        work.record(EventKind.INITIATIVE_OWNER_ASSIGNED, initiative, data=people)
    return initiative


async def assign_sponsor(
    work: UnitOfWork, initiative_id: UUID, sponsor_id: UUID | None = None
) -> Initiative:
    """Make a person the executive sponsor, or with None leave the seat empty."""
    initiative = await open_initiative(work, initiative_id, "id")
    if initiative.sponsor_id != sponsor_id:
        if sponsor_id is not None:
            await usable(work, Person, sponsor_id, "sponsor_id")
        people = {"from": initiative.sponsor_id, "to": sponsor_id}
        initiative.sponsor_id = sponsor_id
        work.record(EventKind.INITIATIVE_SPONSOR_ASSIGNED, initiative, data=people)
    return initiative


async def archive(work: UnitOfWork, initiative_id: UUID) -> Initiative:
    """Archive an initiative: it leaves the lists, and nothing of it is lost."""
    initiative = await work.get(Initiative, initiative_id, "id")
    return archive_row(work, initiative, EventKind.INITIATIVE_ARCHIVED)


async def unarchive(work: UnitOfWork, initiative_id: UUID) -> Initiative:
    """Unarchive an initiative."""
    initiative = await work.get(Initiative, initiative_id, "id")
    return unarchive_row(work, initiative, EventKind.INITIATIVE_UNARCHIVED)
