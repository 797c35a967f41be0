# ruff: noqa: RUF009 - the calls in these dataclasses make fields
"""The files of the import format: every file, its columns, and the typed row it is read into.

This is the one declaration: reading, validation, export and docs/import-format.md all follow it.
The order of `FILES` is the order of reading; a row refers only to files before its own.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.findings.rules import RuleName
from domain.journeys.journey import Channel, Importance
from domain.portfolio.effect import Direction
from domain.portfolio.initiative import Lifecycle, Priority
from domain.portfolio.short_term_win import Audience, Proof
from integrations.importing.format.columns import Row, column, external_id, recorded_at, refers
from integrations.importing.format.values import (
    AMOUNT,
    CURRENCY,
    DAY,
    EMAIL,
    FLAG,
    MOMENT,
    NUMBER,
    ZONE,
    Moment,
    choice,
    free_text,
    single_line,
    whole,
)
from integrations.importing.rows.kinds import LINK_ROWS, RECORD_ROWS
from integrations.importing.rows.reviews import REVIEW_FILES


class EventKind(StrEnum):
    """What happened on a day in the life of an initiative."""

    CREATED = "created"
    LIFECYCLE = "lifecycle"
    PLANNED = "planned"
    REPLANNED = "replanned"
    UNPLANNED = "unplanned"
    DELIVERED = "delivered"
    DROPPED = "dropped"
    REOPENED = "reopened"
    STATUS = "status"
    ASSESSED = "assessed"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRow(Row):
    file = "organisation.csv"
    about = "The organisation itself: at most one row."
    key = ()

    name: str = column(
        single_line(200), "what the company is called", "Harbour & Hearth", required=True
    )
    vision_statement: str | None = column(
        free_text(), "the customer-experience vision", "Every guest …"
    )
    time_zone: str = column(ZONE, "where its calendar days begin", "Europe/London", default="UTC")
    currency: str = column(CURRENCY, "its own currency", "GBP", default="EUR")
    clock_fixed_on: date | None = column(
        DAY, "the day on which its clock stands still; blank: it runs. --as-of wins", "2024-06-16"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdRow(Row):
    file = "thresholds.csv"
    about = "The thresholds of findings that the organisation has set itself."
    key = ("rule", "threshold")

    rule: RuleName = column(choice(RuleName), "which rule", "STALE_STATUS", required=True)
    threshold: str = column(single_line(60), "which of its thresholds", "days", required=True)
    value: int | None = column(
        whole(0, 1_000_000), "the number, within its bounds; blank: the default", "21"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentRow(Row):
    file = "departments.csv"
    about = "The functions of the company."

    external_id: str = external_id("kitchen")
    name: str = column(single_line(200), "its name", "Kitchen", required=True)
    description: str | None = column(free_text(), "what it does", "Cooks and plates")
    head_count: int | None = column(whole(0, 2_000_000_000), "people in it", "420")
    archived_on: date | None = column(DAY, "since when it is no longer shown", "2025-06-30")
    recorded_at: Moment | None = recorded_at("the day of the import")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow(Row):
    file = "people.csv"
    about = "The people who own, sponsor, take part and speak."

    external_id: str = external_id("p-017")
    name: str = column(single_line(200), "their name", "Mina Okafor", required=True)
    email: str | None = column(EMAIL, "their address, unlike anyone else's", "mina@example.com")
    job_title: str | None = column(single_line(200), "what they are", "Head of kitchens")
    department: str | None = refers("departments.csv", "where they work", "kitchen")
    reminders: bool = column(
        FLAG, "whether they want the weekly reminder; blank: yes", "no", default=True
    )
    left_on: date | None = column(DAY, "the first day on which they are gone", "2025-09-01")
    archived_on: date | None = column(DAY, "since when they are no longer shown", "2025-10-01")
    recorded_at: Moment | None = recorded_at("the day of the import")


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyRow(Row):
    file = "journeys.csv"
    about = "What customers go through."

    external_id: str = external_id("dining-in")
    name: str = column(single_line(200), "its name", "Dining in", required=True)
    description: str | None = column(free_text(), "what it is", "From the wish to the way home")
    archived_on: date | None = column(DAY, "since when it is no longer shown", "2025-06-30")
    recorded_at: Moment | None = recorded_at("the day of the import")


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRow(Row):
    file = "stages.csv"
    about = "The ordered stages of each journey."

    external_id: str = external_id("dining-in/arrive")
    journey: str = refers("journeys.csv", "the journey it belongs to", "dining-in", required=True)
    name: str = column(single_line(200), "its name", "Arrive", required=True)
    position: int = column(whole(1, 1_000_000), "its place in the journey", "2", required=True)
    archived_on: date | None = column(DAY, "since when it is no longer shown", "2025-06-30")
    recorded_at: Moment | None = recorded_at("the day of the import")


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchpointRow(Row):
    file = "touchpoints.csv"
    about = "Each interaction within a stage."

    external_id: str = external_id("welcome")
    stage: str = refers("stages.csv", "the stage it is in", "dining-in/arrive", required=True)
    name: str = column(single_line(200), "its name", "Welcome at the door", required=True)
    position: int = column(whole(1, 1_000_000), "its place in the stage", "1", required=True)
    channel: Channel = column(choice(Channel), "where it happens", "IN_PERSON", required=True)
    importance: Importance = column(
        choice(Importance, DECISIVE="CRITICAL"),
        "how much it matters",
        "HIGH",
        default=Importance.MEDIUM,
    )
    department: str | None = refers("departments.csv", "who runs it", "host-stand")
    steward: str | None = refers("people.csv", "who minds it", "p-003")
    archived_on: date | None = column(DAY, "since when it is no longer shown", "2025-06-30")
    recorded_at: Moment | None = recorded_at("the day of the import")


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeRow(Row):
    file = "initiatives.csv"
    about = "The change efforts. Their life is told in events.csv."

    external_id: str = external_id("I-04")
    title: str = column(
        single_line(300), "what it is called", "A table within ten minutes", required=True
    )
    summary: str | None = column(free_text(), "in a few sentences", "Guests with a booking …")
    status: Lifecycle | None = column(
        choice(Lifecycle), "where it stands, when events.csv does not tell its life", "IN_PROGRESS"
    )
    priority: Priority = column(
        choice(Priority), "how much it matters", "HIGH", default=Priority.MEDIUM
    )
    owner: str | None = refers("people.csv", "who answers for it", "p-017")
    sponsor: str | None = refers("people.csv", "who backs it", "p-001")
    case_for_change: str | None = column(
        free_text(), "why it can't wait", "One guest in nine leaves …"
    )
    case_for_change_on: date | None = column(DAY, "when that was put on record", "2025-10-20")
    strategic_objective: str | None = column(
        free_text(), "an objective that it serves, by its title", retired=True
    )
    budget_amount: Decimal | None = column(AMOUNT, "what it may cost", "120000")
    budget_currency: str | None = column(CURRENCY, "in which currency", "GBP")
    expected_benefit_amount: Decimal | None = column(AMOUNT, "what it should bring", "400000")
    expected_benefit_currency: str | None = column(CURRENCY, "in which currency", "GBP")
    expected_benefit_note: str | None = column(
        free_text(), "how that was reckoned", "Per year, from …"
    )
    started_on: date | None = column(
        DAY, "when work began; blank: the first move to IN_PROGRESS", "2025-12-01"
    )
    target_on: date | None = column(DAY, "when it should be done", "2026-11-30")
    ended_on: date | None = column(DAY, "when it ended; blank: the move to DONE or STOPPED", "")
    confidential: bool = column(
        FLAG, "whether it is not told yet (docs/access.md); blank: no", "no", default=False
    )
    archived_on: date | None = column(DAY, "since when it is no longer shown", "")
    recorded_at: Moment | None = recorded_at("the day it was created")


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneRow(Row):
    file = "milestones.csv"
    about = "The promises. Their dates are told in events.csv."

    external_id: str = external_id("I-04/pager")
    initiative: str = refers("initiatives.csv", "whose promise it is", "I-04", required=True)
    title: str = column(single_line(300), "what is promised", "Pagers in 20 sites", required=True)
    owner: str | None = refers("people.csv", "who made the promise", "p-021")
    due_on: date | None = column(
        DAY, "the date in force; a date other than the one its events tell is a new date", ""
    )
    completed_on: date | None = column(DAY, "when it was met, if events.csv does not tell", "")
    recorded_at: Moment | None = recorded_at("the day of its first event")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow(Row):
    file = "events.csv"
    about = "What happened, and when: the history of initiatives and of their milestones' dates."
    key = ()

    initiative: str = refers("initiatives.csv", "whose history it is", "I-04", required=True)
    occurred_on: date = column(DAY, "the day on which it happened", "2026-02-11", required=True)
    event: EventKind = column(choice(EventKind), "what happened", "replanned", required=True)
    milestone: str | None = refers("milestones.csv", "the milestone it happened to", "I-04/pager")
    due_on: date | None = column(DAY, "the date that was promised", "2026-04-30")
    value: str | None = column(
        single_line(40), "said, rated or moved to; the kind of activity", "AT_RISK"
    )
    text: str | None = column(free_text(), "the reason, or what was said", "The supplier slipped")
    person: str | None = refers("people.csv", "who did or said it", "p-017")
    assessor: str | None = column(single_line(200), "who rated it, outside the initiative", "Audit")
    recorded_at: Moment | None = recorded_at("the day on which it happened")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipationRow(Row):
    file = "participations.csv"
    about = "The departments that take part in an initiative, and their role there."
    key = ("initiative", "department")

    initiative: str = refers("initiatives.csv", "in what", "I-04", required=True)
    department: str = refers("departments.csv", "who takes part", "host-stand", required=True)
    role: str = column(
        single_line(500), "what it does there", "Hands out the pagers", required=True
    )
    recorded_at: Moment | None = recorded_at("as the initiative")


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRow(Row):
    file = "effects.csv"
    about = "How an initiative is expected to change a touchpoint."
    key = ("initiative", "touchpoint")
    earlier = (("seen_on", "observed_on"),)

    initiative: str = refers("initiatives.csv", "what changes it", "I-04", required=True)
    touchpoint: str = refers("touchpoints.csv", "what is changed", "welcome", required=True)
    direction: Direction = column(
        choice(Direction), "which way the customer's bond moves", "STRENGTHENS", required=True
    )
    strength: int = column(whole(1, 5), "1 slight to 5 decisive", "4", required=True)
    note: str | None = column(free_text(), "how", "Nobody waits unseen")
    observed_on: date | None = column(
        DAY, "when it was seen and no longer only hoped", "2026-03-01"
    )
    recorded_at: Moment | None = recorded_at("as the initiative")


@dataclass(frozen=True, slots=True, kw_only=True)
class DependencyRow(Row):
    file = "dependencies.csv"
    about = "A milestone that can't be met before another one, of any initiative."
    key = ("milestone", "depends_on")

    milestone: str = refers("milestones.csv", "what has to wait", "I-04/pager", required=True)
    depends_on: str = refers("milestones.csv", "for what", "I-09/wifi", required=True)
    recorded_at: Moment | None = recorded_at("as the later of the two milestones")


@dataclass(frozen=True, slots=True, kw_only=True)
class WinRow(Row):
    file = "wins.csv"
    about = "Short-term wins, with what proves them."

    external_id: str = external_id("W-03")
    initiative: str = refers("initiatives.csv", "whose win it is", "I-04", required=True)
    title: str = column(single_line(300), "what was won", "Waiting halved in Leeds", required=True)
    what_changed: str | None = column(
        free_text(), "what is different now", "Guests see their place …"
    )
    achieved_on: date = column(DAY, "when", "2026-03-01", required=True)
    touchpoint: str | None = refers("touchpoints.csv", "where it shows", "welcome")
    evidence_measure: str | None = column(single_line(300), "what was measured", "Median wait")
    evidence_unit: str | None = column(single_line(50), "in what", "minutes")
    evidence_before: Decimal | None = column(NUMBER, "before", "19")
    evidence_after: Decimal | None = column(NUMBER, "after", "9")
    evidence_source: str | None = column(free_text(), "from where", "Door log, weeks 3 and 9")
    proof: Proof = column(
        choice(Proof), "PROVEN needs a measure, before and after", "PROVEN", default=Proof.CLAIMED
    )
    archived_on: date | None = column(DAY, "since when it is no longer shown", "")
    recorded_at: Moment | None = recorded_at("the day it was achieved")


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditRow(Row):
    file = "credits.csv"
    about = "The people to whom a win is due."
    key = ("win", "person")

    win: str = refers("wins.csv", "which win", "W-03", required=True)
    person: str = refers("people.csv", "due to whom", "p-021", required=True)
    recorded_at: Moment | None = recorded_at("as the win")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRow(Row):
    file = "shares.csv"
    about = "Each telling of a win."
    key = ()

    win: str = refers("wins.csv", "what was told", "W-03", required=True)
    occurred_on: date = column(DAY, "when", "2026-03-05", required=True)
    audience: Audience = column(choice(Audience), "to whom", "EMPLOYEES", required=True)
    department: str | None = refers("departments.csv", "of which department", "waiters")
    person: str | None = refers("people.csv", "by whom", "p-021")
    channel: str | None = column(single_line(200), "how", "Shift briefing")
    recorded_at: Moment | None = recorded_at("the day it was told")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRow(Row):
    file = "comments.csv"
    about = "What people said to each other; recognised by who said it where and when."
    key = ("initiative", "milestone", "person", "recorded_at")

    initiative: str = refers("initiatives.csv", "about what", "I-04", required=True)
    recorded_at: Moment = column(MOMENT, "when it was said", "2026-02-11T09:30:00Z", required=True)
    text: str = column(free_text(), "what was said", "Can Leeds go first?", required=True)
    milestone: str | None = refers("milestones.csv", "about which milestone", "I-04/pager")
    person: str | None = refers("people.csv", "by whom", "p-009")
    edited_at: Moment | None = column(MOMENT, "when it was last reworded", "")
    archived_on: date | None = column(DAY, "since when it is no longer shown", "")


FILES: tuple[type[Row], ...] = (
    OrganisationRow,
    ThresholdRow,
    DepartmentRow,
    PersonRow,
    JourneyRow,
    StageRow,
    TouchpointRow,
    *RECORD_ROWS,
    InitiativeRow,
    MilestoneRow,
    EventRow,
    ParticipationRow,
    EffectRow,
    *LINK_ROWS,
    DependencyRow,
    WinRow,
    CreditRow,
    ShareRow,
    CommentRow,
    *REVIEW_FILES,
)
