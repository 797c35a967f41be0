"""The facts behind the stall risk, derived from the ledgers as they stood at the end of a day.

The same functions serve today, a past day and the back-test: whoever calls them hands in only what
had been recorded by then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.portfolio.initiative import Lifecycle
from domain.risk.missed_dates import Promise, missed_dates
from domain.risk.stall_risk import Facts, MilestoneInView, UndatedInView


@dataclass(frozen=True, slots=True)
class MilestoneLedger:
    """All that was ever promised for one milestone, and how it ended if it did."""

    id: UUID
    title: str
    promises: Sequence[Promise]
    completed_on: date | None = None
    dropped_on: date | None = None


class Standing(NamedTuple):
    """How one milestone stands at the end of a day."""

    id: UUID
    title: str
    due_on: date | None
    missed_count: int
    completed: bool
    dropped: bool


def state_on(ledger: MilestoneLedger, day: date) -> Standing:
    """Return how a milestone stood at the end of `day`; what happened later is left out."""
    completed = ledger.completed_on is not None and ledger.completed_on <= day
    dropped = ledger.dropped_on is not None and ledger.dropped_on <= day
    ended_on = ledger.completed_on if completed else ledger.dropped_on if dropped else None
    promises = ledger.promises
    return Standing(
        ledger.id,
        ledger.title,
        date_in_force(promises, day),
        len(missed_dates(promises, ended_on=ended_on, day=day)) if promises else 0,
        completed,
        dropped,
    )


def date_in_force(promises: Sequence[Promise], day: date) -> date | None:
    """Return the date that stood at the end of `day`: of several made on one day, the last."""
    made_on, due_on = date.min, None
    for promise in promises:
        if made_on <= promise.on <= day:
            made_on, due_on = promise
    return due_on


def facts_of(
    status: Lifecycle, milestones: Iterable[MilestoneLedger], activities: Iterable[date], day: date
) -> Facts:
    """Derive the facts of one initiative at the end of `day` from its ledgers.

    `activities` are the days of its signs of life, its creation among them; without any that day
    or before, silence counts from `day`.
    """
    lived = max((on for on in activities if on <= day), default=day)
    return facts_from(status, lived, [state_on(ledger, day) for ledger in milestones], day)


def facts_from(
    status: Lifecycle, last_activity_on: date, milestones: Iterable[Standing], day: date
) -> Facts:
    """Sum the standings of an initiative's milestones up.

    A date is missed at the end of its day, so a milestone due on `day` itself still lies ahead. Of
    milestones due on one day the lowest id is named, so that the answer never wavers.
    """
    missed = opened = overdue = undated = delivered = 0
    oldest: Standing | None = None
    second: Standing | None = None
    coming: Standing | None = None
    undated_one: Standing | None = None
    for milestone in milestones:
        missed += milestone.missed_count
        if milestone.completed:
            delivered += 1
            continue
        if milestone.dropped:
            continue
        opened += 1
        if milestone.due_on is None:
            undated += 1
            if undated_one is None or milestone.id.int < undated_one.id.int:
                undated_one = milestone
        elif milestone.due_on < day:
            overdue += 1
            first = earlier(oldest, milestone)
            later = oldest if first is milestone else milestone
            oldest, second = first, second if later is None else earlier(second, later)
        else:
            coming = earlier(coming, milestone)
    return Facts(
        status=status,
        last_activity_on=last_activity_on,
        missed_count=missed,
        open_count=opened,
        overdue_count=overdue,
        undated_count=undated,
        delivered_count=delivered,
        oldest_overdue=in_view(oldest),
        next=in_view(coming),
        second_overdue=in_view(second),
        undated=UndatedInView(undated_one.id, undated_one.title) if undated_one else None,
    )


def earlier(one: Standing | None, other: Standing) -> Standing:
    if one is None or one.due_on is None or other.due_on is None:
        return other
    return one if (one.due_on, one.id.int) <= (other.due_on, other.id.int) else other


def in_view(milestone: Standing | None) -> MilestoneInView | None:
    if milestone is None or milestone.due_on is None:
        return None
    return MilestoneInView(milestone.id, milestone.title, milestone.due_on)
