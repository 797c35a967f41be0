"""A touchpoint: what is expected there, what was seen, who is on it."""

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from board.journeys.changes import CHANGES, on
from board.journeys.journey_map import Found, Pull, Station
from board.requests.change import make
from board.requests.documents import document
from board.requests.forms import NOTHING_SENT, Sent
from board.requests.page_context import NotFound, PageContext
from board.requests.permissions import CurrentUser

PATH: Final = "/touchpoints/{id}"


async def show(context: PageContext) -> Response:
    """Show a touchpoint."""
    return await page(context, NOTHING_SENT)


async def page(context: PageContext, sent: Sent) -> Response:
    """Show a touchpoint, and in the form that was just refused what was typed."""
    data = await context.ask(
        document("journeys/touchpoint"), {"id": context.request.path_params["id"]}
    )
    found = data["touchpoint"]
    if found is None:
        raise NotFound("touchpoint")
    may = Permissions(CurrentUser.of(data["viewer"]), found)
    done = CHANGES.get(context.request.query_params.get("done", ""))
    view = {
        "frame": data,
        "it": found,
        "station": Station.of(found),
        "pulls": sorted(map(Pull.of, found["effects"]), key=urgency),
        "action": lambda name: f"/touchpoints/{found['id']}/{name}",
        "may": may,
        "today": context.user.today,
        "sent": sent,
        "done": done.done if done else None,
    }
    return context.page("journeys/touchpoint.html", view, status=422 if sent.problems else 200)


async def change(context: PageContext) -> Response:
    """Make the change that a form asks for; refused, show the page with what was typed."""
    action = context.request.path_params["action"]
    found = on("touchpoint", action)
    if found is None:
        raise NotFound("form")
    made = await make(context, found.fields, "journeys/changes", action, page)
    if isinstance(made, Response):
        return made
    return context.back(f"/touchpoints/{context.request.path_params['id']}", done=action)


ROUTES: Final = ((PATH, "GET", show), (PATH + "/{action}", "POST", change))


@dataclass(frozen=True, slots=True)
class Permissions:
    """Which forms the page shows: who may do what with the touchpoint and the effects on it."""

    asker: CurrentUser
    it: Found

    def __call__(self, action: str, pull: Pull | None = None) -> bool:
        """Tell whether a form is shown; `pull` is the effect that it is about."""
        people, departments = [self.it["steward"]], [self.it["department"]]
        if pull is not None:
            people += [pull.effort["owner"], pull.effort["sponsor"]]
            departments += [each["department"] for each in pull.effort["participations"]]
        return self.asker.may(action, ids(people), ids(departments))


def urgency(pull: Pull) -> tuple[bool, bool, float, str]:
    """Orders pulls: those at work first, what is over last; of these the likeliest to stall."""
    probability = pull.effort["stallRisk"]["probability"] or 0
    return (pull.over, not pull.at_work, -probability, pull.effort["id"])


def ids(found: list[Found | None]) -> list[str]:
    return [each["id"] for each in found if each is not None]
