# ruff: noqa: RUF009 - the calls in these dataclasses make fields
"""The files of reviews: what each froze, and what was decided and taken on in them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.findings.rule import Severity, SubjectType
from domain.findings.rules import RuleName
from domain.portfolio.initiative import Lifecycle
from domain.portfolio.status_update import ReportedStatus
from domain.reviews.decision import DECISION
from domain.reviews.review import ChangeKind
from domain.risk.stall_risk import Factor, Level, State
from integrations.importing.format.columns import Row, column, external_id, recorded_at, refers
from integrations.importing.format.values import (
    DAY,
    FLAG,
    FLOAT,
    MOMENT,
    Moment,
    choice,
    free_text,
    single_line,
    whole,
)
from integrations.importing.rows.kinds import row_of

PLACE = whole(1, 1_000_000)
COUNT = whole(-10_000_000, 10_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow(Row):
    file = "reviews.csv"
    about = "The reviews that were held. One on record stays as it was frozen."

    external_id: str = external_id("R-2026-03")
    title: str = column(single_line(300), "what it is called", "Review of March", required=True)
    held_on: date = column(DAY, "the day whose end it shows", "2026-03-31", required=True)
    held_by: str | None = refers("people.csv", "who held it", "p-001")
    since_on: date = column(DAY, "the day it compares with", "2026-02-28", required=True)
    previous: str | None = refers(
        "reviews.csv", "the review that it compares with, on a line before", "R-2026-02"
    )
    archived_on: date | None = column(DAY, "since when it is no longer shown", "")
    recorded_at: Moment | None = recorded_at("the day it was held")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewEntryRow(Row):
    file = "review_entries.csv"
    about = "The initiatives as a review showed them."
    key = ("review", "initiative")
    earlier = (
        ("said", "reported_status"),
        ("said_on", "reported_on"),
        ("said_recorded_at", "reported_recorded_at"),
    )

    review: str = refers("reviews.csv", "which review", "R-2026-03", required=True)
    position: int = column(PLACE, "its place in the review", "1", required=True)
    initiative: str = refers("initiatives.csv", "which initiative", "I-04", required=True)
    title: str = column(single_line(300), "what it was called", "A table within …", required=True)
    owner: str | None = refers("people.csv", "who answered for it", "p-017")
    status: Lifecycle | None = column(choice(Lifecycle), "where it stood", "IN_PROGRESS")
    started_on: date | None = column(DAY, "when work had begun", "2025-12-01")
    target_on: date | None = column(DAY, "when it should have been done", "2026-11-30")
    reported_status: ReportedStatus | None = column(
        choice(ReportedStatus), "what its owner had said last", "ON_TRACK"
    )
    reported_on: date | None = column(DAY, "when that was said", "2026-03-20")
    reported_recorded_at: Moment | None = column(
        MOMENT, "when that update was recorded; blank: the day on which it was said", ""
    )
    state: State | None = column(choice(State), "whether there was a probability", "ASSESSED")
    probability: float | None = column(FLOAT, "the probability of a stall", "0.42")
    level: Level | None = column(choice(Level), "its level", "HIGH")
    rule: str | None = column(single_line(40), "the rule that said so", "four-factors-1")
    days_late: int | None = column(COUNT, "days since the oldest overdue date", "12")
    missed_count: int | None = column(COUNT, "promised days that passed undelivered", "2")
    days_silent: int | None = column(COUNT, "days since the last sign of life", "9")
    days_to_next: int | None = column(COUNT, "days to the next milestone", "30")
    open_count: int | None = column(COUNT, "milestones neither met nor given up", "3")
    overdue_count: int | None = column(COUNT, "open milestones whose day had passed", "1")
    next_milestone: str | None = refers("milestones.csv", "the promise ahead", "I-04/pager")
    next_title: str | None = column(single_line(300), "what was promised", "Pagers in 20 sites")
    next_due_on: date | None = column(DAY, "the day promised", "2026-04-30")
    from_state: State | None = column(choice(State), "the state before", "ASSESSED")
    from_probability: float | None = column(FLOAT, "the probability before", "0.21")
    from_level: Level | None = column(choice(Level), "the level before", "WATCH")
    move_position: int | None = column(PLACE, "its place among those that moved", "1")
    factor: Factor | None = column(choice(Factor), "what moved its level", "LATENESS")
    sentence: str | None = column(free_text(1_000), "that in plain words", "A milestone …")
    archived_on: date | None = column(DAY, "when it had been archived, if it was gone", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewReasonRow(Row):
    file = "review_reasons.csv"
    about = "The reasons of the stall risk that a review showed."
    key = ("review", "initiative", "position")

    review: str = refers("reviews.csv", "which review", "R-2026-03", required=True)
    initiative: str = refers("initiatives.csv", "of which initiative", "I-04", required=True)
    position: int = column(PLACE, "its place among the reasons", "1", required=True)
    factor: Factor = column(choice(Factor), "which factor", "LATENESS", required=True)
    value: float = column(FLOAT, "what was measured", "12", required=True)
    weight: float = column(FLOAT, "how much it weighs", "0.05", required=True)
    share: float = column(FLOAT, "its share", "0.6", required=True)
    sentence: str = column(free_text(1_000), "in plain words", "A milestone …", required=True)
    milestone: str | None = refers("milestones.csv", "by which milestone", "I-04/pager")
    days: int | None = column(COUNT, "by how many days", "12")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewChangeRow(Row):
    file = "review_changes.csv"
    about = "What had changed by the time of a review, as it was shown."
    key = ("review", "position")

    review: str = refers("reviews.csv", "which review", "R-2026-03", required=True)
    position: int = column(PLACE, "its place in the review", "1", required=True)
    kind: ChangeKind = column(choice(ChangeKind), "what it tells of", "SLIPPED", required=True)
    initiative: str | None = refers("initiatives.csv", "of which initiative", "I-04")
    milestone: str | None = refers("milestones.csv", "of which milestone", "I-04/pager")
    short_term_win: str | None = refers("wins.csv", "of which win", "W-03")
    person: str | None = refers("people.csv", "who moved it or promised, or whom it is about", "")
    touchpoint: str | None = refers("touchpoints.csv", "the touchpoint a finding is about", "")
    subject: SubjectType | None = column(
        choice(SubjectType), "what a finding is about, one of the cells before", "MILESTONE"
    )
    title: str | None = column(single_line(300), "what it was called", "Pagers in 20 sites")
    occurred_on: date = column(
        DAY, "when; of a finding, when it was first seen", "2026-03-12", required=True
    )
    from_due_on: date | None = column(DAY, "the day promised before, or first", "2026-03-31")
    due_on: date | None = column(DAY, "the day promised", "2026-04-30")
    days: int | None = column(COUNT, "by how many days", "30")
    text: str | None = column(free_text(), "why, what changed, or what was found", "")
    shared: bool | None = column(FLAG, "whether anybody had been told of a win", "no")
    severity: Severity | None = column(
        choice(Severity, GRAVE="CRITICAL", NOTE="INFO"), "how bad a finding was", "WARNING"
    )
    rule: RuleName | None = column(choice(RuleName), "the rule of a finding", "STALE_STATUS")
    replan_recorded_at: Moment | None = column(
        MOMENT, "when the new date was recorded; blank: the day on which it was made", ""
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewChangeInitiativeRow(Row):
    file = "review_change_initiatives.csv"
    about = "The other initiatives that a finding told of: who may not see them does not see it."
    key = ("review", "position", "initiative")

    review: str = refers("reviews.csv", "which review", "R-2026-03", required=True)
    position: int = column(PLACE, "the place of the finding in the review", "4", required=True)
    initiative: str = refers("initiatives.csv", "which initiative", "I-07", required=True)
    involved: bool = column(FLAG, "whether it brings it about; blank: yes", "yes", default=True)


# Its columns follow from what is known of a decision.
DecisionRow: Any = row_of(DECISION, Row, ("external_id",), recorded="the day it was asked")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow(Row):
    file = "actions.csv"
    about = "What somebody took on in a review."

    external_id: str = external_id("A-31")
    review: str = refers("reviews.csv", "in which review", "R-2026-03", required=True)
    initiative: str | None = refers("initiatives.csv", "for which initiative", "I-04")
    text: str = column(free_text(), "what is to be done", "Call the supplier", required=True)
    owner: str = refers("people.csv", "who took it on", "p-017", required=True)
    due_on: date = column(DAY, "by when", "2026-04-15", required=True)
    completed_on: date | None = column(DAY, "when it was done", "2026-04-10")
    recorded_at: Moment | None = recorded_at("the day of the import")


REVIEW_FILES: tuple[type[Row], ...] = (
    ReviewRow,
    ReviewEntryRow,
    ReviewReasonRow,
    ReviewChangeRow,
    ReviewChangeInitiativeRow,
    DecisionRow,
    ActionRow,
)
