"""Undated work: promises that nobody has given a day."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.findings.facts import AT_WORK, InitiativeInView
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
    if initiative.status not in AT_WORK:
        return
    for milestone in initiative.milestones:
        date_until = milestone.dated_on + timedelta(days=limits["days"])
        if milestone.due_on is None and today > date_until:
            yield Found(
                subject=Subject(SubjectType.MILESTONE, milestone.id),
                initiative_id=initiative.id,
                since=date_until + timedelta(days=1),
                sentence=f"It has been open without a date since {written(milestone.dated_on)}.",
                evidence=(Evidence(EvidenceFact.UNDATED, day=milestone.dated_on),),
            )


RULE = Rule(
    "UNDATED_WORK",
    InitiativeInView,
    Severity.WARNING,
    "An open milestone has no date.",
    find,
)
