"""What is asked (light page, canonical page, single initiative), and when two answers agree.

Each target asks in its own words (names differ, PostGraphile's most of all) for the same fields;
the answers are brought into one form and must then be equal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

PAGE_SIZE = 50

LIGHT = """
  id title status
  owner { name department { name } }
  milestones { title dueOn completedOn }
  shortTermWins { title achievedOn }
  effects { touchpoint { name } }
  stallRisk { probability level }
"""
CANONICAL = """
  id title status priority startedOn targetOn caseForChange
  owner { id name department { id name } }
  sponsor { id name }
  milestones { id title dueOn firstDueOn completedOn missedCount owner { id name } }
  shortTermWins { id title achievedOn shared }
  effects { direction strength touchpoint { id name stage { name journey { name } } } }
  stallRisk {
    probability level rule computedOn
    reasons { factor value weight share sentence }
  }
"""

POSTGRAPHILE_LIGHT = """
  id: rowId title status
  owner: personByOrganisationIdAndOwnerId {
    name department: departmentByOrganisationIdAndDepartmentId { name }
  }
  milestones: milestonesByOrganisationIdAndInitiativeIdList(orderBy: [DUE_KEY_ASC, ROW_ID_ASC]) {
    title dueOn completedOn
  }
  shortTermWins: shortTermWinsByOrganisationIdAndInitiativeIdList(
    orderBy: [ACHIEVED_ON_ASC, ROW_ID_ASC]
  ) { title achievedOn }
  effects: effectsByOrganisationIdAndInitiativeIdList(orderBy: [ROW_ID_ASC]) {
    touchpoint: touchpointByOrganisationIdAndTouchpointId { name }
  }
  stallRisk: stallRiskCurrentByOrganisationIdAndInitiativeId { probability level }
"""
# `reasons` is a JSON column there: it comes whole, which is also the least work.
POSTGRAPHILE_CANONICAL = """
  id: rowId title status priority startedOn targetOn caseForChange
  owner: personByOrganisationIdAndOwnerId {
    id: rowId name department: departmentByOrganisationIdAndDepartmentId { id: rowId name }
  }
  sponsor: personByOrganisationIdAndSponsorId { id: rowId name }
  milestones: milestonesByOrganisationIdAndInitiativeIdList(orderBy: [DUE_KEY_ASC, ROW_ID_ASC]) {
    id: rowId title dueOn firstDueOn completedOn missedCount
    owner: personByOrganisationIdAndOwnerId { id: rowId name }
  }
  shortTermWins: shortTermWinsByOrganisationIdAndInitiativeIdList(
    orderBy: [ACHIEVED_ON_ASC, ROW_ID_ASC]
  ) { id: rowId title achievedOn shared }
  effects: effectsByOrganisationIdAndInitiativeIdList(orderBy: [ROW_ID_ASC]) {
    direction strength
    touchpoint: touchpointByOrganisationIdAndTouchpointId {
      id: rowId name
      stage: stageByOrganisationIdAndStageId {
        name journey: journeyByOrganisationIdAndJourneyId { name }
      }
    }
  }
  stallRisk: stallRiskCurrentByOrganisationIdAndInitiativeId {
    probability level rule computedOn reasons
  }
"""

PAGE_INFO = "pageInfo { hasNextPage endCursor }"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A question. A page is asked for after a cursor, a single initiative by its id."""

    name: str
    title: str
    fields: str
    postgraphile_fields: str
    rows: str  # the key the rows of a page stand under; empty for a single initiative

    @property
    def paged(self) -> bool:
        return bool(self.rows)

    def wrap(self, fields: str) -> str:
        """The selection below the root field."""
        if self.rows == "nodes":
            return f"nodes {{ {fields} }} {PAGE_INFO}"
        if self.rows == "edges":
            return f"edges {{ cursor node {{ {fields} }} }} {PAGE_INFO}"
        return fields


SCENARIOS = (
    Scenario("light_page", "light page of 50", LIGHT, POSTGRAPHILE_LIGHT, "nodes"),
    Scenario("canonical_page", "canonical page of 50", CANONICAL, POSTGRAPHILE_CANONICAL, "edges"),
    Scenario("initiative", "single initiative", CANONICAL, POSTGRAPHILE_CANONICAL, ""),
)

PREFIXED_ID = re.compile(r"[a-z_]+_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
IGNORED = {"cursor", "endCursor", "milestone_id", "days"}


def normalise(value: Any) -> Any:
    """The same data in one form: ids without a prefix, cursors and unasked keys left out."""
    if isinstance(value, dict):
        return {key: normalise(part) for key, part in value.items() if key not in IGNORED}
    if isinstance(value, list):
        return [normalise(part) for part in value]
    if isinstance(value, str) and (match := PREFIXED_ID.fullmatch(value)):
        return match[1]
    return value


def difference(expected: Any, found: Any, path: str = "$") -> str | None:
    """Where two normalised answers first differ, in words; None if they are equal."""
    if isinstance(expected, dict) and isinstance(found, dict):
        if expected.keys() != found.keys():
            return f"{path}: keys {sorted(expected)} against {sorted(found)}"
        pairs = [(f"{path}.{key}", expected[key], found[key]) for key in expected]
    elif isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            return f"{path}: {len(expected)} items against {len(found)}"
        pairs = [
            (f"{path}[{index}]", *both)
            for index, both in enumerate(zip(expected, found, strict=True))
        ]
    else:
        return None if expected == found else f"{path}: {expected!r} against {found!r}"
    return next(filter(None, (difference(a, b, where) for where, a, b in pairs)), None)
