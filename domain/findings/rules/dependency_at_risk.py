"""Dependency at risk: a milestone waits for another that is late, or promised for later."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.findings.facts import AT_WORK, InitiativeInView, Needed
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

SHOWN = 5


def find(initiative: InitiativeInView, limits: Limits, today: date) -> Iterator[Found]:
    if initiative.status not in AT_WORK:
        return
    for milestone in initiative.milestones:
        grace = timedelta(days=limits["days"])
        overdue = [one for one in milestone.needs if one.due_on and one.due_on + grace < today]
        later = [
            one
            for one in milestone.needs
            if one not in overdue
            and one.due_on is not None
            and milestone.due_on is not None
            and one.due_on > milestone.due_on + grace
        ]
        if not overdue and not later:
            continue
        said = []
        if overdue:
            said.append(f"{counted(len(overdue), 'milestone')} that should have been met")
        if later:
            said.append(f"{counted(len(later), 'milestone')} promised only for later")
        days = [day_after(one, grace) for one in overdue]
        days += [max(one.dated_on, milestone.dated_on) for one in later]
        evidence = [waited(EvidenceFact.BLOCKER_OVERDUE, one) for one in overdue]
        evidence += [waited(EvidenceFact.NEEDED_LATER, one) for one in later]
        yield Found(
            subject=Subject(SubjectType.MILESTONE, milestone.id),
            initiative_id=initiative.id,
            since=min(days),
            sentence=f"It waits for {' and '.join(said)}.",
            evidence=tuple(evidence[:SHOWN]),
            tells_of=frozenset(one.initiative_id for one in (*overdue, *later)) - {initiative.id},
        )


def day_after(needed: Needed, grace: timedelta) -> date:
    assert needed.due_on is not None
    return needed.due_on + grace + timedelta(days=1)


def waited(fact: EvidenceFact, needed: Needed) -> Evidence:
    return Evidence(fact, day=needed.due_on, milestone_id=needed.milestone_id)


RULE = Rule(
    "DEPENDENCY_AT_RISK",
    InitiativeInView,
    Severity.WARNING,
    "An open milestone waits for one that is overdue, or that is promised for later than itself.",
    find,
)
