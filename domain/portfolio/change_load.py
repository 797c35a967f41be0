"""Change load: how much is asked of a department, in all and month by month.

An initiative asks something of a department that takes part in it: with a role, through its owner,
or through an open milestone that one of its people promised.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from domain.portfolio.initiative import Lifecycle

# These ask something of people: it is planned, it is done, it becomes the way of working.
ASKING: Final = frozenset({Lifecycle.COMMITTED, Lifecycle.IN_PROGRESS, Lifecycle.EMBEDDING})
MONTHS: Final = 12
MONTHS_AT_MOST: Final = 24
MONTHS_A_YEAR: Final = 12


class Parts(NamedTuple):
    """Initiatives of which a department is a part, alike in all that counts.

    `last` is the first day of the month until which they ask something; None for an open end.
    """

    leads: bool
    solo: bool
    last: date | None
    number: int


class Promises(NamedTuple):
    """Open milestones that people of a department promised for one month; `due` None for none."""

    due: date | None
    overdue: bool
    number: int


@dataclass(frozen=True, slots=True)
class MonthLoad:
    """What one month, named by its first day, asks."""

    month: date
    initiative_count: int
    milestone_count: int


@dataclass(frozen=True, slots=True)
class ChangeLoad:
    """What is asked of a department."""

    leading_count: int
    participating_count: int
    solo_count: int
    open_count: int
    overdue_count: int
    undated_count: int
    months: Sequence[MonthLoad]


def change_load(
    parts: Sequence[Parts], promises: Sequence[Promises], today: date, months: int
) -> ChangeLoad:
    """Add up what is asked, from the month of `today` on for so many months.

    What should be over and is not goes on asking in the month of today, as does what is overdue.
    """
    first = today.replace(day=1)
    return ChangeLoad(
        leading_count=total(each.number for each in parts if each.leads),
        participating_count=total(each.number for each in parts),
        solo_count=total(each.number for each in parts if each.solo),
        open_count=total(each.number for each in promises),
        overdue_count=total(each.number for each in promises if each.overdue),
        undated_count=total(each.number for each in promises if each.due is None),
        months=[
            MonthLoad(
                month=month,
                initiative_count=total(
                    each.number
                    for each in parts
                    if each.last is None or max(each.last, first) >= month
                ),
                milestone_count=total(
                    each.number
                    for each in promises
                    if each.due is not None and max(each.due, first) == month
                ),
            )
            for month in months_from(first, months)
        ],
    )


def total(counts: Iterable[int]) -> int:
    return sum(counts)


def months_from(first: date, count: int) -> list[date]:
    """Return the first days of so many months."""
    passed = range(first.month - 1, first.month - 1 + count)
    return [
        date(first.year + each // MONTHS_A_YEAR, each % MONTHS_A_YEAR + 1, 1) for each in passed
    ]
