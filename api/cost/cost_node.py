"""The parts of an answer, each with what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Counts = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows there are of something: a number, or the place of one among the counts.

    `argument` is what the client makes it smaller by; without it, it can't.
    """

    rows: int = 1
    counted: int | None = None
    argument: str | None = None

    def given(self, counts: Counts) -> int:
        return self.rows if self.counted is None else counts[self.counted]


ONE = Size()
NONE: Mapping[str, Size] = {}


@dataclass(slots=True, eq=False)
class CostNode:
    """A part of the answer: `own` tenths for each of its rows, and what lies within each."""

    key: str
    own: int
    size: Size = ONE
    within: list["CostNode"] = field(default_factory=list)

    def tenths(self, counts: Counts) -> int:
        """Return what all rows of it cost."""
        return self.size.given(counts) * (self.own + sum(i.tenths(counts) for i in self.within))
