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
from board.rendering.timestamps import timestamps
from board.requests.documents import document
from board.requests.forms import NOTHING_SENT, Sent
from board.requests.page_context import PageContext
from board.requests.paging import places, said_in, window
from board.requests.permissions import CurrentUser

PATH: Final = f"{ORGANISATION}/tokens"
FIRST_METHOD: Final = "TOKEN"
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
class PageQuery:
    """The address of a page, read."""

    method: str = FIRST_METHOD
    also: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """Read an address; Unanswered with what it can say where it makes no sense."""
        said = said_in(given, cls.__slots__, {"method": words.METHOD, "also": ALSO})
        return cls(**{**said, "method": said["method"] or FIRST_METHOD})

    def variables(self) -> dict[str, Any]:
        """Return what the page's document is asked with."""
        asked: dict[str, Any] = {"method": {"eq": self.method}}
        if not self.also:
            asked["valid"] = {"eq": True}
        return {"filter": asked, **window(self.after, self.before)}

    def address(self, **changed: str) -> str:
        """Return the address with some words changed; it begins at the first page again."""
        said = {"method": self.method, "also": self.also, **changed}
        asked = {name: value for name, value in said.items() if value}
        return f"{PATH}?{urlencode(asked)}"


async def show(context: PageContext) -> Response:
    """Show a page of tokens."""
    return await page(context, NOTHING_SENT)


async def page(context: PageContext, sent: Sent, secret: str | None = None) -> Response:
    """Show a page of tokens, with the secret of the one that was just made, this once."""
    asked = context.request.query_params
    query = PageQuery.read(asked)
    data = await context.ask(document("access/tokens"), query.variables())
    found = data["tokens"]
    user = CurrentUser.of(data["viewer"])
    view = {
        "frame": data,
        "query": query,
        "rows": found["nodes"],
        "total": found["totalCount"],
        "pages": places(found["pageInfo"], query.address),
        "moment": timestamps(data["organisation"]["timeZone"], context.locale),
        "zone": data["organisation"]["timeZone"],
        "choices": {"method": words.METHOD, "also": ALSO, "good_for": GOOD_FOR},
        "may": user.may,
        "asker": user,
        "places": PLACES,
        "secret": secret,
        "sent": sent,
        "done": said(asked.get("done", "")),
    }
    return context.page("access/tokens.html", view, status=422 if sent.problems else 200)


async def change(context: PageContext) -> Response:
    """Make the change that a form asks for; a new token's secret is shown, and nowhere kept."""
    query = PageQuery.read(context.request.query_params)
    made = await made_on("tokens", context, page)
    if isinstance(made, Response):
        return made
    action = context.request.path_params["action"]
    if (secret := made.done.payload.get("secret")) is not None:
        shown = await page(context, NOTHING_SENT, secret)
        # Not even the browser of who made it keeps it.
        shown.headers["cache-control"] = "no-store"
        return shown
    return context.back(query.address(done=action))


ROUTES: Final = ((PATH, "GET", show), (PATH + "/{action}", "POST", change))
