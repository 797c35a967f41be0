"""Every rule of the findings. To add one, write its file and list it here."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from domain.findings.facts import InitiativeInView, PersonInView, TouchpointInView
from domain.findings.rule import Found, Limits, Rule
from domain.findings.rules import (
    collision,
    cross_purpose,
    dependency_at_risk,
    no_case_for_change,
    orphan,
    overloaded_owner,
    replanned_silently,
    silo,
    stale_status,
    undated_work,
    unshared_win,
    watermelon,
    win_drought,
    win_without_evidence,
)

RULES: tuple[Rule[Any], ...] = (
    watermelon.RULE,
    stale_status.RULE,
    orphan.RULE,
    win_drought.RULE,
    unshared_win.RULE,
    win_without_evidence.RULE,
    replanned_silently.RULE,
    undated_work.RULE,
    dependency_at_risk.RULE,
    overloaded_owner.RULE,
    collision.RULE,
    cross_purpose.RULE,
    silo.RULE,
    no_case_for_change.RULE,
)
if TYPE_CHECKING:

    class RuleName(StrEnum):
        """The name of a rule."""
else:
    RuleName = StrEnum("RuleName", {rule.name: rule.name for rule in RULES})

BY_NAME: Mapping[str, Rule[Any]] = {rule.name: rule for rule in RULES}
BY_VIEW: Mapping[type, tuple[Rule[Any], ...]] = {
    view: tuple(rule for rule in RULES if rule.of is view)
    for view in (InitiativeInView, PersonInView, TouchpointInView)
}
NONE: Limits = {}


def find(
    view: InitiativeInView | PersonInView | TouchpointInView,
    limits: Mapping[str, Limits],
    today: date,
) -> Iterator[tuple[Rule[Any], Found]]:
    """Yield what the rules show of one initiative, person or touchpoint today."""
    for rule in BY_VIEW[type(view)]:
        for found in rule.find(view, limits.get(rule.name, NONE), today):
            yield rule, found
