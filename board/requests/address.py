"""What an address says of days, and how one is refused that makes no sense."""

from collections.abc import Mapping
from datetime import date

from board.requests.page_context import QueryFailed


def day_in(given: Mapping[str, str], name: str) -> date | None:
    """Return the day that an address names; None where it names none."""
    said = given.get(name, "").strip()
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise refused(f"{said[:40]!r} is no day: write it as 2026-03-31.") from None


def refused(message: str) -> QueryFailed:
    """Return the refusal of an address, which says what it can be."""
    return QueryFailed("BAD_USER_INPUT", message)
