"""The address of a list of records: what is searched for, in which order, from where."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from board.records.pages import RecordPage
from board.rendering.words import camel
from board.requests.paging import address_of, said_in, window

SEARCHED_AT_MOST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """The address of a page of the list, read; an empty word asks for nothing."""

    page: RecordPage
    q: str = ""
    sort: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, page: RecordPage, given: Mapping[str, str]) -> Self:
        """Read an address; QueryFailed with what it can say where it makes no sense."""
        said = said_in(given, ("q", "sort", "after", "before"), {"sort": page.orders})
        first = next(iter(page.orders), "")
        return cls(
            page=page,
            **{**said, "q": said["q"][:SEARCHED_AT_MOST], "sort": said["sort"] or first},
        )

    def variables(self) -> dict[str, Any]:
        """Return what the page's document is asked with."""
        asked: dict[str, Any] = {}
        if self.q:
            asked[camel(self.page.naming.name)] = {"contains": self.q}
        order = {"order": {"field": self.page.orders[self.sort].order}} if self.sort else {}
        return {"filter": asked, **order, **window(self.after, self.before)}

    def address(self, **changed: str) -> str:
        """Return the address with some words changed; it begins at the first page again."""
        said = {"q": self.q, "sort": self.sort, **changed}
        if said["sort"] == next(iter(self.page.orders), ""):
            said["sort"] = ""
        return address_of(self.page.path, said)
