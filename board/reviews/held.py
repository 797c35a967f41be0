"""A review that was held: exactly as it was, with what came of its decisions and actions."""

from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from board.rendering.days import day_of
from board.requests.change import make
from board.requests.documents import document
from board.requests.forms import NOTHING_SENT, Sent
from board.requests.page_context import NotFound, Visit
from board.requests.paging import places, said_in, window
from board.requests.permissions import Asker
from board.reviews.changes import CHANGES
from board.reviews.view import Stand, parts_held, tiles


async def show(visit: Visit) -> Response:
    """Show a review."""
    return await page(visit, NOTHING_SENT)


async def page(visit: Visit, sent: Sent) -> Response:
    """Show a review, and in the form that was just refused what was typed."""
    path = f"/reviews/{visit.request.path_params['id']}"
    said = said_in(visit.request.query_params, ("after", "before"), {})
    data = await visit.ask(
        document("reviews/held"),
        {"id": visit.request.path_params["id"], **window(said["after"], said["before"])},
    )
    review = data["review"]
    if review is None:
        raise NotFound("review")
    done = CHANGES.get(visit.request.query_params.get("done", ""))

    def address(**query: str) -> str:
        return f"{path}?{urlencode(query)}#portfolio"

    view = {
        "frame": data,
        "wanted": None,
        "review": review,
        "as_of": day_of(review["heldOn"]),
        "since": day_of(review["sinceOn"]),
        "last": review["previous"],
        "tiles": tiles(review["levels"], review["levelsBefore"]),
        "entries": [Stand.held(each) for each in review["entries"]["nodes"]],
        "total": review["entries"]["totalCount"],
        "places": places(review["entries"]["pageInfo"], address),
        "parts": parts_held(review),
        "decisions": review["decisions"],
        "actions": review["actions"],
        "more": {"decisions": 0, "actions": 0},
        "asker": Asker.of(data["viewer"]),
        "form": lambda action: f"{path}/{action}",
        "sent": sent,
        "done": done.done if done else None,
        "today": visit.visitor.today,
    }
    return visit.page("reviews/review.html", view, status=422 if sent.problems else 200)


async def change(visit: Visit) -> Response:
    """Make the change that a form asks for; refused, show the page with what was typed."""
    action = visit.request.path_params["action"]
    found = CHANGES.get(action)
    if found is None or action == "review_hold":
        raise NotFound("form")
    made = await make(visit, found.fields, "reviews/changes", action, page)
    if isinstance(made, Response):
        return made
    path = f"/reviews/{visit.request.path_params['id']}"
    return visit.back(path, found.part, done=action)


ROUTES: Final = (
    ("/reviews/{id}", "GET", show),
    ("/reviews/{id}/{action}", "POST", change),
)
