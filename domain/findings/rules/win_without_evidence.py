"""Win without evidence: claimed, and not measured before and after."""

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
        measure_until = win.achieved_on + timedelta(days=limits["days"])
        if not win.measured and today > measure_until:
            yield Found(
                subject=Subject(SubjectType.SHORT_TERM_WIN, win.id),
                initiative_id=initiative.id,
                since=measure_until + timedelta(days=1),
                sentence=(
                    f"It is said to have been won on {written(win.achieved_on)}, and no measure "
                    "before and after shows it."
                ),
                evidence=(Evidence(EvidenceFact.ACHIEVED, day=win.achieved_on),),
            )


RULE = Rule(
    "WIN_WITHOUT_EVIDENCE",
    InitiativeInView,
    Severity.INFO,
    "A short-term win has no measure with its values before and after.",
    find,
)
