"""Reasons: what a stall risk is made of, as bars of which each begins where the last one ended."""

from typing import Final

from markupsafe import Markup

from board.rendering import words
from board.rendering.charts.drawing import GRID, picture, shape
from board.rendering.charts.risk import tone

COLUMNS: Final = 60
ROWS: Final = 3


def reason(before: float, share: float, level: str | None) -> Markup:
    """Draw one reason's share of the whole, after the shares `before` it."""
    width, height = COLUMNS * GRID, ROWS * GRID
    return picture(
        "reason",
        COLUMNS,
        ROWS,
        f"{words.percent(share)} of the explanation",
        shape("line", "scale", x1=0, y1=height / 2, x2=width, y2=height / 2),
        shape(
            "rect",
            f"share {tone(level)}",
            x=before * width,
            y=0,
            width=share * width,
            height=height,
        ),
    )
