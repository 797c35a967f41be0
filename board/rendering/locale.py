"""The visitor's way to write days and numbers, by the languages that their browser asks for.

The pages are in English, so months are spelled in English: what differs is the order of day and
month, and what stands between thousands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

MONTHS: Final = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# Between day, month and year, so that a date never breaks over two lines.
JOINED: Final = "\u00a0"
# CLDR's grouping: a comma in English, a narrow space where the rest of Europe reads.
SPACED: Final = frozenset({"fr", "cs", "sk", "pl", "fi", "sv", "nb", "nn", "no", "uk", "hu", "bg"})
DOTTED: Final = frozenset({"de", "it", "es", "nl", "pt", "da", "tr", "id", "el", "ro", "sl", "hr"})
MONTH_FIRST: Final = frozenset({"en-us", "en-ph", "en-pr"})
# How many languages of a header are looked at: nobody reads more.
LOOKED_AT: Final = 10


@dataclass(frozen=True, slots=True)
class Locale:
    """How days and numbers are written."""

    month_first: bool = False
    thousands: str = ","

    def day(self, day: date | None) -> str:
        """Write a day in full: 3 Mar 2026."""
        return (
            f"{self.short(day)}{',' if self.month_first else ''}{JOINED}{day.year}" if day else ""
        )

    def short(self, day: date | None) -> str:
        """Write a day without its year: 3 Mar."""
        if day is None:
            return ""
        parts = (MONTHS[day.month - 1], str(day.day))
        return JOINED.join(parts if self.month_first else reversed(parts))

    def month(self, day: date) -> str:
        """Write a month without its year: Mar."""
        return MONTHS[day.month - 1]

    def number(self, number: int) -> str:
        """Write a whole number: 1,250."""
        return f"{number:,}".replace(",", self.thousands)

    def decimal(self, written: str) -> str:
        """Write a decimal number as precisely as it was given: 1,250.5."""
        whole, _, part = f"{Decimal(written):f}".partition(".")
        sign = "\u2212" if whole.startswith("-") else ""
        mark = "." if self.thousands == "," else ","
        return f"{sign}{self.number(abs(int(whole)))}{mark if part else ''}{part}"

    def money(self, amount: str, currency: str) -> str:
        """Write an amount without its cents: 12,500 EUR."""
        return f"{self.number(round(float(amount)))}{JOINED}{currency}"


ENGLISH: Final = Locale()


def locale_of(headers: Mapping[str, str]) -> Locale:
    """Return the locale of the language that is asked for first, of those with a known way."""
    for wanted in headers.get("accept-language", "").split(",")[:LOOKED_AT]:
        tag = wanted.partition(";")[0].strip().lower()
        language = tag.partition("-")[0]
        if language == "en":
            return Locale(month_first=tag in MONTH_FIRST)
        if language in SPACED:
            return Locale(thousands="\u202f")
        if language in DOTTED:
            return Locale(thousands=".")
    return ENGLISH
