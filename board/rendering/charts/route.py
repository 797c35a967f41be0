"""Route: a customer's way as a line of stations, or one station of it.

The larger a station, the more the bond hangs on it. Filled: somebody improves it. Open and dashed:
nobody does. An arrow below: something takes from the bond there.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from markupsafe import Markup

from board.rendering import words
from board.rendering.charts.drawing import GRID, picture, shape

ROWS: Final = 7
# How far apart stations stand, and how much further the first of a stage.
STEP: Final = 3
PAUSE: Final = 2
RADIUS: Final = {"LOW": 0.6, "MEDIUM": 0.85, "HIGH": 1.1, "CRITICAL": 1.4}


class Stop(NamedTuple):
    """A station: how much hangs on it, and what is done there."""

    importance: str
    improved: bool
    weakened: bool


@cache
def station(stop: Stop) -> Markup:
    """Draw one station."""
    return picture("place", 4, 4, describe(stop), circle(stop, 2 * GRID, 2 * GRID))


def route(stages: Sequence[Sequence[Stop]]) -> Markup:
    """Draw all stations of a way, stage by stage."""
    stops = [stop for stage in stages for stop in stage]
    if not stops:
        return Markup("")
    middle = 2.5 * GRID
    x, shapes = 0.0, []
    for stage in stages:
        for place, stop in enumerate(stage):
            x += (STEP + (0 if place else PAUSE)) * GRID
            shapes.append(circle(stop, x, middle))
            if stop.weakened:
                shapes.append(
                    shape("path", "taken", d=f"M{x - 3:.1f} 20 L{x:.1f} 24 L{x + 3:.1f} 20")
                )
    width = x / GRID + STEP
    rail = shape("line", "rail", x1=GRID, y1=middle, x2=(width - 1) * GRID, y2=middle)
    unimproved = sum(not stop.improved for stop in stops)
    weakened = sum(stop.weakened for stop in stops)
    title = f"{words.counted(len(stops), 'touchpoint')}: nobody improves {unimproved}"
    title += f", at {weakened} something takes from the bond" if weakened else ""
    return picture("route", width, ROWS, title, rail, *shapes)


def circle(stop: Stop, x: float, y: float) -> Markup:
    kind = "stop improved" if stop.improved else "stop"
    return shape("circle", kind, cx=x, cy=y, r=RADIUS[stop.importance] * GRID)


def describe(stop: Stop) -> str:
    """Say the same in words."""
    improved = "somebody improves it" if stop.improved else "nobody improves it"
    weakened = ", something takes from the bond" if stop.weakened else ""
    return f"Importance {words.IMPORTANCE[stop.importance].lower()}, {improved}{weakened}"
