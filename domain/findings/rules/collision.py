"""Collision: several initiatives change one touchpoint at the same time."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from domain.findings.facts import Pull, TouchpointInView
from domain.findings.rule import (
    Evidence,
    EvidenceFact,
    Found,
    Limits,
    Rule,
    Severity,
    Subject,
    SubjectType,
)
from domain.portfolio.initiative import Lifecycle
from domain.risk.stall_risk import written

SHOWN = 5


class Window(NamedTuple):
    """A time in which several initiatives work at once; `until` is None when no end is known."""

    since: date
    until: date | None


def find(touchpoint: TouchpointInView, limits: Limits, today: date) -> Iterator[Found]:
    at_work = [
        pull
        for pull in touchpoint.pulls
        if pull.status is Lifecycle.IN_PROGRESS and pull.started_on is not None
    ]
    window = shared(at_work, limits["initiatives"], today)
    if window is None:
        return
    lasting = window.until is None or (window.until - window.since).days + 1 >= limits["days"]
    if not lasting:
        return
    ends = "" if window.until is None else f" until {written(window.until)}"
    yield Found(
        subject=Subject(SubjectType.TOUCHPOINT, touchpoint.id),
        since=window.since,
        sentence=(
            f"{len(at_work)} initiatives change it at the same time, at least "
            f"{limits['initiatives']} of them from {written(window.since)}{ends}."
        ),
        evidence=(
            Evidence(
                EvidenceFact.CONCURRENT_CHANGES,
                number=len(at_work),
                day=window.since,
                until=window.until,
            ),
            *(
                Evidence(
                    EvidenceFact.CHANGED_BY,
                    number=pull.strength,
                    day=pull.started_on,
                    until=end_of(pull, today),
                    word=pull.direction.value,
                    initiative_id=pull.initiative_id,
                )
                for pull in at_work[:SHOWN]
            ),
        ),
        involves=frozenset(pull.initiative_id for pull in at_work),
    )


def end_of(pull: Pull, today: date) -> date | None:
    """Return when the work should end; None when no end is known, or the target has passed."""
    target_on = pull.target_on
    return target_on if target_on is not None and target_on >= today else None


def shared(at_work: Sequence[Pull], fewest: int, today: date) -> Window | None:
    """Return the time that at least `fewest` share without a break, today in it; None if none do.

    All of them are at work today, so those that began first and end last share the longest time.
    """
    if len(at_work) < fewest:
        return None
    starts = sorted(pull.started_on for pull in at_work if pull.started_on is not None)
    ends = sorted((end_of(pull, today) or date.max for pull in at_work), reverse=True)
    until = ends[fewest - 1]
    return Window(starts[fewest - 1], None if until == date.max else until)


RULE = Rule(
    "COLLISION",
    TouchpointInView,
    Severity.WARNING,
    "Several initiatives in progress change one touchpoint in the same window of time.",
    find,
)
