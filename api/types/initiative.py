"""Initiatives, their life and their participants in the schema."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

from api.arguments.filters import CommentFilter, StatusUpdateFilter
from api.arguments.orders import CommentOrder, StatusUpdateOrder
from api.vocabulary.connection import Connection, Node
from api.vocabulary.fields import asked, paged, told
from api.vocabulary.references import (
    AssessmentRef,
    CommentRef,
    DepartmentRef,
    EffectRef,
    FindingRef,
    MilestoneRef,
    PersonRef,
    ShortTermWinRef,
    StallRiskDayRef,
    StallRiskRef,
    StatusUpdateRef,
)
from domain.initiative import Lifecycle, Priority


@strawberry.type(description="An amount of money in its currency.")
class Money:
    amount: Decimal = told("The amount.")
    currency: str = told("ISO 4217 code of the currency.")


@strawberry.type(description="A cross-functional change effort with one accountable owner.")
class Initiative(Node):
    title: str = told("What it is called.")
    summary: str | None = told("What it is about; null until written.")
    status: Lifecycle = told("Where it stands in its life. What its owner says of it is in `says`.")
    priority: Priority = told("How much it matters.")
    owner: PersonRef | None = told(
        "The one person who answers for it; null while proposed, and for imports that name nobody."
    )
    sponsor: PersonRef | None = told("The executive who backs it; null when nobody does.")
    case_for_change: str | None = told("The burning platform: why staying is not an option.")
    case_for_change_on: date | None = told("The day on which the case for change was last written.")
    strategic_objective: str | None = told("The objective it serves; null when none is named.")
    budget: Money | None = told("What it may cost; null when not set or hidden from your role.")
    expected_benefit: Money | None = told(
        "What it should bring; null when not estimated or hidden from your role."
    )
    expected_benefit_note: str | None = told(
        "How the benefit was estimated, or what it is besides money; null when not said or hidden "
        "from your role."
    )
    proposed_on: date = told("The day on which it was proposed.")
    started_on: date | None = told("The day on which work began; null before.")
    target_on: date | None = told("The day by which it should be done; null when open.")
    ended_on: date | None = told("The day on which it was done or stopped; null before.")
    participations: list["Participation"] = told(
        "The departments that take part, each with its role."
    )
    milestones: list[MilestoneRef] = told(
        "Its promises, by the day promised now, undated ones last."
    )
    short_term_wins: list[ShortTermWinRef] = told("Its wins, oldest first.")
    effects: list[EffectRef] = told("The touchpoints it changes.")
    stall_risk: StallRiskRef | None = asked(
        "What the facts say: will it deliver nothing in the next months? Null only as of "
        "a day on which it had not been recorded yet.",
        as_of=(date | None, "The day to judge it on, by what was recorded then. Left out: now."),
    )
    stall_risk_history: list[StallRiskDayRef] = asked(
        "What the facts said day by day, oldest first, as it was stored on each of these days. A "
        "day before the initiative was recorded has none. Done or stopped, it is judged once more "
        "and then has no days; nor does an archived one.",
        from_=(date, "The first day."),
        to=(date, "The last day; from the first to it are at most 400 days."),
    )
    says: StatusUpdateRef | None = told(
        "What its owner said last; null when nothing was ever said."
    )
    status_updates: Connection[StatusUpdateRef] = paged(
        "All that its owner said.", filter_by=StatusUpdateFilter, order_by=StatusUpdateOrder
    )
    assessments: list[AssessmentRef] = told("How independent assessors rated it, oldest first.")
    lifecycle_moves: list["LifecycleMove"] = told("Its life so far, oldest first.")
    comments: Connection[CommentRef] = paged(
        "What people said to each other about it.",
        filter_by=CommentFilter,
        order_by=CommentOrder,
        archived=True,
    )
    findings: list[FindingRef] = told(
        "What the facts show of it, its milestones and wins that nobody reported, worst first, and "
        "what they show of a touchpoint that it brings about with others: collisions, "
        "cross-purposes."
    )
    external_id: str | None = told("Its id in the tool it was imported from; null if made here.")
    imported: bool = told("Whether it came by an import.")
    confidential: bool = told(
        "Whether it is not told yet: only editors, administrators and those with a seat in it (its "
        "owner, its sponsor, the owners of its milestones) see it and all that hangs on it."
    )
    archived_on: date | None = told("The day on which it was archived; null while in use.")
    recorded_at: datetime = told("When Throughline learnt of it.")
    version: int = told(
        "How often it has changed: give it back to notice that someone else edited."
    )


@strawberry.type(description="One step in the life of an initiative, kept for good.")
class LifecycleMove(Node):
    initiative: Initiative = told("The initiative.")
    from_status: Lifecycle | None = told("Where it stood before; null at the proposal.")
    to_status: Lifecycle = told("Where it stood after.")
    person: PersonRef | None = told("Who decided; null when unknown.")
    reason: str | None = told("Why; null when none was given or needed.")
    occurred_on: date = told("The day on which it happened.")
    recorded_at: datetime = told("When Throughline learnt of it.")
    imported: bool = told("Whether it came by an import.")


@strawberry.type(description="The part of a department in an initiative.")
class Participation(Node):
    initiative: Initiative = told("The initiative.")
    department: DepartmentRef = told("The department.")
    role: str = told("What the department does in it.")
    recorded_at: datetime = told("When Throughline learnt of it.")
    version: int = told(
        "How often it has changed: give it back to notice that someone else edited."
    )
