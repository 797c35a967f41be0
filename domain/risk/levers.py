"""Levers: what would lower the stall risk, found by running the rule on changed facts.

There are three, the one that takes the least effort first: a date takes a conversation, giving a
promise up takes a decision, delivering it takes the work itself.

A date and a promise given up have to change lateness or runway. What merely ends the silence, as a
status update would, is no lever unless it is progress itself: silence is a symptom. Nor is a new
date for what is overdue, which anybody can give without coming one step further.
"""

from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from domain.risk.stall_risk import (
    HORIZON_DAYS,
    LATENESS_HALF_LIFE_DAYS,
    Facts,
    Level,
    MilestoneInView,
    StallRisk,
    State,
    judge,
    level_of,
)

# Undated work is taken to get a date this near: what is promised for later hardly moves the runway.
DATED_WITHIN_DAYS: Final = 60
# What is late by the half-life of lateness or more may be dead: before that, it is only late.
STALE_AFTER_DAYS: Final = LATENESS_HALF_LIFE_DAYS

NOTHING_TO_READ: Final = {
    State.ALL_DELIVERED: "the rule would then read no risk, as every milestone is delivered.",
    State.OUTSIDE_EVIDENCE: (
        f"the rule would then read no probability, as the next date is more than {HORIZON_DAYS}"
        " days off, which lies outside the evidence."
    ),
}


class LeverKind(StrEnum):
    """What could be done, the least effort first."""

    DATE_UNDATED = "DATE_UNDATED"
    DROP_STALE = "DROP_STALE"
    DELIVER_OVERDUE = "DELIVER_OVERDUE"


class Lever(NamedTuple):
    """One thing to do today, and what the rule would then read.

    `milestone_id` is what it is about; None when several undated milestones are. `assumed_days` is
    within how many days a new date is taken to lie. Without a probability, `state` says why.
    """

    kind: LeverKind
    state: State
    probability: float | None
    level: Level | None
    sentence: str
    milestone_id: UUID | None = None
    assumed_days: int | None = None


def levers(facts: Facts, risk: StallRisk) -> tuple[Lever, ...]:
    """Return what would lower a stall risk that was read from these facts, least effort first.

    Only what a reader would see lower counts: by a whole percent at least. Delivering also counts
    when the rule would then have nothing to read; giving up does not, as an empty plan is no
    better plan.
    """
    if risk.probability is None:
        return ()
    found = (
        dated(facts, risk),
        dropped(facts, risk) if risk.days_late >= STALE_AFTER_DAYS else None,
        delivered(facts, risk) if risk.days_late else None,
    )
    return tuple(lever for lever in found if lever is not None)


def dated(facts: Facts, risk: StallRisk) -> Lever | None:
    """Give all undated milestones dates. While another one is overdue, no date can be relied on."""
    undated, coming, day = facts.undated, facts.next, risk.computed_on
    if undated is None or risk.days_late:
        return None
    due_on = day + timedelta(DATED_WITHIN_DAYS)
    if coming is not None and coming.due_on <= due_on:
        return None
    then = replace(
        facts,
        undated_count=0,
        undated=None,
        next=MilestoneInView(undated.id, undated.title, due_on),
        last_activity_on=day,
    )
    one = facts.undated_count == 1
    act = (
        f"Give “{undated.title}” a date within {DATED_WITHIN_DAYS} days"
        if one
        else f"Give the {facts.undated_count} undated milestones dates,"
        f" the first within {DATED_WITHIN_DAYS} days"
    )
    found = lever(LeverKind.DATE_UNDATED, act, then, risk, undated.id if one else None)
    return found and found._replace(assumed_days=DATED_WITHIN_DAYS)


def dropped(facts: Facts, risk: StallRisk) -> Lever | None:
    """Give the oldest overdue milestone up. The dates it missed stay missed."""
    oldest, second = facts.oldest_overdue, facts.second_overdue
    if oldest is None or facts.open_count == 1:
        return None
    if second is not None and second.due_on == oldest.due_on:
        return None
    act = f"Drop “{oldest.title}”, if nobody is going to deliver it"
    then = without_oldest(facts, risk.computed_on, delivered=False)
    return lever(LeverKind.DROP_STALE, act, then, risk, oldest.id)


def delivered(facts: Facts, risk: StallRisk) -> Lever | None:
    """Deliver the oldest overdue milestone. The dates it missed stay missed."""
    oldest = facts.oldest_overdue
    if oldest is None:
        return None
    then = without_oldest(facts, risk.computed_on, delivered=True)
    return lever(LeverKind.DELIVER_OVERDUE, f"Deliver “{oldest.title}”", then, risk, oldest.id)


def without_oldest(facts: Facts, day: date, *, delivered: bool) -> Facts:
    return replace(
        facts,
        open_count=facts.open_count - 1,
        overdue_count=facts.overdue_count - 1,
        delivered_count=facts.delivered_count + delivered,
        oldest_overdue=facts.second_overdue,
        second_overdue=None,
        last_activity_on=day,
    )


def lever(
    kind: LeverKind, act: str, then: Facts, risk: StallRisk, milestone_id: UUID | None
) -> Lever | None:
    """Return an act with what the rule would then read, or None if it would read no less."""
    state, probability = judge(then, risk.computed_on)
    if probability is None:
        if kind is not LeverKind.DELIVER_OVERDUE:
            return None
        sentence = f"{act}: {NOTHING_TO_READ[state]}"
        return Lever(kind, state, None, None, sentence, milestone_id)
    read, now = percent(probability), percent(risk.probability or 0)
    if read >= now:
        return None
    sentence = f"{act}: the rule would then read {read} % instead of {now} %."
    return Lever(kind, state, probability, level_of(probability), sentence, milestone_id)


def percent(probability: float) -> int:
    return round(100 * probability)
