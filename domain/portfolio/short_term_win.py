"""Short-term wins: visible results, their evidence, whom they are due to and who was told."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypedDict, Unpack
from uuid import UUID

from domain.core import fields
from domain.core.event import EventData, EventKind
from domain.core.identity import new_id
from domain.core.problem import ProblemCode, refuse
from domain.core.unit_of_work import UnitOfWork
from domain.core.write_rules import WriteRules, archive_row, refuse_archived, unarchive_row, usable
from domain.journeys.journey import Touchpoint
from domain.people.department import Department
from domain.people.person import Person
from domain.portfolio.activity import ActivityKind, record_activity
from domain.portfolio.initiative import Initiative, open_initiative


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


class Evidence(TypedDict, total=False):
    """A measure, its unit and source, and its value before and after."""

    measure: str | None
    unit: str | None
    before: Decimal | None
    after: Decimal | None
    source: str | None


class WinFields(TypedDict, total=False):
    """What may be written of a win."""

    title: str
    what_changed: str | None
    achieved_on: date
    touchpoint_id: UUID | None
    evidence: Evidence | None
    external_id: str | None


EVIDENCE = fields.Group(
    {
        "measure": fields.optional(fields.line(300)),
        "unit": fields.optional(fields.line(50)),
        "before": fields.optional(fields.measure),
        "after": fields.optional(fields.measure),
        "source": fields.prose,
    }
)
RULES = WriteRules(
    ShortTermWin,
    {
        "initiative_id": fields.reference,
        "title": fields.line(300),
        "what_changed": fields.prose,
        "achieved_on": fields.past_day,
        "touchpoint_id": fields.reference,
        "evidence": EVIDENCE,
        "external_id": fields.external_id,
    },
    required=frozenset({"title"}),
    references={"touchpoint_id": Touchpoint},
)
SHARE = WriteRules(
    Share,
    {
        "short_term_win_id": fields.reference,
        "audience": fields.one_of,
        "department_id": fields.reference,
        "person_id": fields.reference,
        "channel": fields.optional(fields.line(200)),
        "occurred_on": fields.past_day,
    },
    required=frozenset({"audience"}),
    references={"department_id": Department},
)


def check_evidence(win: ShortTermWin) -> None:
    """Refuse to call a win proven without a measure that was another before than it is after."""
    values = {"measure": win.evidence_measure, "before": win.evidence_before}
    values["after"] = win.evidence_after
    missing = [name for name, value in values.items() if value is None]
    if missing:
        refuse(
            ProblemCode.EVIDENCE_REQUIRED,
            f"The evidence of a proven win lacks: {', '.join(missing)}.",
            "evidence",
            hint="Give the measure, and its value before and after.",
        )
    if win.evidence_before == win.evidence_after:
        refuse(
            ProblemCode.EVIDENCE_REQUIRED,
            "The measure is the same before and after, which proves no change.",
            "evidence",
            hint="Give the measure that has changed, or leave the win claimed.",
        )


def check_achieved_on(win: ShortTermWin, initiative: Initiative) -> None:
    """Refuse a win from before the initiative that it is credited to."""
    if win.achieved_on < initiative.proposed_on:
        refuse(
            ProblemCode.DATES_OUT_OF_ORDER,
            f"{win.achieved_on} lies before the initiative, proposed on {initiative.proposed_on}.",
            "achieved_on",
        )


async def log(work: UnitOfWork, *, initiative_id: UUID, **given: Unpack[WinFields]) -> ShortTermWin:
    """Note a visible result. It is claimed until a measure proves it."""
    initiative = await open_initiative(work, initiative_id, "initiative_id")
    written = {"achieved_on": work.today, **given, "initiative_id": initiative.id}
    win = await RULES.create(work, written)
    check_achieved_on(win, initiative)
    record_activity(work, initiative.id, ActivityKind.WIN, win.achieved_on)
    work.record(EventKind.SHORT_TERM_WIN_LOGGED, win, occurred_on=win.achieved_on)
    return win


async def update(work: UnitOfWork, win_id: UUID, **given: Unpack[WinFields]) -> ShortTermWin:
    """Change what is known of a win; one that is proven must stay so."""
    win, initiative = await open_win(work, win_id)
    await RULES.update(work, win, given, EventKind.SHORT_TERM_WIN_UPDATED)
    check_achieved_on(win, initiative)
    if win.proof is Proof.PROVEN:
        check_evidence(win)
    return win


async def prove(work: UnitOfWork, win_id: UUID, evidence: Evidence | None = None) -> ShortTermWin:
    """Call a win proven by the evidence given, or by what was noted before."""
    win, _ = await open_win(work, win_id)
    if evidence is not None:
        given = {"evidence": evidence}
        await RULES.update(work, win, given, EventKind.SHORT_TERM_WIN_UPDATED)
    check_evidence(win)
    if win.proof is not Proof.PROVEN:
        win.proof = Proof.PROVEN
        work.record(EventKind.SHORT_TERM_WIN_PROVEN, win)
    return win


async def share(
    work: UnitOfWork,
    win_id: UUID,
    *,
    audience: Audience,
    department_id: UUID | None = None,
    channel: str | None = None,
    on: date | None = None,
) -> ShortTermWin:
    """Note that a win was told: to whom, when, how."""
    win, _ = await open_win(work, win_id)
    day = fields.day_of(on, work.today)
    if day < win.achieved_on:
        refuse(
            ProblemCode.DATES_OUT_OF_ORDER,
            f"{day} lies before the win, achieved on {win.achieved_on}.",
            "on",
        )
    telling = {
        "short_term_win_id": win.id,
        "audience": audience,
        "department_id": department_id,
        "person_id": work.viewer.person_id,
        "channel": channel,
        "occurred_on": day,
    }
    await SHARE.create(work, telling)
    win.shared = True
    record_activity(work, win.initiative_id, ActivityKind.WIN_SHARED, day)
    data = {"audience": audience, "department_id": department_id}
    work.record(EventKind.SHORT_TERM_WIN_SHARED, win, occurred_on=day, data=data)
    return win


async def unshare(work: UnitOfWork, win_id: UUID, *, share_id: UUID) -> ShortTermWin:
    """Take back that a win was told, as noted by mistake; it is shared only if told otherwise too.

    That somebody worked on it that day stays a sign of life: the stall risk of the days since was
    judged by it.
    """
    win, _ = await open_win(work, win_id)
    tellings = await work.find(Share, short_term_win_id=win.id)
    telling = next((each for each in tellings if each.id == share_id), None)
    if telling is None:
        refuse(ProblemCode.NOT_FOUND, "This is no telling of this win.", "share_id")
    await work.remove(telling)
    win.shared = len(tellings) > 1
    data: EventData = {
        "share_id": share_id,
        "audience": telling.audience,
        "department_id": telling.department_id,
        "shared_on": telling.occurred_on,
    }
    work.record(EventKind.SHORT_TERM_WIN_UNSHARED, win, data=data)
    return win


async def credit(work: UnitOfWork, win_id: UUID, person_ids: list[UUID]) -> ShortTermWin:
    """Say to whom a win is due, in place of what was said before."""
    win, _ = await open_win(work, win_id)
    present = {one.person_id: one for one in await work.find(Credit, short_term_win_id=win.id)}
    wanted = list(dict.fromkeys(person_ids))
    for person_id in wanted:
        if person_id not in present:
            # Whoever has left since may well have earned it.
            refuse_archived(await work.get(Person, person_id, "person_ids"), "person_ids")
            work.add(
                Credit(
                    organisation_id=work.organisation.id,
                    short_term_win_id=win.id,
                    person_id=person_id,
                    recorded_at=work.now,
                )
            )
    gone = [person_id for person_id in present if person_id not in wanted]
    for person_id in gone:
        await work.remove(present[person_id])
    if gone or len(wanted) > len(present):
        work.record(EventKind.SHORT_TERM_WIN_CREDITED, win, data={"person_ids": wanted})
    return win


async def archive(work: UnitOfWork, win_id: UUID) -> ShortTermWin:
    """Archive a win."""
    win = await work.get(ShortTermWin, win_id, "id")
    return archive_row(work, win, EventKind.SHORT_TERM_WIN_ARCHIVED)


async def unarchive(work: UnitOfWork, win_id: UUID) -> ShortTermWin:
    """Unarchive a win."""
    win = await work.get(ShortTermWin, win_id, "id")
    return unarchive_row(work, win, EventKind.SHORT_TERM_WIN_UNARCHIVED)


async def open_win(work: UnitOfWork, win_id: UUID) -> tuple[ShortTermWin, Initiative]:
    """Return a win that may be changed, with its initiative: neither is archived."""
    win = await usable(work, ShortTermWin, win_id, "id")
    return win, await open_initiative(work, win.initiative_id, "id")
