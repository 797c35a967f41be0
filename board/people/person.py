"""A person: what they answer for, promised and mind."""

from typing import Final

from starlette.responses import Response

from board.people.changes import made_on, said
from board.people.organisation import PLACES
from board.people.people import PATH
from board.requests.documents import document
from board.requests.forms import NOTHING_SENT, Sent
from board.requests.page_context import NotFound, PageContext
from board.requests.permissions import CurrentUser


async def show(context: PageContext) -> Response:
    """Show a person."""
    return await page(context, NOTHING_SENT)


async def page(context: PageContext, sent: Sent) -> Response:
    """Show a person, and in the form that was just refused what was typed."""
    data = await context.ask(document("people/person"), {"id": context.request.path_params["id"]})
    found = data["person"]
    if found is None:
        raise NotFound("person")
    user = CurrentUser.of(data["viewer"])
    view = {
        "frame": data,
        "it": found,
        "may": user.may,
        "asker": user,
        "places": PLACES,
        "sent": sent,
        "done": said(context.request.query_params.get("done", "")),
        "today": context.user.today,
    }
    return context.page("people/person.html", view, status=422 if sent.problems else 200)


async def change(context: PageContext) -> Response:
    """Make the change that a form asks for; refused, show the page with what was typed."""
    made = await made_on("person", context, page)
    if isinstance(made, Response):
        return made
    params = context.request.path_params
    return context.back(f"{PATH}/{params['id']}", done=params["action"])


ROUTES: Final = (
    (PATH + "/{id}", "GET", show),
    (PATH + "/{id}/{action}", "POST", change),
)
