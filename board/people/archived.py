"""What is archived: out of the lists, on record, and on its own page brought back."""

from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from board.people.organisation import PATH as ORGANISATION
from board.people.organisation import PLACES
from board.records.pages import RECORD_PAGES
from board.rendering.addresses import PAGES
from board.rendering.tile import Tile
from board.rendering.words import camel
from board.requests.documents import complete
from board.requests.page_context import PageContext
from board.requests.paging import places, said_in, window
from board.requests.permissions import CurrentUser

PATH: Final = f"{ORGANISATION}/archived"
ARCHIVED: Final = "filter: {archivedOn: {isNull: false}}, includeArchived: true"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A kind that can be archived: what several are called, where their pages are, their name."""

    heading: str
    page: str
    name: str
    order: str


# By the name of their lists.
SHELVES: Final = {
    "initiatives": Shelf("Initiatives", PAGES["initiative"], "title", "TITLE"),
    **{
        page.kind.list_name: Shelf(
            page.these.capitalize(),
            f"{page.path}/",
            camel(page.naming.name),
            page.naming.order or "ID",
        )
        for page in RECORD_PAGES
        if page.kind.archivable
    },
    "journeys": Shelf("Journeys", PAGES["journey"], "name", "NAME"),
    "touchpoints": Shelf("Touchpoints", PAGES["touchpoint"], "name", "NAME"),
    "departments": Shelf("Departments", PAGES["department"], "name", "NAME"),
    "reviews": Shelf("Reviews", PAGES["review"], "title", "HELD"),
    "people": Shelf("People", PAGES["person"], "name", "NAME"),
}
FIRST_KIND: Final = "initiatives"


@cache
def asked_of(kind: str) -> str:
    """Return the query for a page of what is archived of a kind, and how much is of each."""
    shelf = SHELVES[kind]
    counts = "".join(f"  {each}: {camel(each)}({ARCHIVED}) {{ totalCount }}\n" for each in SHELVES)
    return complete(f"""
query Archived($first: Int, $after: String, $last: Int, $before: String) {{
  ...Frame
{counts}
  found: {camel(kind)}(
    {ARCHIVED}
    orderBy: {{field: {shelf.order}}}
    first: $first, after: $after, last: $last, before: $before
  ) {{
    pageInfo {{ ...Place }}
    nodes {{ id name: {shelf.name} archivedOn }}
  }}
}}
""")


async def show(context: PageContext) -> Response:
    """Show what is archived of a kind, by name."""
    said = said_in(context.request.query_params, ("kind", "after", "before"), {"kind": SHELVES})
    kind = said["kind"] or FIRST_KIND
    data = await context.ask(asked_of(kind), window(said["after"], said["before"]))
    found = data["found"]

    def address(**query: str) -> str:
        return f"{PATH}?{urlencode({'kind': kind, **query})}"

    shelf = SHELVES[kind]
    view = {
        "frame": data,
        "tiles": [
            Tile(
                other.heading,
                data[each]["totalCount"],
                "",
                f"{PATH}?kind={each}",
                here=each == kind,
            )
            for each, other in SHELVES.items()
        ],
        "name": shelf.heading,
        "page": shelf.page,
        "rows": found["nodes"],
        "pages": places(found["pageInfo"], address),
        "asker": CurrentUser.of(data["viewer"]),
        "places": PLACES,
    }
    return context.page("people/archived.html", view)


ROUTES: Final = ((PATH, "GET", show),)
