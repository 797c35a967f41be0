"""A department: what is my part?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import urlencode

from starlette.responses import Response

from board.journeys.journey_map import Station
from board.people.departments.changes import CHANGES
from board.people.departments.departments import NO_SLIP
from board.people.departments.heat import COUNTS, months_of, rows
from board.people.departments.page_query import PATH
from board.requests.change import make
from board.requests.documents import document
from board.requests.forms import NOTHING_SENT, Sent
from board.requests.page_context import NotFound, PageContext
from board.requests.paging import places, said_in, window
from board.requests.permissions import CurrentUser

Found = Mapping[str, Any]
CREATE: Final = "department_create"


async def show(context: PageContext) -> Response:
    """Show a department."""
    return await page(context, NOTHING_SENT)


async def page(context: PageContext, sent: Sent) -> Response:
    """Show a department, and in the form that was just refused what was typed."""
    asked = context.request.query_params
    place = said_in(asked, ("after", "before"), {})
    variables = {"id": context.request.path_params["id"], **window(place["after"], place["before"])}
    data = await context.ask(document("people/departments/department"), variables)
    found = data["department"]
    if found is None:
        raise NotFound("department")
    here = f"{PATH}/{found['id']}"
    slips = (each for each in data["slipTotals"] if each["department"] == {"id": found["id"]})
    _, done = CHANGES.get(asked.get("done", ""), ((), None))
    view = {
        "frame": data,
        "it": found,
        "load": found["changeLoad"],
        "slip": next(slips, NO_SLIP),
        "months": months_of([found]),
        "heat": [(name, row) for count, name in COUNTS.items() for row in rows([found], count)],
        "parts": [Part.of(each, found["id"]) for each in data["initiatives"]["nodes"]],
        "milestones": data["milestones"]["nodes"],
        "places": places(
            data["milestones"]["pageInfo"],
            lambda **to: f"?{urlencode(to)}#next",
        ),
        "stations": [Station.of(each) for each in found["touchpoints"]["nodes"]],
        "today": context.user.today,
        "action": lambda name: f"{here}/{name}",
        "may": CurrentUser.of(data["viewer"]).may,
        "sent": sent,
        "done": done,
    }
    return context.page(
        "people/departments/department.html", view, status=422 if sent.problems else 200
    )


async def change(context: PageContext) -> Response:
    """Make the change that a form asks for; refused, show the page with what was typed."""
    action = context.request.path_params["action"]
    if action not in CHANGES or action == CREATE:
        raise NotFound("form")
    fields, _ = CHANGES[action]
    made = await make(context, fields, "people/departments/changes", action, page)
    if isinstance(made, Response):
        return made
    return context.back(f"{PATH}/{context.request.path_params['id']}", done=action)


ROUTES: Final = (
    (PATH + "/{id}", "GET", show),
    (PATH + "/{id}/{action}", "POST", change),
)


@dataclass(frozen=True, slots=True)
class Part:
    """What part a department has in an initiative."""

    it: Found
    leads: bool
    role: str | None
    others: tuple[Found, ...]

    @classmethod
    def of(cls, initiative: Found, department_id: str) -> Self:
        """Read an initiative as it was answered; `others` are the other departments in it."""
        owner = initiative["owner"]
        leads = owner is not None and owner["department"] == {"id": department_id}
        roles = {each["department"]["id"]: each for each in initiative["participations"]}
        own = roles.pop(department_id, None)
        return cls(
            it=initiative,
            leads=leads,
            role=own["role"] if own else None,
            others=tuple(each["department"] for each in roles.values()),
        )
