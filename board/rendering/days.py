"""Days as the API writes them."""

from datetime import date


def day_of(written: str | None) -> date | None:
    """Read a day; None for none."""
    return date.fromisoformat(written) if written else None
