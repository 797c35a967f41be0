"""A new initiative: the first step of an empty organisation, and of every effort after it."""

from typing import Final

from starlette.responses import Response

from board.requests.change import make
from board.requests.documents import document
from board.requests.forms import NOTHING_SENT, Field, Sent, day
from board.requests.page_context import Visit
from board.requests.permissions import Asker

FIELDS: Final = (
    Field("title", required=True),
    Field("caseForChange"),
    Field("summary"),
    Field("targetOn", day),
    Field("ownerId"),
)
PATH: Final = "/initiatives/new"


async def show(visit: Visit) -> Response:
    """Show the form; in an empty organisation, with the other ways to begin."""
    return await page(visit, NOTHING_SENT)


async def page(visit: Visit, sent: Sent) -> Response:
    data = await visit.ask(document("portfolio/propose"), {})
    asker = Asker.of(data["viewer"])
    view = {
        "frame": data,
        "sent": sent,
        "first": not data["all"]["totalCount"],
        # Whoever proposes it answers for it, until somebody else does.
        "owner": asker.person or "",
        "may_look_around": visit.visitor.may_look_around,
        "may_import": asker.may("import"),
        "may": asker.may("initiative_propose", [asker.person]),
    }
    return visit.page("portfolio/propose.html", view, status=422 if sent.problems else 200)


async def propose(visit: Visit) -> Response:
    """Put the initiative on record, and go on to its page."""
    made = await make(visit, FIELDS, "portfolio/changes", "initiative_propose", page)
    if isinstance(made, Response):
        return made
    return visit.back(f"/initiatives/{made.done.payload['initiative']['id']}")


ROUTES: Final = ((PATH, "GET", show), (PATH, "POST", propose))
