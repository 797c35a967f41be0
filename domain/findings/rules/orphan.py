"""Orphan: nobody who is still there answers for it, or nobody backs it."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from domain.findings.facts import LIVING, InitiativeInView, Seat
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


def find(initiative: InitiativeInView, _limits: Limits, today: date) -> Iterator[Found]:
    owner, sponsor, begun_on = initiative.owner, initiative.sponsor, initiative.begun_on
    if initiative.status not in LIVING:
        return
    said: list[str] = []
    days: list[date] = []
    evidence: list[Evidence] = []
    for seat, name, missing, gone in (
        (owner, "owner", EvidenceFact.OWNER_MISSING, EvidenceFact.OWNER_GONE),
        (sponsor, "sponsor", EvidenceFact.SPONSOR_MISSING, EvidenceFact.SPONSOR_GONE),
    ):
        if not seat.vacant(today):
            continue
        if seat.person_id is None or seat.gone_on is None:
            said.append(f"it has no {name}")
            evidence.append(Evidence(missing, day=begun_on))
            days.append(begun_on)
        else:
            said.append(f"its {name} has been gone since {written(seat.gone_on)}")
            evidence.append(Evidence(gone, day=seat.gone_on, person_id=seat.person_id))
            days.append(max(seat.gone_on, begun_on))
    if not evidence:
        return
    sentence = " and ".join(said)
    yield Found(
        subject=Subject(SubjectType.INITIATIVE, initiative.id),
        initiative_id=initiative.id,
        person_id=gone_person(owner, today) or gone_person(sponsor, today),
        since=min(days),
        sentence=f"{sentence[0].upper()}{sentence[1:]}.",
        evidence=tuple(evidence),
        severity=Severity.CRITICAL if owner.vacant(today) else Severity.WARNING,
    )


def gone_person(seat: Seat, today: date) -> UUID | None:
    return seat.person_id if seat.left(today) else None


RULE = Rule(
    "ORPHAN",
    InitiativeInView,
    Severity.CRITICAL,
    "The owner or the sponsor of an initiative is gone, or there never was one. A missing sponsor "
    "alone is a warning.",
    find,
)
