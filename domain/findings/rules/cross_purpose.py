"""Cross-purpose: initiatives pull one touchpoint in opposite directions."""

from collections.abc import Iterator
from datetime import date

from domain.findings.facts import TouchpointInView
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
from domain.portfolio.effect import Direction

SHOWN = 5


def find(touchpoint: TouchpointInView, limits: Limits, _today: date) -> Iterator[Found]:
    pulls = [pull for pull in touchpoint.pulls if pull.strength >= limits["strength"]]
    good = [pull for pull in pulls if pull.direction is Direction.STRENGTHENS]
    bad = [pull for pull in pulls if pull.direction is Direction.WEAKENS]
    if not good or not bad:
        return
    yield Found(
        subject=Subject(SubjectType.TOUCHPOINT, touchpoint.id),
        since=max(min(pull.said_on for pull in side) for side in (good, bad)),
        sentence=(
            f"{counted(len(good), 'initiative strengthens', 'initiatives strengthen')} the "
            f"customer's bond here while {counted(len(bad), 'weakens', 'weaken')} it."
        ),
        evidence=tuple(
            Evidence(fact, number=pull.strength, day=pull.said_on, initiative_id=pull.initiative_id)
            for fact, side in (
                (EvidenceFact.STRENGTHENS_IT, good),
                (EvidenceFact.WEAKENS_IT, bad),
            )
            for pull in side[:SHOWN]
        ),
        involves=frozenset(pull.initiative_id for pull in pulls),
    )


RULE = Rule(
    "CROSS_PURPOSE",
    TouchpointInView,
    Severity.CRITICAL,
    "Initiatives pull one touchpoint in opposite directions: one strengthens the customer's bond "
    "there, another weakens it.",
    find,
)
