"""What a sweep tells: how far it is, and what it did."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class Progress(NamedTuple):
    """How far a sweep is with one organisation: `done` of `total` looked at, for one day."""

    organisation: str
    day: date
    work: str
    done: int
    total: int


Report = Callable[[Progress], None]


@dataclass(slots=True)
class Swept:
    """What a sweep did. `failed` holds the keys of organisations whose sweep broke off.

    `judged_first` counts the initiatives that had never been judged before.
    """

    organisations: int = 0
    judged: int = 0
    judged_first: int = 0
    changed_levels: int = 0
    raised_findings: int = 0
    gone_findings: int = 0
    longest_lock_seconds: float = 0.0
    failed: list[str] = field(default_factory=list)
