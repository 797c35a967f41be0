"""The review of any day, not held yet: how everything stands, and what changed since."""

from typing import Final

from starlette.responses import Response

from board.requests.change import make
from board.requests.documents import document
from board.requests.forms import NOTHING_SENT, Sent
from board.requests.page_context import NotFound, PageContext
from board.requests.permissions import CurrentUser
from board.reviews.changes import CHANGES
from board.reviews.page_query import PATH, PageQuery
from board.reviews.view import parts_now, standing, tiles


async def show(context: PageContext) -> Response:
    """Show the review of a day."""
    return await page(context, NOTHING_SENT)


async def page(context: PageContext, sent: Sent) -> Response:
    """Show the review, and in the form that was just refused what was typed."""
    query = PageQuery.read(context.request.query_params, context.user.today)
    asked = {"asOf": query.as_of.isoformat()}
    last = (await context.ask(document("reviews/now"), asked, "Last"))["reviews"]["nodes"]
    # The review that it compares with, unless a day was chosen.
    previous = last[0] if last and query.chosen is None else None
    since = query.since(previous)
    variables = {**query.variables(since), "isCounted": previous is not None}
    data = await context.ask(document("reviews/now"), variables, "Now")
    counts, entries = standing(data)
    done = CHANGES.get(context.request.query_params.get("done", ""))
    view = {
        "frame": data,
        "query": query,
        "review": None,
        "as_of": query.as_of,
        "since": since,
        "last": previous,
        "tiles": tiles(counts, previous["levels"] if previous else data["then"]),
        "entries": entries,
        "total": counts["totalCount"],
        "places": {},
        "parts": parts_now(data),
        "decisions": data["decisions"]["nodes"],
        "actions": data["actions"]["nodes"],
        "more": {
            name: data[name]["totalCount"] - len(data[name]["nodes"])
            for name in ("decisions", "actions")
        },
        "asker": CurrentUser.of(data["viewer"]),
        "form": query.form,
        "sent": sent,
        "done": done.done if done else None,
        "today": query.today,
    }
    return context.page("reviews/review.html", view, status=422 if sent.problems else 200)


async def change(context: PageContext) -> Response:
    """Make the change that a form asks for; refused, show the page with what was typed."""
    action = context.request.path_params["action"]
    found = CHANGES.get(action)
    if found is None:
        raise NotFound("form")
    made = await make(context, found.fields, "reviews/changes", action, page)
    if isinstance(made, Response):
        return made
    if action == "review_hold":
        return context.back(f"/reviews/{made.done.payload['review']['id']}", done=action)
    query = {
        name: value
        for name, value in context.request.query_params.items()
        if name in ("asOf", "since")
    }
    return context.back(PATH, found.part, **query, done=action)


ROUTES: Final = (
    (PATH, "GET", show),
    (f"{PATH}/{{action}}", "POST", change),
)
