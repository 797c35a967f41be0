"""Watermelon: green outside, red inside."""

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
from domain.portfolio.status_update import ReportedStatus
from domain.risk.stall_risk import Level, written

RED = frozenset({Level.HIGH, Level.CRITICAL})


def find(initiative: InitiativeInView, _limits: Limits, _today: date) -> Iterator[Found]:
    said_on, level = initiative.reported_on, initiative.level
    if (
        initiative.status not in AT_WORK
        or initiative.reported_status is not ReportedStatus.ON_TRACK
        or said_on is None
        or level not in RED
        or level is None
    ):
        return
    evidence = [
        Evidence(EvidenceFact.SAID, day=said_on, word=initiative.reported_status.value),
        Evidence(EvidenceFact.RISK_LEVEL, word=level.value),
    ]
    since, overdue_on = said_on, initiative.oldest_overdue_on
    if overdue_on is not None:
        since = max(said_on, overdue_on + timedelta(days=1))
        evidence.append(
            Evidence(
                EvidenceFact.OLDEST_OVERDUE,
                day=overdue_on,
                milestone_id=initiative.oldest_overdue_id,
            )
        )
    yield Found(
        subject=Subject(SubjectType.INITIATIVE, initiative.id),
        initiative_id=initiative.id,
        since=since,
        sentence=(
            f"On {written(said_on)} its owner said that it is on track; "
            f"the facts show a {level.value.lower()} risk of stalling."
        ),
        evidence=tuple(evidence),
    )


RULE = Rule(
    "WATERMELON",
    InitiativeInView,
    Severity.CRITICAL,
    "The owner says that all is on track while the facts show a high or critical stall risk.",
    find,
)
