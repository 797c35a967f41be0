"""Risk: the number, its level by bars and words, and its way over the last weeks."""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from markupsafe import Markup

from board.rendering import words
from board.rendering.charts.drawing import GRID, Number, picture, shape

# None, one, two, three bars: the level can be told without any colour.
BARS: Final = {"LOW": 0, "WATCH": 1, "HIGH": 2, "CRITICAL": 3}
BAR_COUNT: Final = 3
NOT_ASSESSED: Final = "none"


def tone(level: str | None) -> str:
    """Return the class of a level."""
    return (level or NOT_ASSESSED).lower()


@cache
def level_bars(level: str | None) -> Markup:
    """Draw a level as bars: none, one, two, three."""
    filled = BARS.get(level or "", 0)
    bars = [
        shape(
            "rect",
            f"bar {tone(level) if place < filled else 'empty'}",
            x=place * 1.5 * GRID + 0.5,
            y=(2 - place) * GRID * 0.75 + 0.5,
            width=GRID,
            height=GRID * (1.5 + 0.75 * place),
        )
        for place in range(BAR_COUNT)
    ]
    return picture("level-bars", 4.5, 3.5, f"Level {words.LEVEL.get(level or '', 'none')}", *bars)


@lru_cache(1_000)
def risk(probability: float | None, level: str | None, state: str) -> Markup:
    """Write the risk: number, bars and level; without a number, why there is none."""
    if probability is None:
        return Markup(
            '<span class="risk {tone}"><span class="risk-state">{state}</span></span>'
        ).format(tone=NOT_ASSESSED, state=words.STATE[state])
    return Markup(
        '<span class="risk {tone}"><span class="risk-number">{number}</span> {bars}'
        ' <span class="risk-level">{level}</span></span>'
    ).format(
        tone=tone(level),
        number=words.percent(probability),
        bars=level_bars(level),
        level=words.LEVEL[level or "LOW"],
    )


def sparkline(
    history: Sequence[float | None], level: str | None, *, columns: Number = 24, rows: Number = 6
) -> Markup:
    """Draw the risk day by day, without axes: it ends in a dot, beside which its number stands.

    Days without a probability are a gap. The whole height is from 0 to 100 %.
    """
    known = [each for each in history if each is not None]
    if not known:
        return Markup("")
    width, height, margin = columns * GRID, rows * GRID, GRID / 2
    step = (width - 2 * margin) / max(len(history) - 1, 1)

    def place(index: int, value: float) -> tuple[float, float]:
        return margin + index * step, height - margin - value * (height - 2 * margin)

    shapes = [
        shape("polyline", "line", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in run))
        for run in runs([None if v is None else place(i, v) for i, v in enumerate(history)])
    ]
    if history[-1] is not None:
        x, y = place(len(history) - 1, history[-1])
        shapes.append(shape("circle", f"dot {tone(level)}", cx=x, cy=y, r=GRID / 2))
    title = (
        f"From {words.percent(known[0])} to {words.percent(known[-1])} in "
        f"{words.counted(len(history) - 1, 'day')}"
    )
    return picture("sparkline", columns, rows, title, *shapes)


Point = tuple[float, float]


def runs(points: Sequence[Point | None]) -> list[list[Point]]:
    """Return the stretches between gaps. Of points in a level line only the ends are kept."""
    made: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            if made[-1]:
                made.append([])
            continue
        run = made[-1]
        if len(run) > 1 and run[-1][1] == run[-2][1] == point[1]:
            run.pop()
        run.append(point)
    return [run for run in made if run]
