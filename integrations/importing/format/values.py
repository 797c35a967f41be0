"""The types of a cell: one way to read each, with a reason when that fails."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from zoneinfo import available_timezones

from domain.core.fields import EARLIEST, LATEST

Moment = date | datetime
"""A point in time as a source gives it: an instant, or a day when that is all it knows."""

DAY_FORM = re.compile(r"\d{4}-\d{2}-\d{2}")
CURRENCY_FORM = re.compile(r"[A-Z]{3}")
EMAIL_FORM = re.compile(r"[^@\s]+@[^@\s]+")


class BadValueError(ValueError):
    """A cell that can't be read; the message says why and what to write instead."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A type: its name in the documentation, and how a cell that is not blank becomes a value."""

    name: str
    parse: Callable[[str], object]


def shown(cell: str) -> str:
    """Quote a cell for a message, cut to a readable length."""
    return f"“{cell}”" if len(cell) <= 60 else f"“{cell[:57]}…”"


def parse_day(cell: str) -> date:
    cell = cell.strip()
    if not DAY_FORM.fullmatch(cell):
        raise BadValueError(
            f"{shown(cell)} is not a day; write it as YYYY-MM-DD, such as 2026-03-31"
        )
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        raise BadValueError(f"{cell} does not exist in the calendar; correct the day") from None
    if not EARLIEST <= day <= LATEST:
        years = f"{EARLIEST.year} to {LATEST.year}"
        raise BadValueError(f"{cell} is outside the years {years}; correct the year")
    return day


def parse_moment(cell: str) -> Moment:
    cell = cell.strip()
    if DAY_FORM.fullmatch(cell):
        return parse_day(cell)
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        raise BadValueError(
            f"{shown(cell)} is neither a day nor an instant; write YYYY-MM-DD or, with its offset, "
            "2026-03-31T14:05:00Z"
        ) from None
    if moment.tzinfo is None:
        raise BadValueError(f"{cell} has no offset from UTC; add one, such as {cell}Z")
    if not EARLIEST <= moment.date() <= LATEST:
        raise BadValueError(f"{cell} lies outside {EARLIEST.year} to {LATEST.year}; correct it")
    return moment.astimezone(UTC)


def limited(cell: str, at_most: int) -> str:
    cell = cell.strip()
    if len(cell) > at_most:
        raise BadValueError(f"has {len(cell)} characters and at most {at_most} fit; shorten it")
    return cell


def free_text(at_most: int = 20_000) -> Cell:
    """Free text, kept as it is but for the spaces around it."""
    return Cell(f"text, at most {at_most:,} characters", lambda cell: limited(cell, at_most))


def single_line(at_most: int) -> Cell:
    """Text of a single line, as names and titles are."""

    def parse(cell: str) -> str:
        kept = limited(cell, at_most)
        if not kept.isprintable():
            raise BadValueError("holds a line break, a tab or a control character; take it out")
        return kept

    return Cell(f"one line of text, at most {at_most:,} characters", parse)


def choice(values: type[StrEnum], **earlier: str) -> Cell:
    """One of an enum's names, in capitals; `earlier` are names that values had, read as well."""
    names = ", ".join(values)

    def parse(cell: str) -> StrEnum:
        try:
            name = cell.strip()
            return values(earlier.get(name, name))
        except ValueError:
            raise BadValueError(f"{shown(cell)} is none of {names}") from None

    return Cell(f"one of {names}", parse)


def whole(least: int, most: int) -> Cell:
    """A whole number between two bounds."""

    def parse(cell: str) -> int:
        cell = cell.strip()
        if not re.fullmatch(r"-?[0-9]{1,18}", cell):
            raise BadValueError(f"{shown(cell)} is not a whole number; write digits only")
        if not least <= int(cell) <= most:
            raise BadValueError(f"{cell} is not between {least:,} and {most:,}")
        return int(cell)

    return Cell(f"whole number from {least:,} to {most:,}", parse)


def number(cell: str) -> Decimal:
    cell = cell.strip()
    if not re.fullmatch(r"-?[0-9]{1,30}(\.[0-9]{1,15})?", cell):
        raise BadValueError(
            f"{shown(cell)} is not a number; write digits and a point, such as -12.5"
        )
    try:
        return Decimal(cell)
    except InvalidOperation:  # pragma: no cover - the form above admits nothing else
        raise BadValueError(f"{shown(cell)} is not a number") from None


def amount(cell: str) -> Decimal:
    value = number(cell)
    if value.as_tuple().exponent < -2:  # type: ignore[operator]  # finite by its form
        raise BadValueError(f"{cell.strip()} has more than two decimals; round it")
    if abs(value) >= Decimal(10) ** 16:
        raise BadValueError(f"{cell.strip()} is too large; at most 16 digits fit before the point")
    return value


def parse_currency(cell: str) -> str:
    cell = cell.strip()
    if not CURRENCY_FORM.fullmatch(cell):
        raise BadValueError(
            f"{shown(cell)} is not a currency; write its three letters, such as EUR"
        )
    return cell


def parse_email(cell: str) -> str:
    cell = cell.strip()
    if not EMAIL_FORM.fullmatch(cell):
        raise BadValueError(f"{shown(cell)} is not an e-mail address, such as ana@example.com")
    return limited(cell, 320)


def parse_zone(cell: str) -> str:
    cell = cell.strip()
    if cell not in available_timezones():
        raise BadValueError(f"{shown(cell)} is not a time zone, such as Europe/Vienna")
    return cell


def parse_flag(cell: str) -> bool:
    try:
        return {"yes": True, "no": False}[cell.strip().lower()]
    except KeyError:
        raise BadValueError(f"{shown(cell)} is neither yes nor no") from None


def parse_float(cell: str) -> float:
    try:
        parsed = float(cell.strip())
    except ValueError:
        parsed = math.nan
    if not math.isfinite(parsed):
        raise BadValueError(f"{shown(cell)} is not a number; write one such as 0.25 or 1.5e-07")
    return parsed


DAY = Cell("day (YYYY-MM-DD)", parse_day)
FLAG = Cell("yes or no", parse_flag)
MOMENT = Cell("instant (2026-03-31T14:05:00Z) or day", parse_moment)
FLOAT = Cell("number, such as 0.25 or 1.5e-07", parse_float)
NUMBER = Cell("number, such as -12.5", number)
AMOUNT = Cell("amount, at most two decimals", amount)
CURRENCY = Cell("currency (three letters)", parse_currency)
EMAIL = Cell("e-mail address", parse_email)
ZONE = Cell("time zone (such as Europe/Vienna)", parse_zone)
KEY = Cell("external id, at most 200 characters", lambda cell: limited(cell, 200))
