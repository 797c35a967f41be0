"""The portfolio as it stood on a day, and what changed between two days, in the schema."""

from datetime import date

from api.vocabulary.fields import described
from api.vocabulary.output_types import (
    FindingRef,
    InitiativeRef,
    MilestoneRef,
    PersonRef,
    ReplanRef,
    ShortTermWinRef,
    StallRiskRef,
    StatusUpdateRef,
    output_type,
)
from domain.portfolio.initiative import Lifecycle
from domain.portfolio.status_update import ReportedStatus
from domain.risk.stall_risk import Factor, Level, State


@output_type(description="The promise that lay ahead, as it was planned then.")
class NextMilestone:
    milestone: MilestoneRef = described("The milestone as it is now.")
    title: str = described("What is promised.")
    due_on: date = described("The day promised then.")


@output_type(
    description="An initiative as it stood at the end of a day, by what was recorded then."
)
class PortfolioEntry:
    initiative: InitiativeRef = described("The initiative as it is now.")
    title: str = described("What it is called. Titles are not kept by day: this is the one of now.")
    owner: PersonRef | None = described("Who answered for it then; null when nobody did.")
    status: Lifecycle = described("Where it stood in its life.")
    proposed_on: date = described("The day on which it was proposed.")
    started_on: date | None = described("The day on which work had begun; null before.")
    target_on: date | None = described("The day by which it should have been done; null when open.")
    reported_status: ReportedStatus | None = described(
        "What its owner had said last; null when nothing."
    )
    reported_on: date | None = described("The day on which that was said.")
    latest_status_update: StatusUpdateRef | None = described(
        "That status update, with the facts frozen in it."
    )
    stall_risk: StallRiskRef = described("What the facts said.")
    next_milestone: NextMilestone | None = described(
        "The promise that lay ahead; null when none did."
    )


@output_type(description="All initiatives as they stood at the end of a day.")
class Portfolio:
    as_of: date = described("The day.")
    total_count: int = described("How many initiatives there were.")
    low_count: int = described("Those of level LOW.")
    watch_count: int = described("Those of level WATCH.")
    high_count: int = described("Those of level HIGH.")
    critical_count: int = described("Those of level CRITICAL.")
    unassessed_count: int = described("Those without a probability: on hold, embedding, closed.")
    entries: list[PortfolioEntry] = described(
        "The initiatives, those that needed attention most first."
    )


@output_type(description="A stall-risk level that moved.")
class LevelMove:
    initiative: InitiativeRef = described("The initiative.")
    from_state: State | None = described("The state before; null when it did not exist yet.")
    to_state: State | None = described("The state after; null when it is archived.")
    from_level: Level | None = described("The level before; null without a probability.")
    to_level: Level | None = described("The level after; null without a probability.")
    from_probability: float | None = described("The probability before; null when there was none.")
    to_probability: float | None = described("The probability after; null when there is none.")
    factor: Factor | None = described(
        "The factor whose part changed most; null when a probability began or ended."
    )
    sentence: str | None = described("That factor's reason as it read after, in plain words.")


@output_type(description="What changed between the ends of two days, by what was recorded.")
class Changes:
    from_: date = described("The first day: its end is where the comparison begins.", name="from")
    to: date = described("The last day.")
    levels: list[LevelMove] = described("Levels that moved, the largest rise first.")
    slipped: list[ReplanRef] = described("New dates that were recorded, the longest slip first.")
    met: list[MilestoneRef] = described("Milestones that were met, as they are now.")
    promised: list[MilestoneRef] = described("Milestones whose first date was promised.")
    wins: list[ShortTermWinRef] = described("Short-term wins that were recorded.")
    findings: list[FindingRef] = described("Findings first seen in between, gone since or not.")
