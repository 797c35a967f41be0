"""Signs: a win as a flag, a bond as an arrow, how severe a finding is."""

from functools import cache
from typing import Final

from markupsafe import Markup

from board.rendering import words
from board.rendering.charts.drawing import GRID, picture, shape
from board.rendering.charts.risk import level_bars

STRONGEST: Final = 5


@cache
def win(*, shared: bool) -> Markup:
    """Draw a win: a small flag, filled when somebody was told of it."""
    return picture(
        f"win {'shared' if shared else 'unshared'}",
        4,
        4,
        "A win, shared" if shared else "A win, not shared yet",
        shape("line", "pole", x1=GRID, y1=GRID * 0.5, x2=GRID, y2=GRID * 3.75),
        shape("path", "flag", d="M4 2.5 H13.5 L11 5.5 L13.5 8.5 H4 Z"),
    )


@cache
def bond(*, strengthens: bool, strength: int, seen: bool) -> Markup:
    """Draw an effect on the customers' bond: up or down, as long as strong, dashed until seen."""
    length = GRID * (1 + 3 * min(strength, STRONGEST) / STRONGEST)
    middle, centre = GRID * 2, GRID * 2.5
    tip = centre - length / 2 if strengthens else centre + length / 2
    foot = centre + length / 2 if strengthens else centre - length / 2
    side, wing = GRID * 0.75, tip + (GRID if strengthens else -GRID) * 0.75
    way = "Strengthens" if strengthens else "Weakens"
    sure = "seen" if seen else "hoped for, not yet seen"
    return picture(
        f"bond {'up' if strengthens else 'down'} {'seen' if seen else 'hoped'}",
        4,
        5,
        f"{way} the bond, strength {strength} of {STRONGEST}, {sure}",
        shape("line", "shaft", x1=middle, y1=foot, x2=middle, y2=tip),
        shape(
            "path",
            "head",
            d=f"M{middle - side} {wing:.1f} L{middle} {tip:.1f} L{middle + side} {wing:.1f}",
        ),
    )


@cache
def pull(strengthens: bool, strength: int, seen: bool, level: str | None) -> Markup:
    """Draw an effect, and beside it how likely the initiative that pulls there stalls."""
    moves = bond(strengthens=strengthens, strength=strength, seen=seen)
    return Markup(f"{moves} {level_bars(level)}")  # noqa: S704 - both are marks


@cache
def severity(name: str) -> Markup:
    """Draw how severe a finding is: a filled triangle, an open one, a ring."""
    body = (
        shape("circle", "body", cx=GRID * 2, cy=GRID * 2, r=GRID * 1.25)
        if name == "INFO"
        else shape("path", "body", d="M8 2 L14.5 13.5 H1.5 Z")
    )
    return picture(f"severity {name.lower()}", 4, 4, words.SEVERITY[name], body)
