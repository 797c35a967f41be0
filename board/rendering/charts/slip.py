"""Slip: the promised dates of a milestone as a stepped line against the day of promising.

On plan it is flat; each step up is a promise moved later. The first date stays as a dashed line.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from markupsafe import Markup

from board.rendering import words
from board.rendering.charts.drawing import GRID, Number, picture, shape
from board.rendering.locale import Locale

COLUMNS: Final = 24
ROWS: Final = 6
# A shift of a few days is no cliff: the height stands for this many days at least.
DAYS_AT_LEAST: Final = 60


class Promise(NamedTuple):
    """A day that was promised, and when; `due_on` None when the promise was taken back."""

    promised_on: date
    due_on: date | None


def slip(
    promises: Sequence[Promise],
    until: date,
    locale: Locale,
    *,
    columns: Number = COLUMNS,
    rows: Number = ROWS,
) -> Markup:
    """Draw the promises up to a day: today, or the day on which it was met."""
    dated = [(each.promised_on, each.due_on) for each in promises if each.due_on is not None]
    if not dated:
        return Markup("")
    first, last = dated[0][1], dated[-1][1]
    begin = promises[0].promised_on
    end = max(until, promises[-1].promised_on, begin + timedelta(days=1))
    low = min(due for _, due in dated)
    span = max((max(due for _, due in dated) - low).days, DAYS_AT_LEAST)
    margin = GRID / 2
    width, height = columns * GRID - 2 * margin, rows * GRID - 2 * margin

    def x(day: date) -> float:
        return margin + (day - begin).days / (end - begin).days * width

    def y(day: date) -> float:
        return margin + height - (day - low).days / span * height

    path: list[str] = []
    drawing = False
    for index, promise in enumerate(promises):
        after = promises[index + 1].promised_on if index + 1 < len(promises) else end
        if promise.due_on is None:
            drawing = False
            continue
        path.append(
            f"{'L' if drawing else 'M'}{x(promise.promised_on):.1f} {y(promise.due_on):.1f}"
        )
        path.append(f"L{x(after):.1f} {y(promise.due_on):.1f}")
        drawing = True
    moved = "late" if last > first else "kept"
    return picture(
        "slip",
        columns,
        rows,
        describe(dated, locale),
        shape("line", "first", x1=margin, y1=y(first), x2=margin + width, y2=y(first)),
        shape("path", f"steps {moved}", d=" ".join(path)),
        shape("circle", f"now {moved}", cx=x(end), cy=y(last), r=GRID / 2),
    )


def describe(dated: Sequence[tuple[date, date]], locale: Locale) -> str:
    """Say the same in words."""
    first, last = dated[0][1], dated[-1][1]
    if len(dated) == 1:
        return f"Promised for {locale.day(first)}, and never moved."
    moves = words.counted(len(dated) - 1, "time")
    return (
        f"First promised for {locale.day(first)}, moved {moves}, now {locale.day(last)}: "
        f"{words.slipped((last - first).days)}."
    )
