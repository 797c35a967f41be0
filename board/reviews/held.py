"""A review that was held: exactly as it was, with what came of its decisions and actions."""

from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from board.rendering.days import day_of
from board.requests.change import make
from board.requests.documents import document
from board.requests.forms import NOTHING_SENT, Sent
from board.requests.page_context import NotFound, PageContext
from board.requests.paging import places, said_in, window
from board.requests.permissions import CurrentUser
from board.reviews.changes import CHANGES
from board.reviews.view import Stand, parts_held, tiles


async def show(context: PageContext) -> Response:
    """Show a review."""
    return await page(context, NOTHING_SENT)


async def page(context: PageContext, sent: Sent) -> Response:
    """Show a review, and in the form that was just refused what was typed."""
    path = f"/reviews/{context.request.path_params['id']}"
    said = said_in(context.request.query_params, ("after", "before"), {})
    data = await context.ask(
        document("reviews/held"),
        {"id": context.request.path_params["id"], **window(said["after"], said["before"])},
    )
    review = data["review"]
    if review is None:
        raise NotFound("review")
    done = CHANGES.get(context.request.query_params.get("done", ""))

    def address(**query: str) -> str:
        return f"{path}?{urlencode(query)}#portfolio"

    view = {
        "frame": data,
        "query": None,
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
        "asker": CurrentUser.of(data["viewer"]),
        "form": lambda action: f"{path}/{action}",
        "sent": sent,
        "done": done.done if done else None,
        "today": context.user.today,
    }
    return context.page("reviews/review.html", view, status=422 if sent.problems else 200)


async def change(context: PageContext) -> Response:
    """Make the change that a form asks for; refused, show the page with what was typed."""
    action = context.request.path_params["action"]
    found = CHANGES.get(action)
    if found is None or action == "review_hold":
        raise NotFound("form")
    made = await make(context, found.fields, "reviews/changes", action, page)
    if isinstance(made, Response):
        return made
    path = f"/reviews/{context.request.path_params['id']}"
    return context.back(path, found.part, done=action)


ROUTES: Final = (
    ("/reviews/{id}", "GET", show),
    ("/reviews/{id}/{action}", "POST", change),
)
