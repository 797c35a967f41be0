"""Which pack is wanted: of what day, since which, on what paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Self

from board.visit import Unanswered

# Without a day to compare with: a review a month is what most hold.
USUAL_DAYS: Final = 30
# What the API tells of past days at once, at most.
HISTORY_DAYS: Final = 400
# By what it is called in an address and by the command: how the typesetter calls it.
PAPERS: Final[Mapping[str, str]] = {"a4": "a4", "letter": "us-letter"}
# Lists are asked for no longer than they are printed (content.py).
ENTRIES: Final = 60
FINDINGS: Final = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A pack: how things stood at the end of `as_of`, and what had changed since `since`."""

    as_of: date
    since: date
    paper: str = "a4"

    @classmethod
    def read(cls, given: Mapping[str, str], today: date) -> Self:
        """Read an address; Unanswered with what it can say where it makes no sense."""
        as_of = day_in(given, "asOf") or today
        since = day_in(given, "since") or as_of - timedelta(days=USUAL_DAYS)
        if as_of > today:
            raise refused(f"The day of the pack, {as_of}, lies in the future: today is {today}.")
        if since >= as_of:
            raise refused(f"The day to compare with, {since}, does not lie before {as_of}.")
        paper = given.get("paper", "").strip().lower() or "a4"
        if paper not in PAPERS:
            raise refused(f"The paper {paper[:20]!r} is not known: it can be {', '.join(PAPERS)}.")
        return cls(as_of=as_of, since=since, paper=paper)

    @property
    def days(self) -> int:
        """How many days lie between."""
        return (self.as_of - self.since).days

    def variables(self, *, by_visitor: bool) -> dict[str, Any]:
        """Return what pack.graphql is asked with."""
        shown = shown_on(self.as_of)
        told = self.as_of.isoformat()

        def of(severity: str) -> dict[str, Any]:
            return {"and": [shown, {"severity": {"eq": severity}}]}

        return {
            "asOf": told,
            "since": self.since.isoformat(),
            "historyFrom": max(
                self.since, self.as_of - timedelta(days=HISTORY_DAYS - 1)
            ).isoformat(),
            "shown": shown,
            "new": {"and": [shown, {"firstSeenOn": {"gt": self.since.isoformat()}}]},
            "grave": of("GRAVE"),
            "warning": of("WARNING"),
            "note": of("NOTE"),
            "untold": {"shared": {"eq": False}, "achievedOn": {"lte": told}},
            "entries": ENTRIES,
            "findings": FINDINGS,
            "byVisitor": by_visitor,
        }


def shown_on(day: date) -> dict[str, Any]:
    """Return the filter of the findings that showed at the end of a day."""
    until = day.isoformat()
    gone_later = [{"goneOn": {"isNull": True}}, {"goneOn": {"gt": until}}]
    return {"and": [{"firstSeenOn": {"lte": until}}, {"or": gone_later}]}


def day_in(given: Mapping[str, str], name: str) -> date | None:
    """Return the day that an address names; None where it names none."""
    said = given.get(name, "").strip()
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise refused(f"{said[:40]!r} is no day: write it as 2026-03-31.") from None


def refused(message: str) -> Unanswered:
    return Unanswered("BAD_USER_INPUT", message)
