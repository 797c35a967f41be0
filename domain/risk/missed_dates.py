"""Missed dates: which promised dates passed undelivered. No new date ever clears one."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple


class Promise(NamedTuple):
    """On the day `on`, the date in force of a milestone became `due_on` (None: withdrawn)."""

    on: date
    due_on: date | None


def missed_dates(
    promises: Sequence[Promise], *, ended_on: date | None, day: date
) -> tuple[date, ...]:
    """Return the promised dates of one milestone that had passed undelivered by `day`, in order.

    A date is missed at the end of its day: it stood when that day ended, and the milestone was
    neither delivered nor dropped (`ended_on`) by then. A date that was already past when it was
    promised (it happens in imported histories) is missed at the end of the day of that promise.
    Of several promises made on one day the last in the sequence stands. A date missed twice counts
    once. Nothing recorded later lowers the number, except a delivery dated back to before the date.
    """
    missed: set[date] = set()
    in_order = sorted(promises, key=promised_on)
    # From the last promise back: `until` is the first day on which a promise stood no longer.
    until = day if ended_on is None or day < ended_on else ended_on
    for on, due_on in reversed(in_order):
        if on < until:
            if due_on is not None and due_on < until:
                missed.add(due_on)
            until = on
    return tuple(sorted(missed))


def promised_on(promise: Promise) -> date:
    return promise.on
