"""Timeline: each milestone as a row on one calendar, from the day first promised to today's."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from markupsafe import Markup

from board.rendering import words
from board.rendering.charts.drawing import GRID, picture, shape
from board.rendering.locale import Locale

COLUMNS: Final = 72
ROWS: Final = 5
MARGIN: Final = 1.5 * GRID


class Calendar(NamedTuple):
    """The days that all rows of a timeline span."""

    first: date
    last: date
    today: date

    @classmethod
    def of(cls, days: Iterable[date | None], today: date) -> "Calendar":
        """Return the calendar that holds all of these days, and today."""
        known = [today, *(day for day in days if day is not None)]
        return cls(min(known), max(known), today)

    def x(self, day: date) -> float:
        """Return where a day is."""
        length = max((self.last - self.first).days, 1)
        return MARGIN + (day - self.first).days / length * (COLUMNS * GRID - 2 * MARGIN)


def span(
    calendar: Calendar,
    first: date | None,
    due: date | None,
    completed: date | None,
    locale: Locale,
) -> Markup:
    """Draw a milestone: the day first promised as a tick, the one in force as a diamond.

    Filled when it was met; from a day that has passed a line runs on to today.
    """
    if due is None:
        return Markup("")
    y, today = ROWS * GRID / 2, calendar.today
    shapes = [now(calendar)]
    overdue = completed is None and due < today
    if first is not None and first != due:
        shapes.append(shape("line", "moved", x1=calendar.x(first), y1=y, x2=calendar.x(due), y2=y))
    if first is not None:
        x = calendar.x(first)
        shapes.append(shape("line", "promise", x1=x, y1=y - GRID, x2=x, y2=y + GRID))
    if overdue:
        shapes.append(shape("line", "late", x1=calendar.x(due), y1=y, x2=calendar.x(today), y2=y))
    state = "met" if completed else "late" if overdue else "open"
    shapes.append(diamond(f"due {state}", calendar.x(completed or due), y))
    return picture("span", COLUMNS, ROWS, describe(first, due, completed, today, locale), *shapes)


def wins(calendar: Calendar, days: Sequence[tuple[date, bool]], locale: Locale) -> Markup:
    """Draw wins as flags on the calendar: filled when shared."""
    flags = [now(calendar)]
    for day, shared in days:
        x = calendar.x(day)
        flags.append(shape("line", "pole", x1=x, y1=GRID / 2, x2=x, y2=ROWS * GRID))
        kind = "flag shared" if shared else "flag"
        flags.append(shape("path", kind, d=f"M{x:.1f} 2 h8 l-2 3 l2 3 h-8 Z"))
    named = ", ".join(locale.day(day) for day, _ in days)
    return picture("span", COLUMNS, ROWS, f"Wins: {named or 'none yet'}", *flags)


def now(calendar: Calendar) -> Markup:
    x = calendar.x(calendar.today)
    return shape("line", "today", x1=x, y1=0, x2=x, y2=ROWS * GRID)


def diamond(kind: str, x: float, y: float) -> Markup:
    reach = GRID * 1.25
    return shape(
        "path",
        kind,
        d=f"M{x - reach:.1f} {y} l{reach} {-reach} l{reach} {reach} l{-reach} {reach} Z",
    )


def describe(
    first: date | None, due: date, completed: date | None, today: date, locale: Locale
) -> str:
    """Say the same in words."""
    if completed is not None:
        sentence = f"Met on {locale.day(completed)}"
    elif due < today:
        sentence = (
            f"Promised for {locale.day(due)}, {words.counted((today - due).days, 'day')} overdue"
        )
    else:
        sentence = f"Promised for {locale.day(due)}"
    if first is not None and first != due:
        sentence += f"; first promised for {locale.day(first)}"
    return sentence
