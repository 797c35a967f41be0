"""The reviews that were held, the newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self
from urllib.parse import urlencode

from starlette.responses import Response

from board.rendering.days import day_of
from board.requests.documents import document
from board.requests.page_context import PageContext
from board.requests.paging import places, said_in, window
from board.requests.permissions import CurrentUser

PATH: Final = "/reviews"


async def show(context: PageContext) -> Response:
    """Show a page of the reviews."""
    said = said_in(context.request.query_params, ("after", "before"), {})
    data = await context.ask(document("reviews/reviews"), window(said["after"], said["before"]))
    found = data["reviews"]

    def address(**query: str) -> str:
        return f"{PATH}?{urlencode(query)}"

    view = {
        "frame": data,
        "rows": [Row.of(each) for each in found["nodes"]],
        "total": found["totalCount"],
        "places": places(found["pageInfo"], address),
        "may_hold": CurrentUser.of(data["viewer"]).may("review_hold"),
    }
    return context.page("reviews/reviews.html", view)


ROUTES: Final = ((PATH, "GET", show),)


@dataclass(frozen=True, slots=True)
class Row:
    """A review as a row: what it showed, and what is still open of it."""

    it: Mapping[str, Any]
    held_on: date | None
    alarming: int
    asked: int
    decided: int
    open: int
    overdue: int

    @classmethod
    def of(cls, review: Mapping[str, Any]) -> Self:
        """Read a review as it was answered."""
        states = [each["state"] for each in review["decisions"]]
        levels = review["levels"]
        return cls(
            it=review,
            held_on=day_of(review["heldOn"]),
            alarming=levels["highCount"] + levels["criticalCount"],
            asked=states.count("ASKED"),
            decided=states.count("TAKEN"),
            open=sum(each["open"] for each in review["actions"]),
            overdue=sum(each["overdue"] for each in review["actions"]),
        )
