"""The organisation: its vision and its calendar, and for administrators who may come in."""

from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from board.people.changes import made_on, said
from board.rendering.timestamps import timestamps
from board.requests.documents import document
from board.requests.forms import NOTHING_SENT, Sent
from board.requests.page_context import PageContext
from board.requests.paging import places, said_in, window
from board.requests.permissions import CurrentUser

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


async def show(context: PageContext) -> Response:
    """Show the organisation."""
    return await page(context, NOTHING_SENT)


async def page(context: PageContext, sent: Sent) -> Response:
    """Show the organisation, and in the form that was just refused what was typed."""
    asked = context.request.query_params
    place = said_in(asked, ("after", "before"), {})
    data = await context.ask(document("people/organisation"), {}, "Organisation")
    user = CurrentUser.of(data["viewer"])
    view = {
        "frame": data,
        "it": data["organisation"],
        "people": data["people"]["totalCount"],
        "departments": data["departments"]["totalCount"],
        "members": None,
        "may": user.may,
        "asker": user,
        "places": PLACES,
        "sent": sent,
        "done": said(asked.get("done", "")),
    }
    if user.may("member_invite"):
        found = await context.ask(
            document("people/organisation"),
            window(place["after"], place["before"]),
            "Members",
        )
        view["members"] = found["members"]
        view["pages"] = places(
            found["members"]["pageInfo"], lambda **query: f"{PATH}?{urlencode(query)}#members"
        )
        view["moment"] = timestamps(data["organisation"]["timeZone"], context.locale)
    return context.page("people/organisation.html", view, status=422 if sent.problems else 200)


async def change(context: PageContext) -> Response:
    """Make the change that a form asks for; refused, show the page with what was typed."""
    made = await made_on("organisation", context, page)
    if isinstance(made, Response):
        return made
    return context.back(PATH, done=context.request.path_params["action"])


ROUTES: Final = ((PATH, "GET", show), (PATH + "/{action}", "POST", change))
