"""The organisation: its vision and its calendar, and for administrators who may come in."""

from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from board.people.changes import made_on, said
from board.rendering.timestamps import moments
from board.requests.documents import document
from board.requests.forms import NOTHING_SENT, Sent
from board.requests.page_context import Visit
from board.requests.paging import places, said_in, window
from board.requests.permissions import Asker

PATH: Final = "/organisation"
# The pages of the organisation, and whether they are an administrator's alone.
PLACES: Final = (
    (PATH, "The organisation", False),
    (f"{PATH}/people", "People", False),
    (f"{PATH}/tokens", "Tokens", True),
    ("/import", "Import", True),
    (f"{PATH}/trail", "Who did what", True),
    (f"{PATH}/archived", "Archived", False),
)


async def show(visit: Visit) -> Response:
    """Show the organisation."""
    return await page(visit, NOTHING_SENT)


async def page(visit: Visit, sent: Sent) -> Response:
    """Show the organisation, and in the form that was just refused what was typed."""
    asked = visit.request.query_params
    place = said_in(asked, ("after", "before"), {})
    data = await visit.ask(document("people/organisation"), {}, "Organisation")
    asker = Asker.of(data["viewer"])
    view = {
        "frame": data,
        "it": data["organisation"],
        "people": data["people"]["totalCount"],
        "departments": data["departments"]["totalCount"],
        "members": None,
        "may": asker.may,
        "asker": asker,
        "places": PLACES,
        "sent": sent,
        "done": said(asked.get("done", "")),
    }
    if asker.may("member_invite"):
        found = await visit.ask(
            document("people/organisation"),
            window(place["after"], place["before"]),
            "Members",
        )
        view["members"] = found["members"]
        view["pages"] = places(
            found["members"]["pageInfo"], lambda **query: f"{PATH}?{urlencode(query)}#members"
        )
        view["moment"] = moments(data["organisation"]["timeZone"], visit.locale)
    return visit.page("people/organisation.html", view, status=422 if sent.problems else 200)


async def change(visit: Visit) -> Response:
    """Make the change that a form asks for; refused, show the page with what was typed."""
    made = await made_on("organisation", visit, page)
    if isinstance(made, Response):
        return made
    return visit.back(PATH, done=visit.request.path_params["action"])


ROUTES: Final = ((PATH, "GET", show), (PATH + "/{action}", "POST", change))
