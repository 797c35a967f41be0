"""Which milestone is a later stage of which: found out from the histories, never from the names.

Delivering a later stage delivers the earlier ones. A file does not say which is later, so its
initiatives vote on every two milestones that one of them has both of: the one whose first promised
date is earlier comes first (without dates, the one that was planned on an earlier day), and once
more by the days of delivery, where both were delivered. Four votes in five make an order. Where the
votes are divided the milestones run beside each other, where there are none nothing is known; in
both cases delivering one says nothing about the other.

The order is a property of the plan's form, not of an outcome, so the whole file may speak for it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import Final

from integrations.backtest.histories import History

AGREEMENT: Final = 0.8
Later = Mapping[str, frozenset[str]]


def later_stages(histories: Iterable[History]) -> Later:
    """Return, for each milestone, those whose delivery delivers it too."""
    votes: Counter[tuple[str, str]] = Counter()
    for history in histories:
        votes.update(votes_of(history))
    later: dict[str, set[str]] = defaultdict(set)
    for (first, second), agreed in votes.items():
        if agreed >= AGREEMENT * (agreed + votes[second, first]):
            later[first].add(second)
    return {name: frozenset(stages) for name, stages in later.items()}


def votes_of(history: History) -> Iterator[tuple[str, str]]:
    """Yield (earlier, later) for every two milestones that one history can order."""
    planned = {name: promises[0].on for name, promises in history.promises.items()}
    dated = {
        name: first
        for name, promises in history.promises.items()
        if (first := next((one.due_on for one in promises if one.due_on), None))
    }
    for one, other in combinations(sorted({*planned, *history.delivered}), 2):
        plans = dated if one in dated and other in dated else planned
        for days in (plans, history.delivered):
            yield from vote(days, one, other)


def vote(days: Mapping[str, date], one: str, other: str) -> Iterator[tuple[str, str]]:
    if one in days and other in days and days[one] != days[other]:
        yield (one, other) if days[one] < days[other] else (other, one)


def ladder(later: Later) -> tuple[str, ...]:
    """Return the milestones from the first stage to the last if they form one ladder, else ()."""
    names = sorted({*later, *(name for names in later.values() for name in names)})
    names.sort(key=lambda name: -len(later.get(name, ())))
    whole = all(
        second in later.get(first, ()) and first not in later.get(second, ())
        for first, second in combinations(names, 2)
    )
    return tuple(names) if whole else ()
