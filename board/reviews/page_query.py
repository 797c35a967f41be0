"""Which review is wanted: of what day, against which."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Self

from board.requests.address import day_in, refused
from board.requests.paging import address_of
from domain.reviews.holding import FIRST_LOOK_DAYS
from domain.reviews.review import WORTH_TELLING_DAYS

PATH: Final = "/review"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """How things stood by the end of `as_of`, and what had changed since the end of `since`.

    `chosen` is the day that the address names to compare with, if it names any.
    """

    as_of: date
    chosen: date | None
    today: date

    @classmethod
    def read(cls, given: Mapping[str, str], today: date) -> Self:
        """Read an address; Unanswered with what it can say where it makes no sense."""
        as_of = day_in(given, "asOf") or today
        chosen = day_in(given, "since")
        if as_of > today:
            raise refused(f"The day of the review, {as_of}, lies in the future: it is {today}.")
        if chosen is not None and chosen >= as_of:
            raise refused(f"The day to compare with, {chosen}, does not lie before {as_of}.")
        return cls(as_of=as_of, chosen=chosen, today=today)

    @property
    def is_now(self) -> bool:
        """Tell whether it is of today, so that it can be held."""
        return self.as_of == self.today

    def since(self, last: Mapping[str, Any] | None) -> date:
        """Return the day to compare with: the one chosen, or the day of the last review."""
        if self.chosen is not None:
            return self.chosen
        if last is not None:
            return date.fromisoformat(last["heldOn"])
        return self.as_of - timedelta(days=FIRST_LOOK_DAYS)

    def variables(self, since: date) -> dict[str, Any]:
        """Return what the page asks with."""
        until = self.as_of.isoformat()
        first = self.as_of - timedelta(days=WORTH_TELLING_DAYS)
        return {
            "asOf": until,
            "since": since.isoformat(),
            "isNow": self.is_now,
            "untold": {
                "shared": {"eq": False},
                "achievedOn": {"gt": first.isoformat(), "lte": until},
            },
        }

    def form(self, action: str) -> str:
        """Return where a form of the page is sent, which leads back to what was looked at."""
        said = {} if self.is_now else {"asOf": self.as_of.isoformat()}
        if self.chosen is not None:
            said["since"] = self.chosen.isoformat()
        return address_of(f"{PATH}/{action}", said)
