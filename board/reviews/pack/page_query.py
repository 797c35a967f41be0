"""Which pack is wanted: of what day or review, against which day, on what paper."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final, Self

from board.rendering.days import day_of
from board.requests.address import day_in, refused
from board.requests.page_context import NotFound

Answer = Mapping[str, Any]
# Without a day to compare with and a review before: a review a month is what most hold.
USUAL_DAYS: Final = 30
# What the API tells of past days at once, at most.
HISTORY_DAYS: Final = 400
# By what it is called in an address and by the command: how the typesetter calls it.
PAPERS: Final[Mapping[str, str]] = {"a4": "a4", "letter": "us-letter"}
# Lists are asked for no longer than they are printed.
ENTRIES: Final = 60
FINDINGS: Final = 14
DECISIONS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfQuery:
    """A pack: how things stood at the end of `as_of`, and what had changed since `since`.

    Of a review, both are its own; `review` is its global id, `title` what it is called.
    """

    as_of: date
    since: date
    paper: str = "a4"
    review: str = ""
    title: str = "Review pack"
    # What was held on the day to compare with: a review by its name, or nothing.
    before: str = ""

    @property
    def days(self) -> int:
        """How many days lie between."""
        return (self.as_of - self.since).days

    @property
    def history_from(self) -> date:
        """The first day whose counts are told."""
        return max(self.since, self.as_of - timedelta(days=HISTORY_DAYS - 1))

    def variables(self, *, by_visitor: bool) -> dict[str, Any]:
        """Return what the documents of the pack are asked with, of a day or of a review."""
        until = self.as_of.isoformat()
        common = {
            "asOf": until,
            "historyFrom": self.history_from.isoformat(),
            "entries": ENTRIES,
            "decisions": DECISIONS,
            "byVisitor": by_visitor,
        }
        held_by_then = {"review": {"heldOn": {"lte": until}}}
        if self.review:
            is_open = {"and": [held_by_then, {"open": {"eq": True}}]}
            return {**common, "review": self.review, "open": is_open}
        shown = shown_on(self.as_of)

        def of(severity: str) -> dict[str, Any]:
            return {"and": [shown, {"severity": {"eq": severity}}]}

        return {
            **common,
            "since": self.since.isoformat(),
            "open": {"and": [held_by_then, not_by("completedOn", until)]},
            "shown": shown,
            "new": {"and": [shown, {"firstSeenOn": {"gt": self.since.isoformat()}}]},
            "critical": of("CRITICAL"),
            "warning": of("WARNING"),
            "info": of("INFO"),
            "untold": {"shared": {"eq": False}, "achievedOn": {"lte": until}},
            "findings": FINDINGS,
            "asked": {"and": [{"askedOn": {"lte": until}}, not_by("closedOn", until)]},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was said of a pack, by an address or a command; None where nothing was."""

    today: date
    as_of: date | None
    since: date | None
    paper: str
    review: str

    @classmethod
    def read(cls, given: Mapping[str, str], today: date) -> Self:
        """Read an address; Unanswered with what it can say where it makes no sense."""
        as_of, since = day_in(given, "asOf"), day_in(given, "since")
        review = given.get("review", "").strip()
        if review and (as_of or since):
            raise refused("A review has days of its own: leave the others out.")
        if as_of and as_of > today:
            raise refused(f"The day of the pack, {as_of}, lies in the future: today is {today}.")
        # Of a day on which a review was held already, nothing has changed since: that can be told.
        if since and since > (as_of or today):
            raise refused(f"The day to compare with, {since}, lies behind {as_of or today}.")
        paper = given.get("paper", "").strip().lower() or "a4"
        if paper not in PAPERS:
            raise refused(f"The paper {paper[:20]!r} is not known: it can be {', '.join(PAPERS)}.")
        return cls(today=today, as_of=as_of, since=since, paper=paper, review=review)

    def before(self) -> dict[str, Any]:
        """Return what is asked ahead: which review it is of, or which one was held last."""
        day = (self.as_of or self.today).isoformat()
        return {
            "review": self.review,
            "ofReview": bool(self.review),
            "last": {"heldOn": {"lt": day}},
            "ofLast": not self.review and self.since is None,
        }

    def query(self, answer: Answer) -> PdfQuery:
        """Return the pack that is wanted, by what was answered; Unanswered if it isn't there."""
        as_of = self.as_of or self.today
        if self.review:
            review = answer["review"]
            if review is None:
                raise NotFound("review")
            previous = review["previous"]
            return PdfQuery(
                as_of=date.fromisoformat(review["heldOn"]),
                since=date.fromisoformat(review["sinceOn"]),
                paper=self.paper,
                review=self.review,
                title=review["title"],
                before=previous["title"] if previous else "",
            )
        usual = as_of - timedelta(days=USUAL_DAYS)
        query = PdfQuery(as_of=as_of, since=self.since or usual, paper=self.paper)
        for held in answer["last"]["nodes"] if "last" in answer else ():
            on = day_of(held["heldOn"])
            return replace(query, since=on or usual, before=held["title"])
        return query


def shown_on(day: date) -> dict[str, Any]:
    """Return the filter of the findings that showed at the end of a day."""
    until = day.isoformat()
    return {"and": [{"firstSeenOn": {"lte": until}}, not_by("goneOn", until)]}


def not_by(field: str, day: str) -> dict[str, Any]:
    """Return the filter of what had not ended by the end of a day."""
    return {"or": [{field: {"isNull": True}}, {field: {"gt": day}}]}
