"""A new initiative: the first step of an empty organisation, and of every effort after it."""

from typing import Final

from starlette.responses import Response

from board.requests.change import make
from board.requests.documents import document
from board.requests.forms import NOTHING_SENT, Field, Sent, day
from board.requests.page_context import PageContext
from board.requests.permissions import CurrentUser

FIELDS: Final = (
    Field("title", required=True),
    Field("caseForChange"),
    Field("summary"),
    Field("targetOn", day),
    Field("ownerId"),
)
PATH: Final = "/initiatives/new"


async def show(context: PageContext) -> Response:
    """Show the form; in an empty organisation, with the other ways to begin."""
    return await page(context, NOTHING_SENT)


async def page(context: PageContext, sent: Sent) -> Response:
    data = await context.ask(document("portfolio/propose"), {})
    user = CurrentUser.of(data["viewer"])
    view = {
        "frame": data,
        "sent": sent,
        "first": not data["all"]["totalCount"],
        # Whoever proposes it answers for it, until somebody else does.
        "owner": user.person or "",
        "may_look_around": context.user.may_look_around,
        "may_import": user.may("import"),
        "may": user.may("initiative_propose", [user.person]),
    }
    return context.page("portfolio/propose.html", view, status=422 if sent.problems else 200)


async def propose(context: PageContext) -> Response:
    """Put the initiative on record, and go on to its page."""
    made = await make(context, FIELDS, "portfolio/changes", "initiative_propose", page)
    if isinstance(made, Response):
        return made
    return context.back(f"/initiatives/{made.done.payload['initiative']['id']}")


ROUTES: Final = ((PATH, "GET", show), (PATH, "POST", propose))
