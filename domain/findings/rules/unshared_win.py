"""Unshared win: something was won, and nobody was told."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.findings.facts import InitiativeInView
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
from domain.risk.stall_risk import written


def find(initiative: InitiativeInView, limits: Limits, today: date) -> Iterator[Found]:
    for win in initiative.wins:
        tell_until = win.achieved_on + timedelta(days=limits["days"])
        if not win.shared and today > tell_until:
            yield Found(
                subject=Subject(SubjectType.SHORT_TERM_WIN, win.id),
                initiative_id=initiative.id,
                since=tell_until + timedelta(days=1),
                sentence=f"It was won on {written(win.achieved_on)}, and nobody has been told.",
                evidence=(Evidence(EvidenceFact.ACHIEVED, day=win.achieved_on),),
            )


RULE = Rule(
    "UNSHARED_WIN",
    InitiativeInView,
    Severity.INFO,
    "A short-term win has not been shared with anyone.",
    find,
)
