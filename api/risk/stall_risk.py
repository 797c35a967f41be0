"""Stall risk in the schema."""

from datetime import date

import strawberry

from api.vocabulary.fields import described
from api.vocabulary.output_types import InitiativeRef, MilestoneRef, output_type
from domain.risk.levers import LeverKind
from domain.risk.stall_risk import Factor, Level, State


@output_type(description="One factor's part in the probability of stalling.")
class StallRiskReason:
    factor: Factor = described("What it looks at.")
    value: float = described("How bad it is, 0 to 1.")
    weight: float = described("How much it can contribute at most, 0 to 1.")
    share: float = described("Its part of the explanation; the shares of all reasons add up to 1.")
    sentence: str = described("The reason in plain words, with its figures.")
    milestone_id: strawberry.ID | None = described(
        "The milestone behind it; null when there is none."
    )
    days: int | None = described("The days behind it; null when it does not count days.")


@output_type(
    description=(
        "Something that would lower the stall risk, and what the rule would then read: it is run "
        "on the facts as they would be if this was done today. Writing an update never is one."
    )
)
class StallRiskLever:
    kind: LeverKind = described("What could be done.")
    state: State = described("Whether there would be a probability, and if not, why.")
    probability: float | None = described(
        "The probability the rule would then read; null when `state` says why not."
    )
    level: Level | None = described("The level it would then read; null without a probability.")
    sentence: str = described("What to do and what the rule would then read, in plain words.")
    milestone_id: strawberry.ID | None = described(
        "The milestone it is about; null when it is about several undated ones."
    )
    assumed_days: int | None = described(
        "Within how many days a new date is taken to lie; null when no date is given."
    )


@output_type(description="What the facts said of an initiative on a day, as stored that day.")
class StallRiskDay:
    day: date = described("The organisation's day.")
    state: State = described("Whether there was a probability, and if not, why.")
    probability: float | None = described("Probability of stalling, 0 to 1; null without one.")
    level: Level | None = described("The level for people; null without a probability.")
    rule: str = described(
        "The version of the rule that computed it. A later rule never rewrites it."
    )
    days_late: int = described("Days the oldest open promise was overdue; 0 when none was.")
    missed_count: int = described("Promised days that had passed undelivered, over all milestones.")
    days_silent: int = described("Days since anything had happened.")
    days_to_next: int | None = described("Days to the next promised day; null when none lay ahead.")
    oldest_overdue_milestone: MilestoneRef | None = described(
        "The promise that was overdue longest."
    )
    next_milestone: MilestoneRef | None = described("The next promise that lay ahead.")


@output_type(
    description=(
        "What the facts say: the probability that no milestone is delivered in the next eight "
        "months or so, with the reasons. Computed by a published rule; nobody's opinion enters it."
    )
)
class StallRisk:
    initiative: InitiativeRef = described("The initiative.")
    state: State = described("Whether there is a probability, and if not, why.")
    probability: float | None = described(
        "Probability of stalling, 0 to 1; null when `state` says why not."
    )
    level: Level | None = described("The level for people; null without a probability.")
    rule: str = described("The version of the rule that computed it.")
    computed_on: date = described("The organisation's day for which it was computed.")
    reasons: list[StallRiskReason] = described(
        "Why, the largest share first; their shares add up to 1. Empty without a probability."
    )
    levers: list[StallRiskLever] = described(
        "What would lower it, what takes the least effort first: dating undated work, giving up "
        "what is long overdue, delivering what is overdue. Empty when none of these would."
    )
    days_late: int = described("Days the oldest open promise is overdue; 0 when none is.")
    missed_count: int = described("Promised days that passed undelivered, over all milestones.")
    days_silent: int = described("Days since anything happened.")
    days_to_next: int | None = described(
        "Days to the next promised day; null when none lies ahead."
    )
    open_count: int = described("Milestones that are open.")
    overdue_count: int = described("Milestones that are overdue.")
    undated_count: int = described("Open milestones without a date.")
    delivered_count: int = described("Milestones that have been met.")
    last_activity_on: date | None = described("The day on which something last happened.")
    oldest_overdue_milestone: MilestoneRef | None = described(
        "The promise that is overdue longest."
    )
    next_milestone: MilestoneRef | None = described("The next promise that lies ahead.")
