"""Status vs facts: what the owner says is an open ring, what the facts say a filled dot.

Both stand on one scale, from no risk at the left to certain at the right. Far apart: a watermelon.
"""

from functools import lru_cache
from typing import Final

from markupsafe import Markup

from board.rendering import words
from board.rendering.charts.drawing import GRID, picture, shape
from board.rendering.charts.risk import tone

COLUMNS: Final = 20
ROWS: Final = 4
# Where a word stands on the scale of probabilities: amid the levels that it amounts to.
PLACES: Final = {"ON_TRACK": 0.15, "AT_RISK": 0.55, "OFF_TRACK": 0.9}
# From this distance on, ring and dot are joined by a line.
FAR_APART: Final = 0.4


@lru_cache(1_000)
def says_and_facts(said: str | None, probability: float | None, level: str | None) -> Markup:
    """Draw what is said and what the facts show, as far as there is either."""
    left, right, y = GRID * 1.5, (COLUMNS - 1.5) * GRID, ROWS * GRID / 2

    def x(value: float) -> float:
        return left + value * (right - left)

    shapes = [shape("line", "scale", x1=left, y1=y, x2=right, y2=y)]
    ring = None if said is None else PLACES[said]
    if ring is not None and probability is not None and probability - ring >= FAR_APART:
        shapes.append(
            shape("line", f"apart {tone(level)}", x1=x(ring), y1=y, x2=x(probability), y2=y)
        )
    if probability is not None:
        shapes.append(shape("circle", f"facts {tone(level)}", cx=x(probability), cy=y, r=GRID))
    if ring is not None:
        shapes.append(shape("circle", "says", cx=x(ring), cy=y, r=GRID * 1.25))
    return picture("says-and-facts", COLUMNS, ROWS, describe(said, probability, level), *shapes)


def describe(said: str | None, probability: float | None, level: str | None) -> str:
    """Say the same in words."""
    says = (
        "The owner has said nothing"
        if said is None
        else f"The owner says: {words.SAID[said].lower()}"
    )
    if probability is None or level is None:
        return f"{says}; the facts give no number."
    return f"{says}; the facts say {words.percent(probability)}, {words.LEVEL[level].lower()}."
