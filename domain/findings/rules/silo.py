"""Silo: one department changes the customer's journey alone."""

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


def find(initiative: InitiativeInView, limits: Limits, _today: date) -> Iterator[Found]:
    own = initiative.owner.department_id
    departments = sorted({*initiative.departments} | ({own} if own is not None else set()))
    if initiative.status not in AT_WORK or len(departments) >= limits["departments"]:
        return
    said = {0: "No department takes part in it.", 1: "One department works on it alone."}
    few = f"Only {len(departments)} departments take part in it."
    yield Found(
        subject=Subject(SubjectType.INITIATIVE, initiative.id),
        initiative_id=initiative.id,
        since=initiative.begun_on,
        sentence=said.get(len(departments), few),
        evidence=(
            Evidence(EvidenceFact.DEPARTMENTS, number=len(departments)),
            *(Evidence(EvidenceFact.DEPARTMENT, department_id=each) for each in departments),
        ),
    )


RULE = Rule(
    "SILO",
    InitiativeInView,
    Severity.INFO,
    "An initiative is carried by one department alone, or by none.",
    find,
)
