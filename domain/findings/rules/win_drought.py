"""Win drought: nothing visible has been won for too long."""

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
from domain.portfolio.initiative import Lifecycle
from domain.risk.stall_risk import written


def find(initiative: InitiativeInView, limits: Limits, today: date) -> Iterator[Found]:
    last = initiative.last_win_on
    # A win from before the work began is none of this work.
    counted_from = max(last or initiative.begun_on, initiative.begun_on)
    patient_until = counted_from + timedelta(days=limits["days"])
    if initiative.status is not Lifecycle.IN_PROGRESS or today <= patient_until:
        return
    if last is None:
        sentence = f"Nothing has been won since work began on {written(initiative.begun_on)}."
        evidence = Evidence(EvidenceFact.NO_WIN, day=initiative.begun_on)
    else:
        sentence = f"Nothing has been won since {written(last)}."
        evidence = Evidence(EvidenceFact.LAST_WIN, day=last)
    yield Found(
        subject=Subject(SubjectType.INITIATIVE, initiative.id),
        initiative_id=initiative.id,
        since=patient_until + timedelta(days=1),
        sentence=sentence,
        evidence=(evidence,),
    )


RULE = Rule(
    "WIN_DROUGHT",
    InitiativeInView,
    Severity.WARNING,
    "Work has brought no short-term win for long.",
    find,
)
