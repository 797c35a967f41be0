"""Heat: how much each month asks, as numbers on shades. What is asked most says so in a word."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any, Final

from board.rendering.days import day_of

SHADES: Final = 5
# What can be counted: what the address calls it, and what it is called.
COUNTS: Final = {"initiatives": "Initiatives at work", "milestones": "Milestones due"}
FIRST_COUNT: Final = "initiatives"
FIELDS: Final = {"initiatives": "initiativeCount", "milestones": "milestoneCount"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A number, how dark it stands, and whether none on the page is larger."""

    number: int
    shade: int
    most: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A thing with what its months ask of it."""

    it: Mapping[str, Any]
    cells: tuple[Cell, ...]


def months_of(things: Sequence[Mapping[str, Any]]) -> list[date]:
    """Return the first days of the months that are told."""
    loads = (each["changeLoad"] for each in things if each["changeLoad"] is not None)
    months = next(loads, {"months": ()})["months"]
    return [day for each in months if (day := day_of(each["month"])) is not None]


def rows(things: Iterable[Mapping[str, Any]], count: str) -> list[Row]:
    """Return the months of things that have a load, the darkest where most is asked."""
    field = FIELDS[count]
    numbers = [
        (each, [month[field] for month in each["changeLoad"]["months"]])
        for each in things
        if each["changeLoad"] is not None
    ]
    most = max((number for _, months in numbers for number in months), default=0)
    return [Row(each, tuple(cell(number, most) for number in months)) for each, months in numbers]


def cell(number: int, most: int) -> Cell:
    shade = ceil(SHADES * number / most) if most else 0
    return Cell(number, shade, bool(most) and number == most)
