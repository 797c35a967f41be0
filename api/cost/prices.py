"""What each part of an answer costs, in tenths of a point.

A point is about what one object costs to read and to send: 0.6 µs of PostgreSQL's time and 65
bytes. Lists that can't be paged are priced at the size they usually have, so that what is cheap in
most organisations passes in all.
"""

from collections.abc import Mapping
from typing import Final

TENTHS: Final = 10

# At most, of one request.
LIMIT_POINTS: Final = 20_000

SCALAR: Final = 1
OBJECT: Final = 10
# Counting reads up to 10,000 rows at the root, and a parent's few rows elsewhere.
ROOT_COUNT: Final = 100
NESTED_COUNT: Final = 10
CONDITION: Final = 10
CONDITION_THROUGH_RELATION: Final = 50
CHANGE: Final = 100
# Every kind of thing is looked for at every distance, through its index.
SEARCH: Final = 1_000
# The whole schema takes 50 ms to tell, a type a few.
INTROSPECTION: Final[Mapping[str, int]] = {"__schema": 40_000, "__type": 4_000}

# Events behind a revision that is followed closely, or rows that they name.
HAPPENED: Final = 10

# How many rows a plain list usually holds; for the root fields, at most.
EXPECTED: Final[Mapping[str, int]] = {
    "AccessToken.scopes": 3,
    "Changes.findings": 20,
    "Changes.levels": 20,
    "Changes.met": 20,
    "Changes.promised": 20,
    "Changes.slipped": 20,
    "Changes.wins": 20,
    "Finding.evidence": 3,
    "FindingRule.thresholds": 2,
    "Initiative.assessments": 2,
    "Initiative.effects": 4,
    "Initiative.findings": 3,
    "Initiative.lifecycleMoves": 5,
    "Initiative.milestones": 8,
    "Initiative.objectives": 2,
    "Initiative.participations": 4,
    "Initiative.shortTermWins": 3,
    "Journey.stages": 6,
    "Milestone.dependsOn": 2,
    "Milestone.findings": 2,
    "Milestone.neededBy": 2,
    "Milestone.promises": 3,
    "Milestone.replans": 3,
    "Objective.initiatives": 5,
    "Organisation.findingRules": 14,
    "Person.findings": 3,
    "Query.slipTotals": 100,
    "Review.actions": 5,
    "Review.decisions": 3,
    "Review.findings": 20,
    "Review.met": 20,
    "Review.moved": 20,
    "Review.promised": 20,
    "Review.slipped": 20,
    "Review.wins": 20,
    "ReviewEntry.reasons": 4,
    "ShortTermWin.dueTo": 2,
    "ShortTermWin.findings": 2,
    "ShortTermWin.shares": 3,
    "Stage.touchpoints": 5,
    "StallRisk.levers": 3,
    "StallRisk.reasons": 4,
    "Touchpoint.effects": 6,
    "Touchpoint.findings": 2,
    "SinceLastVisit.changed": 100,
    "SinceLastVisit.risksDecreased": 10,
    "SinceLastVisit.milestonesMet": 10,
    "SinceLastVisit.risksIncreased": 10,
    "SinceLastVisit.slipped": 10,
    "SinceLastVisit.winsLogged": 10,
    "Viewer.memberships": 3,
}

# By computed field: the list in it whose size an argument says, and its size without that.
SIZED_BY_ARGUMENT: Final[Mapping[str, tuple[tuple[str, str, int], ...]]] = {
    "Department.changeLoad": (("months", "months", 12),),
    "Query.portfolio": (("entries", "first", 1_000),),
}
# Lists of the days between two arguments, both included.
SIZED_BY_DAYS: Final = frozenset({"Initiative.stallRiskHistory", "Query.portfolioHistory"})

# What it takes to compute a field at all, whatever is asked of it. Rebuilding a past day gathers
# the facts of the whole portfolio, 0.1 s for 1,000 initiatives, and would be worth far more; but
# all of such a portfolio must be had by one request.
COMPUTING: Final[Mapping[str, int]] = {
    "Department.changeLoad": 500,
    "Initiative.stallRisk": 50,
    "Query.changesBetween": 20_000,
    "Query.portfolio": 20_000,
    "Query.portfolioHistory": 500,
    "Query.slipTotals": 1_000,
    "Review.levels": 500,
    "Review.levelsBefore": 500,
    "Viewer.sinceLastVisit": 500,
    "Viewer.memberships": 20,
}

# A document that is refused costs a point, and another for each of so many characters.
REFUSED_CHARACTERS: Final = 100
