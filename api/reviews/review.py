"""Reviews and what they showed: what clients see and change."""

from datetime import date, datetime

import strawberry
from strawberry import Maybe

from api.mutations.inputs import EXTERNAL, Versioned, optional, required_id
from api.mutations.mutation import Mutation, archiving
from api.portfolio.trend import PortfolioDay
from api.risk.stall_risk import StallRiskReason
from api.vocabulary.connection import Connection, Node
from api.vocabulary.fields import described, paged
from api.vocabulary.filters import ReviewEntryFilter
from api.vocabulary.orders import ReviewEntryOrder
from api.vocabulary.output_types import (
    ActionRef,
    DecisionRef,
    FindingRef,
    InitiativeRef,
    MilestoneRef,
    PersonRef,
    ReplanRef,
    ShortTermWinRef,
    StatusUpdateRef,
    output_type,
)
from domain.findings.rule import Severity
from domain.findings.rules import RuleName
from domain.portfolio.initiative import Lifecycle
from domain.portfolio.status_update import ReportedStatus
from domain.reviews import holding, review
from domain.reviews.review import ChangeKind
from domain.risk.stall_risk import Factor, Level, State


@output_type(
    description="A review as it was held. What it showed never changes: not by what happens "
    "afterwards, and not by what is written differently. Only its title may."
)
class Review(Node):
    title: str = described("What it is called.")
    held_on: date = described("The day it was held: it shows how things stood by the end of it.")
    held_by: PersonRef | None = described("Who held it; null for an integration.")
    since_on: date = described("The day it compares with.")
    previous: "Review | None" = described(
        "The review before, with which it compares; null when it compares with a day."
    )
    revision: int = described("The organisation's revision whose state it keeps.")
    levels: PortfolioDay | None = described(
        "How many initiatives were of which level, closed ones among those without. Null never: it "
        "is counted when asked."
    )
    levels_before: PortfolioDay | None = described(
        "The same on the day it compares with. Null never: it is counted when asked."
    )
    entries: Connection["ReviewEntry"] = paged(
        "The initiatives as they stood. Those gone since the review before count as archived.",
        filter_by=ReviewEntryFilter,
        order_by=ReviewEntryOrder,
        archived=True,
    )
    moved: list["ReviewEntry"] = described("Those whose level had moved, the largest rise first.")
    slipped: list["ReviewChange"] = described("New dates, the longest slip first.")
    met: list["ReviewChange"] = described("Milestones that were met.")
    promised: list["ReviewChange"] = described("Milestones whose first date was promised.")
    wins: list["ReviewChange"] = described(
        "Short-term wins worth telling: those that nobody had been told of in 90 days, and those "
        "recorded since the review before."
    )
    findings: list["ReviewChange"] = described("Findings first seen since the review before.")
    decisions: list[DecisionRef] = described("What it was asked to decide, as that stands now.")
    actions: list[ActionRef] = described("What was taken on in it, as that stands now.")
    external_id: str | None = described("Its id in another tool; null when it has none.")
    archived_on: date | None = described("The day on which it was archived; null while in use.")
    recorded_at: datetime = described("When it was frozen.")
    version: int = described(
        "How often it has changed: give it back to notice that someone else edited."
    )


@output_type(
    description="An initiative as a review showed it. What is null of one that was gone by then "
    "was not known any more."
)
class ReviewEntry(Node):
    review: Review = described("The review.")
    initiative: InitiativeRef = described("The initiative as it is now.")
    title: str = described("What it was called.")
    gone: bool = described("Whether it had been archived since the review before.")
    owner: PersonRef | None = described("Who answered for it; null when nobody did.")
    status: Lifecycle | None = described("Where it stood in its life; null when gone.")
    started_on: date | None = described("The day on which work had begun; null before.")
    target_on: date | None = described("The day by which it should have been done; null when open.")
    reported_status: ReportedStatus | None = described(
        "What its owner had said last; null when nothing."
    )
    reported_on: date | None = described("The day on which that was said; null when nothing was.")
    latest_status_update: StatusUpdateRef | None = described(
        "That status update; null when there was none."
    )
    state: State | None = described("Whether there was a probability; null when gone.")
    probability: float | None = described("The probability of a stall; null when there was none.")
    level: Level | None = described("The level for people; null without a probability.")
    rule: str | None = described("The rule that said so, by name and version; null when gone.")
    reasons: list[StallRiskReason] = described("The reasons, the largest share first.")
    days_late: int | None = described(
        "Days since the oldest overdue milestone was due; null when gone."
    )
    missed_count: int | None = described(
        "Promised days that had passed undelivered; null when gone."
    )
    days_silent: int | None = described("Days since the last sign of life; null when gone.")
    days_to_next: int | None = described("Days to the next milestone; null when none lay ahead.")
    open_count: int | None = described("Milestones neither met nor given up; null when gone.")
    overdue_count: int | None = described("Open milestones whose day had passed; null when gone.")
    next_milestone: MilestoneRef | None = described(
        "The promise that lay ahead, as it is now; null when none did."
    )
    next_title: str | None = described("What was promised; null when nothing lay ahead.")
    next_due_on: date | None = described("The day promised then; null when nothing lay ahead.")
    from_state: State | None = described("The state before; null when it did not exist yet.")
    from_probability: float | None = described("The probability before; null when there was none.")
    from_level: Level | None = described("The level before; null without a probability.")
    factor: Factor | None = described(
        "The factor that moved its level; null when it did not move, began or ended."
    )
    sentence: str | None = described("That factor's reason in plain words; null without a factor.")


@output_type(description="One thing that had changed by the time of a review, as it was shown.")
class ReviewChange(Node):
    review: Review = described("The review.")
    kind: ChangeKind = described("What it tells of.")
    initiative: InitiativeRef | None = described(
        "The initiative as it is now; null for a finding about a person or a touchpoint."
    )
    initiative_title: str | None = described(
        "What the initiative was called; null when the review did not show it."
    )
    milestone: MilestoneRef | None = described("The milestone as it is now; null when about none.")
    replan: ReplanRef | None = described("The new date; null for all but slips.")
    short_term_win: ShortTermWinRef | None = described(
        "The win as it is now; null when about none."
    )
    finding: FindingRef | None = described("The finding as it is now; null for all but findings.")
    person: PersonRef | None = described(
        "Who moved the date, who promised, or whom a finding is about; null when nobody."
    )
    title: str | None = described("What it was called; null for a finding about a person.")
    occurred_on: date = described("The day on which it happened; of a finding, the day first seen.")
    from_due_on: date | None = described(
        "Of a slip the day promised before, of what was met the day first promised; else null."
    )
    due_on: date | None = described("The day promised; null when there is none.")
    days: int | None = described("Of a slip by how many days, of what was met how late; else null.")
    text: str | None = described(
        "Why a date moved, what a win changed, or the finding's sentence; null when not said."
    )
    shared: bool | None = described("Whether anybody had been told of a win; null for others.")
    severity: Severity | None = described("How bad a finding was; null for others.")
    rule: RuleName | None = described("The rule of a finding; null for others.")


@strawberry.input(description="A review to hold.")
class ReviewHoldInput:
    title: str | None = optional("What it is called, at most 300 characters. Left out: by its day.")
    on: date | None = optional("The day it is of, today or earlier. Left out: today.")
    since: date | None = optional(
        "The day to compare with. Left out: what the last review showed, or 30 days before when "
        "there is none."
    )
    external_id: str | None = optional(EXTERNAL)


@strawberry.input(description="Another name for a review. What is left out stays, null clears it.")
class ReviewUpdateInput(Versioned):
    id: strawberry.ID = required_id(review.Review, "The review.")
    title: Maybe[str | None] = optional("What it is called; can't be cleared.")
    external_id: Maybe[str | None] = optional(EXTERNAL)


MUTATIONS = (
    Mutation(
        "review_hold",
        holding.hold,
        ReviewHoldInput,
        review.Review,
        "Hold a review: what it shows is frozen, and the decisions that were asked between reviews "
        "are taken up.",
    ),
    Mutation(
        "review_update",
        review.update,
        ReviewUpdateInput,
        review.Review,
        "Call a review differently. What it shows stays.",
    ),
    *archiving(
        review.Review,
        review.archive,
        review.unarchive,
        "The next review does not compare with it.",
    ),
)
