"""Which departments a page shows, as its address says it: search, what is counted, place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from board.people.departments.heat import COUNTS, FIRST_COUNT
from board.requests.paging import address_of, said_in, window

PATH: Final = "/departments"
SEARCHED_AT_MOST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """The address of a page, read; an empty word asks for nothing."""

    q: str = ""
    count: str = FIRST_COUNT
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """Read an address; Unanswered with what it can say where it makes no sense."""
        said = said_in(given, cls.__slots__, {"count": COUNTS})
        said["q"] = said["q"][:SEARCHED_AT_MOST]
        return cls(**{name: value for name, value in said.items() if value})

    def variables(self) -> dict[str, Any]:
        """Return what the page's document is asked with."""
        named = {"name": {"contains": self.q}} if self.q else {}
        return {"filter": named, **window(self.after, self.before)}

    def address(self, **changed: str) -> str:
        """Return the address with some words changed; it begins at the first page again."""
        said = {name: getattr(self, name) for name in self.__slots__}
        said |= {"after": "", "before": "", **changed}
        if said["count"] == FIRST_COUNT:
            said["count"] = ""
        return address_of(PATH, said)
