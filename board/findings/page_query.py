"""Which findings a page shows, as its address says it: filters and place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from board.rendering import words
from board.requests.paging import address_of, said_in, window

PATH: Final = "/findings"
GONE: Final = "gone"
# What has been done about a finding, or whether there is still anything to do.
KNOWN: Final = {"no": "Not acknowledged", "yes": "Acknowledged", GONE: "Gone again"}
CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "rule": words.RULE,
    "severity": words.SEVERITY,
    "known": KNOWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """The address of a page, read; an empty word asks for nothing."""

    rule: str = ""
    severity: str = ""
    known: str = ""
    department: str = ""
    owner: str = ""
    touchpoint: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """Read an address; Unanswered with what it can say where it makes no sense."""
        return cls(**said_in(given, cls.__slots__, CHOICES))

    @property
    def filtered(self) -> bool:
        """Whether not everything is wanted."""
        return bool(self.filter()) or self.known == GONE

    def variables(self) -> dict[str, Any]:
        """Return what the page's document is asked with."""
        return {
            "filter": self.filter(),
            "gone": self.known == GONE,
            "owner": self.owner,
            "ofOwner": bool(self.owner),
            **window(self.after, self.before),
        }

    def filter(self) -> dict[str, Any]:
        """Return the filter that the words amount to; all of them must hold."""
        made: list[dict[str, Any]] = []
        if self.rule:
            made.append({"rule": {"eq": self.rule}})
        if self.severity:
            made.append({"severity": {"eq": self.severity}})
        if self.known == GONE:
            made.append({"showing": {"eq": False}})
        elif self.known:
            made.append({"acknowledged": {"eq": self.known == "yes"}})
        if self.department:
            its = {"departmentId": {"eq": self.department}}
            made.append(
                {
                    "or": [
                        {"initiative": {"owner": its}},
                        {"initiative": {"participations": {"some": its}}},
                        {"milestone": {"owner": its}},
                        {"person": its},
                        {"touchpoint": its},
                    ]
                }
            )
        if self.owner:
            theirs = {"eq": self.owner}
            made.append(
                {
                    "or": [
                        {"initiative": {"ownerId": theirs}},
                        {"milestone": {"ownerId": theirs}},
                        {"personId": theirs},
                        {"touchpoint": {"stewardId": theirs}},
                    ]
                }
            )
        if self.touchpoint:
            made.append({"touchpointId": {"eq": self.touchpoint}})
        return {"and": made} if made else {}

    def query(self, **changed: str) -> dict[str, str]:
        """Return the words of the address that say something."""
        said = {name: getattr(self, name) for name in self.__slots__} | changed
        return {name: value for name, value in said.items() if value}

    def address(self, **changed: str) -> str:
        """Return the address with some words changed; it begins at the first page again."""
        return address_of(PATH, self.query(**{"after": "", "before": "", **changed}))

    def form(self, action: str) -> str:
        """Return where a form is sent, so that what it answers is this very page again."""
        return address_of(f"{PATH}/{action}", self.query())
