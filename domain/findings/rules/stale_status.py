"""Stale status: what the owner said last is too old to tell anything."""

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
    said_on = initiative.reported_on
    fresh_until = (said_on or initiative.begun_on) + timedelta(days=limits["days"])
    if initiative.status is not Lifecycle.IN_PROGRESS or today <= fresh_until:
        return
    if said_on is None:
        sentence = f"Its owner has said nothing since work began on {written(initiative.begun_on)}."
        evidence = Evidence(EvidenceFact.NEVER_SAID, day=initiative.begun_on)
    else:
        sentence = f"Its owner has said nothing since {written(said_on)}."
        word = None if initiative.reported_status is None else initiative.reported_status.value
        evidence = Evidence(EvidenceFact.LAST_SAID, day=said_on, word=word)
    yield Found(
        subject=Subject(SubjectType.INITIATIVE, initiative.id),
        initiative_id=initiative.id,
        since=fresh_until + timedelta(days=1),
        sentence=sentence,
        evidence=(evidence,),
    )


RULE = Rule(
    "STALE_STATUS",
    InitiativeInView,
    Severity.WARNING,
    "Work goes on and its owner has not said for long how it stands.",
    find,
)
