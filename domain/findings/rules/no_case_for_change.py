"""No case for change: work that nobody has said the reason of."""

from collections.abc import Iterator
from datetime import date

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


def find(initiative: InitiativeInView, _limits: Limits, _today: date) -> Iterator[Found]:
    if initiative.status not in AT_WORK or initiative.has_case:
        return
    yield Found(
        subject=Subject(SubjectType.INITIATIVE, initiative.id),
        initiative_id=initiative.id,
        since=initiative.begun_on,
        sentence=(
            f"Since {written(initiative.begun_on)} nobody has written down why staying is not an "
            "option."
        ),
        evidence=(Evidence(EvidenceFact.NO_CASE_FOR_CHANGE, day=initiative.begun_on),),
    )


RULE = Rule(
    "NO_CASE_FOR_CHANGE",
    InitiativeInView,
    Severity.WARNING,
    "An initiative that somebody has committed to has no case for change.",
    find,
)
