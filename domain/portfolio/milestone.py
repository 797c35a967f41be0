"""Milestones: promises with an owner and a date, and the ledger of their every new date."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypedDict, Unpack
from uuid import UUID

from domain.core import fields
from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.core.problem import ProblemCode, refuse
from domain.core.unit_of_work import UnitOfWork
from domain.core.write_rules import WriteRules
from domain.people.person import Person
from domain.portfolio.activity import ActivityKind, record_activity
from domain.portfolio.initiative import living_initiative, open_initiative


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
class Reopening:
    """An end of a milestone that was taken back: what had been recorded of it until then."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    milestone_id: UUID
    completed_on: date | None
    completed_recorded_at: datetime | None
    dropped_on: date | None
    dropped_recorded_at: datetime | None
    recorded_at: datetime


@dataclass(eq=False, kw_only=True)
class Dependency:
    """`milestone_id` can't be met before `depends_on_id` is, in this or another initiative."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    milestone_id: UUID
    depends_on_id: UUID
    recorded_at: datetime


class MilestoneFields(TypedDict, total=False):
    """What may be written of a milestone at any time; its dates have their own verbs."""

    title: str
    owner_id: UUID | None
    external_id: str | None


RULES = WriteRules(
    Milestone,
    {
        "initiative_id": fields.reference,
        "title": fields.line(300),
        "owner_id": fields.reference,
        "due_on": fields.optional(fields.day),
        "external_id": fields.external_id,
    },
    required=frozenset({"title"}),
    references={"owner_id": Person},
)


def check_open(milestone: Milestone) -> None:
    """Refuse to change a promise that has been met or given up."""
    if milestone.completed_on is not None:
        refuse(
            ProblemCode.NOT_OPEN,
            f"This milestone was completed on {milestone.completed_on}.",
            "id",
            hint="Reopen it if it was not met after all.",
        )
    if milestone.dropped_on is not None:
        refuse(
            ProblemCode.NOT_OPEN,
            f"This milestone was dropped on {milestone.dropped_on}.",
            "id",
            hint="Reopen it if it is promised again.",
        )


def check_new_date(milestone: Milestone, due_on: date, today: date) -> None:
    """Refuse the date that stands already, and one that has passed: nobody can keep that."""
    if due_on == milestone.due_on:
        refuse(ProblemCode.NOTHING_CHANGES, f"It is due on {due_on} already.", "due_on")
    if due_on < today:
        refuse(
            ProblemCode.DATES_OUT_OF_ORDER,
            f"{due_on} has passed: a new date must be one that can still be kept.",
            "due_on",
            hint="Complete the milestone if it was met on that day.",
        )


def check_completed_on(replans: Sequence[Replan], completed_on: date) -> None:
    """Refuse a completion before the last new date: whoever gave that date said it was open.

    So a delivery dated back can't clear a date that was seen to be missed.
    """
    last = max((replan.occurred_on for replan in replans), default=completed_on)
    if completed_on < last:
        refuse(
            ProblemCode.DATES_OUT_OF_ORDER,
            f"It was still open on {last}, when its date was changed.",
            "on",
            hint=f"Give a day from {last} to today.",
        )


def check_not_waiting(needed: Sequence[Milestone]) -> None:
    """Refuse to call a promise met while one that it depends on is open."""
    waiting = [one for one in needed if one.completed_on is None and one.dropped_on is None]
    if waiting:
        refuse(
            ProblemCode.DEPENDENCY_OPEN,
            f"It depends on {len(waiting)} milestone(s) that are still open.",
            "id",
            hint="Complete or drop those first, or remove the dependency if it is none.",
        )


def slip_days(from_due_on: date | None, to_due_on: date | None) -> int | None:
    """Return by how many days a date moved, later being positive; None unless there are two."""
    if from_due_on is None or to_due_on is None:
        return None
    return (to_due_on - from_due_on).days


async def add(
    work: UnitOfWork,
    *,
    initiative_id: UUID,
    due_on: date | None = None,
    **given: Unpack[MilestoneFields],
) -> Milestone:
    """Make a promise. Its first date, if it has one, is kept for good.

    That date may have passed, for what was promised before Throughline knew of it.
    """
    initiative = await living_initiative(work, initiative_id, "initiative_id")
    milestone = await RULES.create(
        work, {**given, "initiative_id": initiative.id, "due_on": due_on}
    )
    if milestone.due_on is not None:
        set_first_date(milestone, milestone.due_on, work.today)
    record_activity(work, initiative.id, ActivityKind.PLANNED, work.today)
    work.record(EventKind.MILESTONE_ADDED, milestone, data={"due_on": milestone.due_on})
    return milestone


async def update(
    work: UnitOfWork, milestone_id: UUID, **given: Unpack[MilestoneFields]
) -> Milestone:
    """Change what a promise is called and who made it."""
    milestone = await work.get(Milestone, milestone_id, "id")
    await open_initiative(work, milestone.initiative_id, "id")
    await RULES.update(work, milestone, given, EventKind.MILESTONE_UPDATED)
    return milestone


async def replan(
    work: UnitOfWork, milestone_id: UUID, due_on: date, reason: str | None = None
) -> Milestone:
    """Give a promise a new date, with the reason; or its first date, which needs none."""
    milestone = await open_milestone(work, milestone_id)
    new: date = fields.check_one("due_on", fields.day, due_on)
    check_new_date(milestone, new, work.today)
    if milestone.first_due_on is None:
        set_first_date(milestone, new, work.today)
        record_activity(work, milestone.initiative_id, ActivityKind.PLANNED, work.today)
        work.record(EventKind.MILESTONE_DATED, milestone, data={"due_on": new})
    else:
        why = fields.reason("give it a new date", reason)
        await move_date(work, milestone, new, why, EventKind.MILESTONE_REPLANNED)
    return milestone


async def undate(work: UnitOfWork, milestone_id: UUID, reason: str) -> Milestone:
    """Withdraw the date of a promise, which stays open without one."""
    milestone = await open_milestone(work, milestone_id)
    if milestone.due_on is None:
        refuse(ProblemCode.NOTHING_CHANGES, "It has no date already.", "id")
    why = fields.reason("withdraw its date", reason)
    await move_date(work, milestone, None, why, EventKind.MILESTONE_UNDATED)
    return milestone


async def complete(work: UnitOfWork, milestone_id: UUID, on: date | None = None) -> Milestone:
    """Say that a promise was met, today or on an earlier day."""
    milestone = await work.get(Milestone, milestone_id, "id")
    await open_initiative(work, milestone.initiative_id, "id")
    check_open(milestone)
    check_not_waiting(await needed_milestones(work, milestone.id))
    completed_on = fields.day_of(on, work.today)
    check_completed_on(await work.find(Replan, milestone_id=milestone.id), completed_on)
    milestone.completed_on = completed_on
    milestone.completed_recorded_at = work.now
    record_activity(work, milestone.initiative_id, ActivityKind.DELIVERED, completed_on)
    work.record(
        EventKind.MILESTONE_COMPLETED,
        milestone,
        occurred_on=completed_on,
        data={"due_on": milestone.due_on, "days": slip_days(milestone.due_on, completed_on)},
    )
    return milestone


async def drop(work: UnitOfWork, milestone_id: UUID, reason: str) -> Milestone:
    """Give a promise up, with the reason."""
    milestone = await work.get(Milestone, milestone_id, "id")
    await open_initiative(work, milestone.initiative_id, "id")
    check_open(milestone)
    milestone.dropped_reason = fields.reason("drop a milestone", reason)
    milestone.dropped_on = work.today
    milestone.dropped_recorded_at = work.now
    record_activity(work, milestone.initiative_id, ActivityKind.DROPPED, work.today)
    work.record(EventKind.MILESTONE_DROPPED, milestone, data={"due_on": milestone.due_on})
    return milestone


async def reopen(work: UnitOfWork, milestone_id: UUID) -> Milestone:
    """Take back that a promise was met or given up. Days that passed meanwhile count as missed."""
    milestone = await work.get(Milestone, milestone_id, "id")
    await living_initiative(work, milestone.initiative_id, "id")
    if milestone.completed_on is None and milestone.dropped_on is None:
        refuse(ProblemCode.NOTHING_CHANGES, "This milestone is open already.", "id")
    data = {"completed_on": milestone.completed_on, "dropped_on": milestone.dropped_on}
    work.add(
        Reopening(
            organisation_id=milestone.organisation_id,
            milestone_id=milestone.id,
            completed_on=milestone.completed_on,
            completed_recorded_at=milestone.completed_recorded_at,
            dropped_on=milestone.dropped_on,
            dropped_recorded_at=milestone.dropped_recorded_at,
            recorded_at=work.now,
        )
    )
    milestone.completed_on = milestone.completed_recorded_at = None
    milestone.dropped_on = milestone.dropped_recorded_at = milestone.dropped_reason = None
    work.touch(milestone.initiative_id)
    work.record(EventKind.MILESTONE_REOPENED, milestone, data=data)
    return milestone


async def needed_milestones(work: UnitOfWork, milestone_id: UUID) -> list[Milestone]:
    """Return the milestones that one directly depends on."""
    edges = await work.find(Dependency, milestone_id=milestone_id)
    return await work.find(Milestone, id=[edge.depends_on_id for edge in edges]) if edges else []


async def open_milestone(work: UnitOfWork, milestone_id: UUID) -> Milestone:
    """Return a milestone whose date may be changed: open, in an initiative that has not ended."""
    milestone = await work.get(Milestone, milestone_id, "id")
    await living_initiative(work, milestone.initiative_id, "id")
    check_open(milestone)
    return milestone


def set_first_date(milestone: Milestone, due_on: date, today: date) -> None:
    milestone.first_due_on = milestone.due_on = due_on
    milestone.promised_on = today


async def move_date(
    work: UnitOfWork, milestone: Milestone, due_on: date | None, reason: str, event: EventKind
) -> None:
    """Enter a new date, or none, in the ledger of the milestone's dates."""
    earlier = await work.find(Replan, milestone_id=milestone.id)
    moved = Replan(
        organisation_id=work.organisation.id,
        milestone_id=milestone.id,
        ordinal=len(earlier) + 1,
        from_due_on=milestone.due_on,
        to_due_on=due_on,
        days=slip_days(milestone.due_on, due_on),
        reason=reason,
        person_id=work.viewer.person_id,
        occurred_on=work.today,
        recorded_at=work.now,
    )
    work.add(moved)
    milestone.due_on = due_on
    record_activity(work, milestone.initiative_id, ActivityKind.REPLANNED, work.today)
    dates = {"from": moved.from_due_on, "to": moved.to_due_on, "days": moved.days}
    work.record(event, milestone, data=dates)
