"""Moments: when something happened, in the organisation's own time."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from board.rendering.locale import JOINED, Locale


def timestamps(time_zone: str, locale: Locale) -> Callable[[str | None], str]:
    """Return what writes a moment of the API as a day with its time, such as 3 Mar 2026, 14:05."""
    zone = ZoneInfo(time_zone)

    def moment(written: str | None) -> str:
        if written is None:
            return ""
        there = datetime.fromisoformat(written).astimezone(zone)
        return f"{locale.day(there.date())},{JOINED}{there:%H:%M}"

    return moment
