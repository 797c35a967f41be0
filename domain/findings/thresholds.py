"""Every threshold of the findings, in one place; an organisation can set its own within bounds."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from domain.findings.rule import Limits


class Threshold(NamedTuple):
    """A number that a rule looks at, with the value that holds unless an organisation sets one."""

    rule: str
    name: str
    default: int
    unit: str
    least: int
    most: int
    description: str


THRESHOLDS = (
    Threshold(
        "STALE_STATUS", "days", 35, "days", 7, 365,
        "Without a status update for longer than this, what was said last is stale.",
    ),
    Threshold(
        "WIN_DROUGHT", "days", 120, "days", 14, 730,
        "Work without a short-term win for longer than this is a drought.",
    ),
    Threshold(
        "UNSHARED_WIN", "days", 14, "days", 1, 365,
        "A win that nobody was told of for longer than this counts as not shared.",
    ),
    Threshold(
        "WIN_WITHOUT_EVIDENCE", "days", 30, "days", 1, 365,
        "A win without a measure before and after for longer than this lacks evidence.",
    ),
    Threshold(
        "REPLANNED_SILENTLY", "moves", 2, "moves", 1, 10,
        "A date moved this often since it was first missed counts as moved again after a miss.",
    ),
    Threshold(
        "UNDATED_WORK", "days", 14, "days", 0, 365,
        "An open milestone may go without a date for this long.",
    ),
    Threshold(
        "DEPENDENCY_AT_RISK", "days", 0, "days", 0, 90,
        "What is waited for may come this much later than the milestone that waits.",
    ),
    Threshold(
        "OVERLOADED_OWNER", "milestones", 4, "milestones", 2, 100,
        "A person can carry this many open milestones at once.",
    ),
    Threshold(
        "OVERLOADED_OWNER", "ahead", 60, "days", 7, 365,
        "A milestone counts as carried when it is overdue or due within this time.",
    ),
    Threshold(
        "COLLISION", "initiatives", 3, "initiatives", 2, 20,
        "So many initiatives that change one touchpoint at the same time collide.",
    ),
    Threshold(
        "COLLISION", "days", 14, "days", 1, 365,
        "They collide when they share at least this time without a break.",
    ),
    Threshold(
        "CROSS_PURPOSE", "strength", 1, "strength", 1, 5,
        "Only effects of at least this strength (1 slight, 5 decisive) count as a pull.",
    ),
    Threshold(
        "SILO", "departments", 2, "departments", 2, 10,
        "An initiative in fewer departments than this (its owner's included) is a silo.",
    ),
)  # fmt: skip


def thresholds_of(rule: str) -> list[Threshold]:
    """Return the thresholds of a rule, in the order of their declaration."""
    return [threshold for threshold in THRESHOLDS if threshold.rule == rule]


def limits(own: Iterable[tuple[str, str, int]] = ()) -> Mapping[str, Limits]:
    """Return what holds, by rule and name: the defaults, and `own` as (rule, name, value)."""
    found: dict[str, dict[str, int]] = {}
    for threshold in THRESHOLDS:
        found.setdefault(threshold.rule, {})[threshold.name] = threshold.default
    for rule, name, value in own:
        if name in found.get(rule, {}):
            found[rule][name] = value
    return found
