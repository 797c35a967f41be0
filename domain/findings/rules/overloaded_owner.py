"""Overloaded owner: more promises at once than one person can keep."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.findings.facts import PersonInView
from domain.findings.rule import (
    Evidence,
    EvidenceFact,
    Found,
    Limits,
    Rule,
    Severity,
    Subject,
    SubjectType,
    counted,
)


def find(person: PersonInView, limits: Limits, today: date) -> Iterator[Found]:
    ahead = timedelta(days=limits["ahead"])
    carried = [load for load in person.loads if load.due_on <= today + ahead]
    if len(carried) <= limits["milestones"]:
        return
    taken_up = sorted(max(load.promised_on, load.due_on - ahead) for load in carried)
    first = min(carried, key=lambda load: (load.due_on, load.milestone_id.int))
    yield Found(
        subject=Subject(SubjectType.PERSON, person.id),
        person_id=person.id,
        since=taken_up[limits["milestones"]],
        sentence=(
            f"They carry {counted(len(carried), 'open milestone')} that are overdue or due within "
            f"{counted(limits['ahead'], 'day')}."
        ),
        evidence=(
            Evidence(EvidenceFact.OPEN_MILESTONES, number=len(carried)),
            Evidence(EvidenceFact.DUE_NEXT, day=first.due_on, milestone_id=first.milestone_id),
        ),
        tells_of=frozenset(load.initiative_id for load in carried),
    )


RULE = Rule(
    "OVERLOADED_OWNER",
    PersonInView,
    Severity.WARNING,
    "A person owns more open milestones at once than one can carry.",
    find,
)
