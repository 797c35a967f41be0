"""What is archived: out of the lists, on record, and on its own page brought back."""

from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from board.people.organisation import PATH as ORGANISATION
from board.people.organisation import PLACES
from board.rendering.tile import Tile
from board.requests.documents import document
from board.requests.page_context import PageContext
from board.requests.paging import places, said_in, window
from board.requests.permissions import CurrentUser

PATH: Final = f"{ORGANISATION}/archived"
# What can be archived and has a page: its name, and where that page is.
KINDS: Final = {
    "initiatives": ("Initiatives", "/initiatives/"),
    "journeys": ("Journeys", "/journeys/"),
    "touchpoints": ("Touchpoints", "/touchpoints/"),
    "departments": ("Departments", "/departments/"),
    "reviews": ("Reviews", "/reviews/"),
    "people": ("People", f"{ORGANISATION}/people/"),
}
FIRST_KIND: Final = "initiatives"


async def show(context: PageContext) -> Response:
    """Show what is archived of a kind, by name."""
    said = said_in(context.request.query_params, ("kind", "after", "before"), {"kind": KINDS})
    kind = said["kind"] or FIRST_KIND
    asked = document("people/archived")
    data = await context.ask(asked, {}, "Counts")
    place = window(said["after"], said["before"])
    found = (await context.ask(asked, place, kind.capitalize()))["found"]

    def address(**query: str) -> str:
        return f"{PATH}?{urlencode({'kind': kind, **query})}"

    name, page = KINDS[kind]
    view = {
        "frame": data,
        "tiles": [
            Tile(name, data[each]["totalCount"], "", f"{PATH}?kind={each}", here=each == kind)
            for each, (name, _) in KINDS.items()
        ],
        "name": name,
        "page": page,
        "rows": found["nodes"],
        "pages": places(found["pageInfo"], address),
        "asker": CurrentUser.of(data["viewer"]),
        "places": PLACES,
    }
    return context.page("people/archived.html", view)


ROUTES: Final = ((PATH, "GET", show),)
