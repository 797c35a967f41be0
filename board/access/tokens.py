"""What lets somebody in: tokens of programs, sessions of browsers, when each was used last."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import urlencode

from starlette.responses import Response

from board.people.changes import made_on, said
from board.people.organisation import PATH as ORGANISATION
from board.people.organisation import PLACES
from board.rendering import words
from board.rendering.timestamps import moments
from board.requests.documents import document
from board.requests.forms import NOTHING_SENT, Sent
from board.requests.page_context import Visit
from board.requests.paging import places, said_in, window
from board.requests.permissions import Asker

PATH: Final = f"{ORGANISATION}/tokens"
FIRST_MEANS: Final = "TOKEN"
ALSO: Final = {"past": "Shown as well"}
# What a token is good for, as it is chosen; the command line knows every mixture.
GOOD_FOR: Final = {
    "": "All that its role allows",
    "READ": "Reads only: a wall, a report",
    "READ,MILESTONES": "Reads, and writes milestones: a project tool",
    "READ,INITIATIVES,MILESTONES,WINS": "Reads, and writes initiatives with milestones and wins",
    "IMPORT": "Imports",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The address of a page, read."""

    means: str = FIRST_MEANS
    also: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """Read an address; Unanswered with what it can say where it makes no sense."""
        said = said_in(given, cls.__slots__, {"means": words.MEANS, "also": ALSO})
        return cls(**{**said, "means": said["means"] or FIRST_MEANS})

    def variables(self) -> dict[str, Any]:
        """Return what the page's document is asked with."""
        asked: dict[str, Any] = {"means": {"eq": self.means}}
        if not self.also:
            asked["valid"] = {"eq": True}
        return {"filter": asked, **window(self.after, self.before)}

    def address(self, **changed: str) -> str:
        """Return the address with some words changed; it begins at the first page again."""
        said = {"means": self.means, "also": self.also, **changed}
        asked = {name: value for name, value in said.items() if value}
        return f"{PATH}?{urlencode(asked)}"


async def show(visit: Visit) -> Response:
    """Show a page of tokens."""
    return await page(visit, NOTHING_SENT)


async def page(visit: Visit, sent: Sent, secret: str | None = None) -> Response:
    """Show a page of tokens, with the secret of the one that was just made, this once."""
    asked = visit.request.query_params
    wanted = Wanted.read(asked)
    data = await visit.ask(document("access/tokens"), wanted.variables())
    found = data["tokens"]
    asker = Asker.of(data["viewer"])
    view = {
        "frame": data,
        "wanted": wanted,
        "rows": found["nodes"],
        "total": found["totalCount"],
        "pages": places(found["pageInfo"], wanted.address),
        "moment": moments(data["organisation"]["timeZone"], visit.locale),
        "zone": data["organisation"]["timeZone"],
        "choices": {"means": words.MEANS, "also": ALSO, "good_for": GOOD_FOR},
        "may": asker.may,
        "asker": asker,
        "places": PLACES,
        "secret": secret,
        "sent": sent,
        "done": said(asked.get("done", "")),
    }
    return visit.page("access/tokens.html", view, status=422 if sent.problems else 200)


async def change(visit: Visit) -> Response:
    """Make the change that a form asks for; a new token's secret is shown, and nowhere kept."""
    wanted = Wanted.read(visit.request.query_params)
    made = await made_on("tokens", visit, page)
    if isinstance(made, Response):
        return made
    action = visit.request.path_params["action"]
    if (secret := made.done.payload.get("secret")) is not None:
        shown = await page(visit, NOTHING_SENT, secret)
        # Not even the browser of who made it keeps it.
        shown.headers["cache-control"] = "no-store"
        return shown
    return visit.back(wanted.address(done=action))


ROUTES: Final = ((PATH, "GET", show), (PATH + "/{action}", "POST", change))
