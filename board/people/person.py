"""A person: what they answer for, promised and mind."""

from typing import Final

from starlette.responses import Response

from board.people.changes import made_on, said
from board.people.organisation import PLACES
from board.people.people import PATH
from board.requests.documents import document
from board.requests.forms import NOTHING_SENT, Sent
from board.requests.page_context import NotFound, Visit
from board.requests.permissions import Asker


async def show(visit: Visit) -> Response:
    """Show a person."""
    return await page(visit, NOTHING_SENT)


async def page(visit: Visit, sent: Sent) -> Response:
    """Show a person, and in the form that was just refused what was typed."""
    data = await visit.ask(document("people/person"), {"id": visit.request.path_params["id"]})
    found = data["person"]
    if found is None:
        raise NotFound("person")
    asker = Asker.of(data["viewer"])
    view = {
        "frame": data,
        "it": found,
        "may": asker.may,
        "asker": asker,
        "places": PLACES,
        "sent": sent,
        "done": said(visit.request.query_params.get("done", "")),
        "today": visit.visitor.today,
    }
    return visit.page("people/person.html", view, status=422 if sent.problems else 200)


async def change(visit: Visit) -> Response:
    """Make the change that a form asks for; refused, show the page with what was typed."""
    made = await made_on("person", visit, page)
    if isinstance(made, Response):
        return made
    params = visit.request.path_params
    return visit.back(f"{PATH}/{params['id']}", done=params["action"])


ROUTES: Final = (
    (PATH + "/{id}", "GET", show),
    (PATH + "/{id}/{action}", "POST", change),
)
