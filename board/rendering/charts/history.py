"""History: what the owner said, day by day, over the stall risk of those days."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from markupsafe import Markup

from board.rendering import words
from board.rendering.charts.drawing import GRID, picture, shape, text
from board.rendering.charts.risk import Point, runs, tone
from board.rendering.charts.says_and_facts import PLACES
from board.rendering.locale import Locale

COLUMNS: Final = 160
ROWS: Final = 36
# What is left for the names of the levels, and for the days below.
RIGHT: Final = 16 * GRID
BELOW: Final = 6 * GRID


def history(
    days: Sequence[tuple[date, float | None]],
    said: Sequence[tuple[date, str]],
    level: str | None,
    locale: Locale,
) -> Markup:
    """Draw the risk of each day as a line and what was said as open rings, on one scale."""
    if not days:
        return Markup("")
    first, last = days[0][0], days[-1][0]
    width, height = COLUMNS * GRID - RIGHT, ROWS * GRID - BELOW
    length = max((last - first).days, 1)

    def x(day: date) -> float:
        return GRID + (day - first).days / length * (width - 2 * GRID)

    def y(value: float) -> float:
        return height - value * height

    shapes = []
    for name, begin in words.BEGINS.items():
        shapes.append(shape("line", "guide", x1=0, y1=y(begin), x2=width, y2=y(begin)))
        shapes.append(text("label", width + GRID, y(begin) + GRID, words.LEVEL[name]))
    shapes.append(shape("line", "axis", x1=0, y1=height, x2=width, y2=height))
    points: list[Point | None] = [
        None if value is None else (x(day), y(value)) for day, value in days
    ]
    shapes += [
        shape("polyline", "line", points=" ".join(f"{a:.1f},{b:.1f}" for a, b in run))
        for run in runs(points)
    ]
    if points[-1] is not None:
        shapes.append(
            shape("circle", f"dot {tone(level)}", cx=points[-1][0], cy=points[-1][1], r=GRID)
        )
    shapes += [
        shape("circle", "says", cx=x(day), cy=y(PLACES[word]), r=GRID)
        for day, word in said
        if first <= day <= last
    ]
    shapes.append(text("label", 0, ROWS * GRID - GRID, locale.day(first)))
    shapes.append(text("label end", width, ROWS * GRID - GRID, locale.day(last)))
    return picture("history", COLUMNS, ROWS, describe(days, said, locale), *shapes)


def describe(
    days: Sequence[tuple[date, float | None]], said: Sequence[tuple[date, str]], locale: Locale
) -> str:
    """Say the same in words."""
    known = [(day, value) for day, value in days if value is not None]
    if not known:
        return "There was no number in this time."
    highest = max(known, key=lambda each: each[1])
    return (
        f"Stall risk from {words.percent(known[0][1])} on {locale.day(known[0][0])} to "
        f"{words.percent(known[-1][1])} on {locale.day(known[-1][0])}, at most "
        f"{words.percent(highest[1])}; {words.counted(len(said), 'status update')}."
    )
