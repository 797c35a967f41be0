"""The journeys: each as a whole, and where on it nobody is at work."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from starlette.responses import Response

from board.journeys import touchpoints
from board.journeys.changes import CHANGES
from board.journeys.journey_map import Found, JourneyMap
from board.rendering import charts
from board.rendering.severities import counted
from board.rendering.tile import Tile
from board.requests.change import make
from board.requests.documents import document
from board.requests.forms import NOTHING_SENT, Sent
from board.requests.page_context import PageContext
from board.requests.paging import address_of, places, said_in, window
from board.requests.permissions import CurrentUser

PATH: Final = "/journeys"
# Journeys are wide: fewer of them make a page than of other things.
PAGE_SIZE: Final = 10
SEARCHED_AT_MOST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """The address of a page, read; an empty word asks for nothing."""

    q: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """Read an address."""
        said = said_in(given, cls.__slots__, {})
        return cls(**{**said, "q": said["q"][:SEARCHED_AT_MOST]})

    def variables(self) -> dict[str, Any]:
        """Return what the page's document is asked with."""
        named = {"name": {"contains": self.q}} if self.q else {}
        needs = {need: touchpoints.FILTERS[need] for need in ("unimproved", "weakened")}
        return {"filter": named, **needs, **window(self.after, self.before, PAGE_SIZE)}

    def address(self, **changed: str) -> str:
        """Return the address with some words changed; it begins at the first page again."""
        said = {"q": self.q, **changed}
        return address_of(PATH, said)


async def show(context: PageContext) -> Response:
    """Show a page of journeys."""
    return await page(context, NOTHING_SENT)


async def page(context: PageContext, sent: Sent) -> Response:
    query = PageQuery.read(context.request.query_params)
    data = await context.ask(document("journeys/journeys"), query.variables())
    found = data["journeys"]
    view = {
        "frame": data,
        "query": query,
        "tiles": list(tiles(data)),
        "rows": [Row.of(each) for each in found["nodes"]],
        "total": found["totalCount"],
        "total_is_exact": found["totalCountIsExact"],
        "places": places(found["pageInfo"], query.address),
        "any": data["all"]["totalCount"] > 0,
        "may": CurrentUser.of(data["viewer"]).may,
        "sent": sent,
    }
    return context.page("journeys/journeys.html", view, status=422 if sent.problems else 200)


async def create(context: PageContext) -> Response:
    """Put a journey on record, and go on to its page, where its stages follow."""
    made = await make(
        context, CHANGES["journey_create"].fields, "journeys/changes", "journey_create", page
    )
    if isinstance(made, Response):
        return made
    return context.back(f"{PATH}/{made.done.payload['journey']['id']}", done="journey_create")


ROUTES: Final = ((PATH, "GET", show), (PATH, "POST", create))


def tiles(data: Mapping[str, Any]) -> Iterator[Tile]:
    """Yield the counts of all touchpoints, whatever is searched for."""
    every, unimproved = touchpoints.PageQuery(), touchpoints.PageQuery(need="unimproved")
    for name, counted_as, address in (
        ("Touchpoints", "touchpoints", every.address()),
        ("Not being improved", "unimproved", unimproved.address()),
        ("Of these critical", "decisive", unimproved.address(importance="CRITICAL")),
        ("Weakened", "weakened", every.address(need="weakened")),
    ):
        yield Tile(name, data[counted_as]["totalCount"], "", address, here=False)


@dataclass(frozen=True, slots=True)
class Row:
    """A journey as a row."""

    it: Found
    way: JourneyMap
    stops: list[list[charts.Stop]]
    findings: list[tuple[str, int]]

    @classmethod
    def of(cls, journey: Found) -> Self:
        """Read a journey as it was answered."""
        way = JourneyMap.of(journey)
        return cls(
            it=journey,
            way=way,
            stops=[[each.drawn for each in stage.stations] for stage in way.stages],
            findings=counted(each for _, each in way.found if not each["acknowledged"]),
        )
