"""Stall risk: what the facts say about an initiative, whatever its owner says.

The rule is a noisy-or of four factors, each of which can stall an effort on its own:

    probability = 1 - (1 - .05) (1 - .70 L) (1 - .20 M) (1 - .35 S) (1 - .40 R)

    L lateness  1 - 2^(-days_late / 90)    days since the oldest overdue milestone was due
    M misses    1 - 2^(-missed_count / 2)  promised dates that passed undelivered
    S silence   1 - 2^(-days_silent / 60)  days since the last sign of life
    R runway    min(days_to_next / 240, 1) days to the next milestone; 1 if one is overdue or none
                                           has a date

It is the probability that no milestone is delivered in the next eight months or so (240 days).
The weights are rounded from a fit on the histories of Kubernetes enhancement proposals up to 2023
and were checked on later ones; the half-lives hardly matter. A factor's share of the explanation
is -ln(1 - weight value) over their sum, the base of .05 being a fifth reason.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import log
from typing import Final, NamedTuple
from uuid import UUID

from domain.portfolio.initiative import Lifecycle

RULE: Final = "four-factors-1"
# The rule's name in the daily history, where a row has to be small. A number is never used anew.
RULE_NUMBERS: Final = {RULE: 1}

BASE_WEIGHT: Final = 0.05
LATENESS_WEIGHT: Final = 0.70
MISSES_WEIGHT: Final = 0.20
SILENCE_WEIGHT: Final = 0.35
RUNWAY_WEIGHT: Final = 0.40
LATENESS_HALF_LIFE_DAYS: Final = 90
MISSES_HALF_LIFE: Final = 2
SILENCE_HALF_LIFE_DAYS: Final = 60
HORIZON_DAYS: Final = 240


class State(StrEnum):
    """Whether there is a probability, and if not, why not."""

    ASSESSED = "ASSESSED"
    ALL_DELIVERED = "ALL_DELIVERED"
    EMBEDDING = "EMBEDDING"
    ON_HOLD = "ON_HOLD"
    CLOSED = "CLOSED"
    NO_MILESTONE = "NO_MILESTONE"
    OUTSIDE_EVIDENCE = "OUTSIDE_EVIDENCE"


# As with the rules: small, and never used anew.
STATE_NUMBERS: Final = {state: number for number, state in enumerate(State)}


class Level(StrEnum):
    """The probability for people: below .3, below .6, below .8, and from there on."""

    LOW = "LOW"
    WATCH = "WATCH"
    HIGH = "HIGH"
    CRITICAL = "CRITICAL"


class Factor(StrEnum):
    """What the rule looks at. `BASE` is the risk that every effort runs."""

    LATENESS = "LATENESS"
    MISSES = "MISSES"
    SILENCE = "SILENCE"
    RUNWAY = "RUNWAY"
    BASE = "BASE"


class MilestoneInView(NamedTuple):
    """A milestone that the facts point at, by its date in force."""

    id: UUID
    title: str
    due_on: date


class UndatedInView(NamedTuple):
    """An open milestone without a date."""

    id: UUID
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one initiative at the end of a day: all that the rule needs beside the day.

    Open milestones are overdue, ahead (due on the day or later) or undated; `next` is the first
    of those ahead. Dropped milestones count only with the dates they missed before. The rule does
    not look at `second_overdue` (the oldest but one) and `undated` (the first of them): they say
    what it would read if something was done (domain/risk/levers.py).
    """

    status: Lifecycle
    last_activity_on: date
    missed_count: int = 0
    open_count: int = 0
    overdue_count: int = 0
    undated_count: int = 0
    delivered_count: int = 0
    oldest_overdue: MilestoneInView | None = None
    next: MilestoneInView | None = None
    second_overdue: MilestoneInView | None = None
    undated: UndatedInView | None = None


class Reason(NamedTuple):
    """One factor's part in the probability.

    `value` is 0 to 1, `share` its part of the explanation; the shares of all reasons add up to 1.
    `milestone_id` and `days` are the evidence behind the sentence, where there is any.
    """

    factor: Factor
    value: float
    weight: float
    share: float
    sentence: str
    milestone_id: UUID | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StallRisk:
    """What the rule says of an initiative on a day. Without a probability there are no reasons.

    Reasons come with the largest share first. `days_to_next` is None when no date lies ahead.
    """

    state: State
    rule: str
    computed_on: date
    probability: float | None
    level: Level | None
    days_late: int
    missed_count: int
    days_silent: int
    days_to_next: int | None
    reasons: tuple[Reason, ...]


class Values(NamedTuple):
    """The four factors as the rule reads them, each from 0 to 1."""

    lateness: float
    misses: float
    silence: float
    runway: float


def assess(facts: Facts, day: date) -> StallRisk:
    """Apply the rule to what was known of an initiative at the end of `day`."""
    oldest, coming = facts.oldest_overdue, facts.next
    days_late = (day - oldest.due_on).days if oldest else 0
    days_silent = max((day - facts.last_activity_on).days, 0)
    days_to_next = (coming.due_on - day).days if coming else None
    state = state_of(facts, days_to_next)
    probability: float | None = None
    level: Level | None = None
    reasons: tuple[Reason, ...] = ()
    if state is State.ASSESSED:
        values = read(days_late, facts.missed_count, days_silent, days_to_next)
        probability = probability_of(values)
        level = level_of(probability)
        reasons = explain(facts, values, days_late, days_silent, days_to_next)
    return StallRisk(
        state=state,
        rule=RULE,
        computed_on=day,
        probability=probability,
        level=level,
        days_late=days_late,
        missed_count=facts.missed_count,
        days_silent=days_silent,
        days_to_next=days_to_next,
        reasons=reasons,
    )


def judge(facts: Facts, day: date) -> tuple[State, float | None]:
    """Apply the rule without explaining it: the state, and the probability if there is one."""
    oldest, coming = facts.oldest_overdue, facts.next
    days_to_next = (coming.due_on - day).days if coming else None
    state = state_of(facts, days_to_next)
    if state is not State.ASSESSED:
        return state, None
    days_late = (day - oldest.due_on).days if oldest else 0
    days_silent = max((day - facts.last_activity_on).days, 0)
    return state, probability_of(read(days_late, facts.missed_count, days_silent, days_to_next))


def state_of(facts: Facts, days_to_next: int | None) -> State:
    """Tell whether the evidence behind the rule covers an initiative like this.

    An undated milestone keeps it covered however far the first date is off: otherwise a date in the
    far future would hide the undated work.
    """
    if facts.status in (Lifecycle.DONE, Lifecycle.STOPPED):
        return State.CLOSED
    if facts.status is Lifecycle.ON_HOLD:
        return State.ON_HOLD
    if facts.status is Lifecycle.EMBEDDING:
        return State.EMBEDDING
    if not facts.open_count:
        return State.ALL_DELIVERED if facts.delivered_count else State.NO_MILESTONE
    far_off = days_to_next is not None and days_to_next > HORIZON_DAYS
    if far_off and not facts.overdue_count and not facts.undated_count:
        return State.OUTSIDE_EVIDENCE
    return State.ASSESSED


def read(days_late: int, missed_count: int, days_silent: int, days_to_next: int | None) -> Values:
    """Turn days and counts into factors. Lateness above zero leaves no runway."""
    no_runway = days_late > 0 or days_to_next is None
    return Values(
        lateness=1 - 2.0 ** (-days_late / LATENESS_HALF_LIFE_DAYS),
        misses=1 - 2.0 ** (-missed_count / MISSES_HALF_LIFE),
        silence=1 - 2.0 ** (-days_silent / SILENCE_HALF_LIFE_DAYS),
        runway=1.0 if no_runway else min((days_to_next or 0) / HORIZON_DAYS, 1.0),
    )


def probability_of(values: Values) -> float:
    """Combine the factors by noisy-or, to four decimals: more would pretend to knowledge."""
    return round(
        1
        - (1 - BASE_WEIGHT)
        * (1 - LATENESS_WEIGHT * values.lateness)
        * (1 - MISSES_WEIGHT * values.misses)
        * (1 - SILENCE_WEIGHT * values.silence)
        * (1 - RUNWAY_WEIGHT * values.runway),
        4,
    )


def level_of(probability: float) -> Level:
    """Name a probability. From HIGH on, precision was .81 in the back-test."""
    if probability < 0.3:
        return Level.LOW
    if probability < 0.6:
        return Level.WATCH
    if probability < 0.8:
        return Level.HIGH
    return Level.CRITICAL


def explain(
    facts: Facts, values: Values, days_late: int, days_silent: int, days_to_next: int | None
) -> tuple[Reason, ...]:
    """Give each factor its share and its sentence, largest share first."""
    oldest, coming = facts.oldest_overdue, facts.next
    oldest_id = oldest.id if oldest else None
    pressing = oldest_id if oldest else coming.id if coming else None
    ahead = None if oldest else days_to_next
    shares = shares_of(
        LATENESS_WEIGHT * values.lateness,
        MISSES_WEIGHT * values.misses,
        SILENCE_WEIGHT * values.silence,
        RUNWAY_WEIGHT * values.runway,
        BASE_WEIGHT,
    )
    reasons = [
        Reason(
            Factor.LATENESS,
            round(values.lateness, 4),
            LATENESS_WEIGHT,
            shares[0],
            lateness_sentence(oldest, days_late),
            oldest_id,
            days_late,
        ),
        Reason(
            Factor.MISSES,
            round(values.misses, 4),
            MISSES_WEIGHT,
            shares[1],
            misses_sentence(facts.missed_count),
        ),
        Reason(
            Factor.SILENCE,
            round(values.silence, 4),
            SILENCE_WEIGHT,
            shares[2],
            silence_sentence(facts.last_activity_on, days_silent),
            None,
            days_silent,
        ),
        Reason(
            Factor.RUNWAY,
            round(values.runway, 4),
            RUNWAY_WEIGHT,
            shares[3],
            runway_sentence(oldest, coming, days_to_next),
            pressing,
            ahead,
        ),
        Reason(Factor.BASE, 1.0, BASE_WEIGHT, shares[4], BASE_SENTENCE),
    ]
    reasons.sort(key=largest_share_first)
    return tuple(reasons)


def largest_share_first(reason: Reason) -> float:
    return -reason.share


def shares_of(*weighted: float) -> tuple[float, ...]:
    """Share 1 out in proportion to -ln(1 - w), in steps of .0001 that add up to 1 exactly.

    Sums are rounded rather than shares: rounding each on its own would lose or gain a step.
    """
    parts = [-log(1 - value) for value in weighted]
    total = sum(parts)
    shares, taken, reached = [], 0, 0.0
    for part in parts[:-1]:
        reached += part
        step = round(10_000 * reached / total)
        shares.append((step - taken) / 10_000)
        taken = step
    shares.append((10_000 - taken) / 10_000)
    return tuple(shares)


BASE_SENTENCE: Final = "Any change effort can stall: the rule starts from 5 %."
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def lateness_sentence(oldest: MilestoneInView | None, days_late: int) -> str:
    if oldest is None:
        return "No milestone is overdue."
    late = "1 day" if days_late == 1 else f"{days_late} days"
    return f"“{oldest.title}” is {late} late: it was due on {written(oldest.due_on)}."


def misses_sentence(missed_count: int) -> str:
    if missed_count == 0:
        return "No promised date has been missed."
    if missed_count == 1:
        return "1 promised date has passed undelivered; a new date does not clear it."
    return f"{missed_count} promised dates have passed undelivered; new dates do not clear them."


def silence_sentence(last_activity_on: date, days_silent: int) -> str:
    if days_silent == 0:
        return "There was a sign of life today."
    silent = "1 day" if days_silent == 1 else f"{days_silent} days"
    return f"No sign of life for {silent}: the last was on {written(last_activity_on)}."


def runway_sentence(
    oldest: MilestoneInView | None, coming: MilestoneInView | None, days_to_next: int | None
) -> str:
    if oldest is not None:
        return f"“{oldest.title}” should have come first, so no date ahead can be relied on."
    if coming is None:
        return "No open milestone has a date."
    if days_to_next == 0:
        return f"The next milestone, “{coming.title}”, is due today."
    ahead = "tomorrow" if days_to_next == 1 else f"in {days_to_next} days"
    return f"The next milestone, “{coming.title}”, is due {ahead}, on {written(coming.due_on)}."


def written(day: date) -> str:
    """Write a day as people do, such as 3 March 2024."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
