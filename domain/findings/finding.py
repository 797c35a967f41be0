"""Findings: what the facts show that nobody reported, and what people do about being told.

A finding shows for as long as its facts do. To acknowledge it says "we know", for a while; it goes
away only when the facts change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.core import fields
from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.core.problem import ProblemCode, refuse
from domain.core.unit_of_work import UnitOfWork
from domain.findings.rule import Severity, SubjectType
from domain.findings.rules import BY_NAME, RULES, RuleName
from domain.findings.thresholds import Threshold, limits, thresholds_of

LONGEST_ACKNOWLEDGEMENT_DAYS = 180


@dataclass(eq=False, kw_only=True)
class Finding:
    """What a rule shows of a subject, from the day it was first seen until it is gone.

    `archived_on` is the day on which it was gone, `last_seen_on` the last one on which it showed;
    both are None while it shows. Coming back later makes a new finding.
    """

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    rule: RuleName
    severity: Severity
    subject_type: SubjectType
    subject_id: UUID
    initiative_id: UUID | None = None
    milestone_id: UUID | None = None
    person_id: UUID | None = None
    touchpoint_id: UUID | None = None
    short_term_win_id: UUID | None = None
    since: date
    first_seen_on: date
    last_seen_on: date | None = None
    archived_on: date | None = None
    sentence: str
    evidence: list[dict[str, object]] = field(default_factory=list)
    acknowledged_by_id: UUID | None = None
    acknowledged_on: date | None = None
    acknowledged_until: date | None = None
    acknowledgement_note: str | None = None
    recorded_at: datetime
    version: int = 0


@dataclass(eq=False, kw_only=True)
class FindingRule:
    """A rule as it holds in an organisation: `thresholds` are written by `described`.

    `changed` when any of them is not at its default.
    """

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    rule: RuleName
    severity: Severity
    description: str
    thresholds: list[dict[str, object]] = field(default_factory=list)
    changed: bool = False
    position: int
    recorded_at: datetime
    version: int = 0


async def acknowledge(
    work: UnitOfWork, finding_id: UUID, until: date, note: str | None = None
) -> Finding:
    """Say that a finding is known, until a day; it goes on showing, marked as acknowledged."""
    finding = await showing(work, finding_id)
    last = work.today + timedelta(days=LONGEST_ACKNOWLEDGEMENT_DAYS)
    day: date = fields.check_one("until", fields.day, until)
    if not work.today <= day <= last:
        refuse(
            ProblemCode.OUT_OF_RANGE,
            f"{day} is not between today, {work.today}, and {last}.",
            "until",
            hint="An acknowledgement expires, so that somebody looks again.",
        )
    finding.acknowledgement_note = fields.check_one("note", fields.prose, note)
    finding.acknowledged_by_id = work.viewer.person_id
    finding.acknowledged_on = work.today
    finding.acknowledged_until = day
    work.record(EventKind.FINDING_ACKNOWLEDGED, finding, data={"rule": finding.rule, "until": day})
    return finding


async def unacknowledge(work: UnitOfWork, finding_id: UUID) -> Finding:
    """Take back that a finding is known."""
    finding = await showing(work, finding_id)
    if finding.acknowledged_until is None:
        refuse(ProblemCode.NOTHING_CHANGES, "This finding is not acknowledged.", "id")
    finding.acknowledged_by_id = finding.acknowledged_on = finding.acknowledged_until = None
    finding.acknowledgement_note = None
    work.record(EventKind.FINDING_UNACKNOWLEDGED, finding, data={"rule": finding.rule})
    return finding


async def showing(work: UnitOfWork, finding_id: UUID) -> Finding:
    """Return a finding that shows; what is gone needs no acknowledgement."""
    finding = await work.get(Finding, finding_id, "id")
    if finding.archived_on is not None:
        refuse(
            ProblemCode.NOT_OPEN,
            f"This finding is gone since {finding.archived_on}: the facts have changed.",
            "id",
        )
    return finding


async def set_threshold(
    work: UnitOfWork, rule: RuleName, threshold: str, value: int | None = None
) -> FindingRule:
    """Set an organisation's own threshold, or with None the default. A sweep at once applies it."""
    present = {one.name: one for one in thresholds_of(rule)}
    declared = present.get(threshold)
    if declared is None:
        names = ", ".join(present) or "none"
        refuse(
            ProblemCode.NOT_FOUND,
            f"The rule {rule.value} has no such threshold.",
            "threshold",
            hint=f"It has: {names}.",
        )
    if value is not None:
        fields.check_one("value", fields.number(declared.least, declared.most), value)
    found = await rule_of(work, rule)
    own = {**own_values(found.thresholds), threshold: value}
    written = described(rule, own)
    if written != found.thresholds:
        found.thresholds = written
        found.changed = any(one["value"] != one["default_value"] for one in written)
        work.sweep_soon()
        # It is due besides, should what was asked for get lost.
        if work.organisation.swept_on is not None:
            yesterday = work.today - timedelta(days=1)
            work.organisation.swept_on = min(work.organisation.swept_on, yesterday)
        work.record(
            EventKind.FINDING_THRESHOLD_SET,
            found,
            data={"rule": rule, "value": value, "threshold": place_of(declared)},
        )
    return found


async def rule_of(work: UnitOfWork, rule: RuleName) -> FindingRule:
    """Return how a rule holds in the organisation; at its defaults if nothing is on record."""
    for found in await work.find(FindingRule, rule=rule.value):
        return found
    found = new_rule(rule.value, work.organisation.id, work.now)
    work.add(found)
    return found


def new_rule(name: str, organisation_id: UUID, now: datetime) -> FindingRule:
    """Make the record of a rule at its defaults."""
    rule = BY_NAME[name]
    return FindingRule(
        organisation_id=organisation_id,
        rule=RuleName(name),
        severity=rule.severity,
        description=rule.description,
        thresholds=described(name),
        position=[one.name for one in RULES].index(name) + 1,
        recorded_at=now,
    )


def own_values(thresholds: Sequence[Mapping[str, object]]) -> dict[str, int | None]:
    """Return the values that an organisation set itself, by name."""
    return {
        str(one["name"]): one["value"]
        for one in thresholds
        if one["value"] != one["default_value"] and isinstance(one["value"], int)
    }


def described(name: str, own: dict[str, int | None] | None = None) -> list[dict[str, object]]:
    """Return the thresholds of a rule as the record holds them, with the organisation's values."""
    given = [(name, key, value) for key, value in (own or {}).items() if value is not None]
    held = limits(given).get(name, {})
    return [
        {
            "name": threshold.name,
            "value": held[threshold.name],
            "default_value": threshold.default,
            "unit": threshold.unit,
            "lowest": threshold.least,
            "highest": threshold.most,
            "description": threshold.description,
        }
        for threshold in thresholds_of(name)
    ]


def place_of(threshold: Threshold) -> int:
    """Return the place of a threshold among those of its rule, from 1: the ledger holds no text."""
    return [one.name for one in thresholds_of(threshold.rule)].index(threshold.name) + 1
