"""A tile: a count of the whole, and the page that lists what it counts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tile:
    """`level` or `severity` says how it looks;
    `before` is what it was then, None where nobody counted."""

    name: str
    count: int
    level: str
    address: str
    here: bool
    before: int | None = None
    severity: str = ""
