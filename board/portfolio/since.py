"""What is news since the last visit, as a few lines that lead to what they are about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from board.rendering import words
from board.rendering.locale import Locale

# So many are named in a line; how many there are is said.
NAMED_AT_MOST: Final = 4
WEEK: Final = timedelta(days=7)
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Found = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """So much of something happened; the latest of it leads to where it is told."""

    kind: str
    said: str
    named: Sequence[tuple[str, str]]
    others: int


@dataclass(frozen=True, slots=True)
class Since:
    """What is news, in the order in which it is worried about, and which rows it shows on.

    Unless `whole`, there was more than could be looked at.
    """

    when: str
    lines: Sequence[Line]
    changed: frozenset[str]
    whole: bool

    @classmethod
    def of(cls, viewer: Found, today: date, locale: Locale) -> "Since | None":
        """Read the viewer of portfolio.graphql; None on a first visit."""
        changes, organisation = viewer["sinceLastVisit"], viewer["organisation"]
        if changes is None:
            return None
        at = datetime.fromisoformat(changes["at"]).astimezone(ZoneInfo(organisation["timeZone"]))
        # Where the day stands still, no weekday tells when somebody was there.
        passing = organisation["clockFixedOn"] is None
        return cls(
            spoken(at.date(), today, locale) if passing else "your last visit",
            tuple(lines(changes)),
            frozenset(each["id"] for each in changes["changed"]),
            changes["complete"],
        )


def spoken(day: date, today: date, locale: Locale) -> str:
    """Say a day as one remembers it: earlier today, Tuesday, 3 Mar."""
    if day >= today:
        return "earlier today"
    if day == today - timedelta(days=1):
        return "yesterday"
    if day > today - WEEK:
        return DAYS[day.weekday()]
    return locale.short(day) if day.year == today.year else locale.day(day)


def lines(changes: Found) -> Iterator[Line]:
    """Yield what there is any of."""
    kinds = (
        (
            "rose",
            "level rose",
            "levels rose",
            changes["risksIncreasedCount"],
            changes["risksIncreased"],
        ),
        (
            "slipped",
            "milestone slipped",
            "milestones slipped",
            changes["slippedCount"],
            changes["slipped"],
        ),
        ("won", "win", "wins", changes["winsLoggedCount"], changes["winsLogged"]),
        (
            "met",
            "milestone met",
            "milestones met",
            changes["milestonesMetCount"],
            changes["milestonesMet"],
        ),
        (
            "fell",
            "level fell",
            "levels fell",
            changes["risksDecreasedCount"],
            changes["risksDecreased"],
        ),
    )
    for kind, one, many, count, found in kinds:
        if count:
            named = [(address(each), each["title"]) for each in found[:NAMED_AT_MOST]]
            yield Line(kind, words.counted(count, one, many), named, count - len(named))


def address(found: Found) -> str:
    """Return where something is told: an initiative's page, or the place on it."""
    if "initiative" in found:
        return f"/initiatives/{found['initiative']['id']}#{found['id']}"
    return f"/initiatives/{found['id']}"
