"""The touchpoints of all journeys: those that nobody improves, or that something takes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from starlette.responses import Response

from board.journeys.journey_map import AT_WORK, STRENGTHENS, Station
from board.rendering import words
from board.requests.documents import document
from board.requests.page_context import PageContext
from board.requests.paging import address_of, places, said_in, window

PATH: Final = "/touchpoints"
SEARCHED_AT_MOST: Final = 100
NEEDS: Final = {
    "unimproved": "No initiative improves it",
    "weakened": "Something takes from the bond",
    "findings": "Has findings",
    "unminded": "Nobody minds it",
}
CHOICES: Final[Mapping[str, Mapping[str, str]]] = {"need": NEEDS, "importance": words.IMPORTANCE}
_NOW: Final = {"status": {"in": sorted(AT_WORK)}, "archivedOn": {"isNull": True}}
# What each need asks of a touchpoint, as `Station` sees it, too.
FILTERS: Final[Mapping[str, Mapping[str, Any]]] = {
    "unimproved": {
        "effects": {"none": {"direction": {"eq": STRENGTHENS}, "initiative": _NOW}},
    },
    "weakened": {
        "effects": {"some": {"direction": {"ne": STRENGTHENS}, "initiative": _NOW}},
    },
    "findings": {"findings": {"some": {}}},
    "unminded": {"stewardId": {"isNull": True}},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """The address of a page, read; an empty word asks for nothing."""

    q: str = ""
    need: str = ""
    importance: str = ""
    department: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """Read an address; Unanswered with what it can say where it makes no sense."""
        said = said_in(given, cls.__slots__, CHOICES)
        return cls(**{**said, "q": said["q"][:SEARCHED_AT_MOST]})

    @property
    def filtered(self) -> bool:
        """Whether not everything is wanted."""
        return bool(self.filter())

    def variables(self) -> dict[str, Any]:
        """Return what the page's document is asked with."""
        return {"filter": self.filter(), **window(self.after, self.before)}

    def filter(self) -> dict[str, Any]:
        """Return the filter that the words amount to; all of them must hold."""
        made: list[Mapping[str, Any]] = []
        if self.q:
            contains = {"name": {"contains": self.q}}
            made.append({"or": [contains, {"steward": contains}]})
        if self.need:
            made.append(FILTERS[self.need])
        if self.importance:
            made.append({"importance": {"eq": self.importance}})
        if self.department:
            made.append({"departmentId": {"eq": self.department}})
        return {"and": made} if made else {}

    def address(self, **changed: str) -> str:
        """Return the address with some words changed; it begins at the first page again."""
        said = {name: getattr(self, name) for name in self.__slots__}
        said |= {"after": "", "before": "", **changed}
        return address_of(PATH, said)


async def show(context: PageContext) -> Response:
    """Show a page of touchpoints."""
    query = PageQuery.read(context.request.query_params)
    data = await context.ask(document("journeys/touchpoints"), query.variables())
    found = data["touchpoints"]
    view = {
        "frame": data,
        "query": query,
        "stations": [Station.of(each) for each in found["nodes"]],
        "total": found["totalCount"],
        "total_is_exact": found["totalCountIsExact"],
        "places": places(found["pageInfo"], query.address),
        "choices": {
            **CHOICES,
            "department": {each["id"]: each["name"] for each in data["departments"]["nodes"]},
        },
    }
    return context.page("journeys/touchpoints.html", view)


ROUTES: Final = ((PATH, "GET", show),)
