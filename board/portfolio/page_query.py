"""What a portfolio page shows, as its address says it: filters, search, order and place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from board.rendering import words
from board.requests.paging import address_of, said_in, window

# No level is a choice of its own: what has no probability is not to be lost from sight.
NO_LEVEL: Final = "NONE"
LEVELS: Final = {**words.LEVEL, NO_LEVEL: "No number"}
# What the address calls an order, what a person calls it, and how the API lists it.
SORTS: Final = {
    "attention": ("Need of attention", "ATTENTION", "DESC"),
    "title": ("Title", "TITLE", "ASC"),
    "priority": ("Priority", "PRIORITY", "ASC"),
    "target": ("Target day", "TARGET", "ASC"),
    "newest": ("Newest first", "PROPOSED", "DESC"),
}
FIRST_SORT: Final = "attention"
CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "status": words.STATUS,
    "level": LEVELS,
    "finding": words.RULE,
}
SEARCHED_AT_MOST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """The address of a page, read; an empty word asks for nothing."""

    q: str = ""
    status: str = ""
    level: str = ""
    department: str = ""
    owner: str = ""
    finding: str = ""
    sort: str = FIRST_SORT
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """Read an address; Unanswered with what it can say where it makes no sense."""
        said = said_in(given, cls.__slots__, {**CHOICES, "sort": SORTS})
        said["q"] = said["q"][:SEARCHED_AT_MOST]
        return cls(**{name: value for name, value in said.items() if value})

    @property
    def filtered(self) -> bool:
        """Whether not everything is wanted."""
        return any((self.q, self.status, self.level, self.department, self.owner, self.finding))

    def variables(self) -> dict[str, Any]:
        """Return what the page's document is asked with."""
        _, field, direction = SORTS[self.sort]
        return {
            "filter": self.filter(),
            "orderBy": {"field": field, "direction": direction},
            "owner": self.owner,
            "ofOwner": bool(self.owner),
            **window(self.after, self.before),
        }

    def filter(self) -> dict[str, Any]:
        """Return the filter that the words amount to; all of them must hold."""
        made: list[dict[str, Any]] = []
        if self.q:
            contains = {"contains": self.q}
            made.append({"or": [{"title": contains}, {"owner": {"name": contains}}]})
        if self.status:
            made.append({"status": {"eq": self.status}})
        if self.level:
            level = {"isNull": True} if self.level == NO_LEVEL else {"eq": self.level}
            made.append({"stallRisk": {"level": level}})
        if self.department:
            its = {"departmentId": {"eq": self.department}}
            made.append({"or": [{"owner": its}, {"participations": {"some": its}}]})
        if self.owner:
            made.append({"ownerId": {"eq": self.owner}})
        if self.finding:
            made.append({"findings": {"some": {"rule": {"eq": self.finding}}}})
        return {"and": made} if made else {}

    def up_to(self, word: str) -> str:
        """Return the address up to the value of a word, which is to follow."""
        address = self.address(**{word: ""})
        return f"{address}{'&' if '?' in address else '?'}{word}="

    def address(self, **changed: str) -> str:
        """Return the address with some words changed; it begins at the first page again."""
        said = {name: getattr(self, name) for name in self.__slots__}
        said |= {"after": "", "before": "", **changed}
        if said["sort"] == FIRST_SORT:
            said["sort"] = ""
        return address_of("/", said)
