"""A journey as a map: stages left to right, touchpoints as stations, initiatives above them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from starlette.responses import Response

from board.journeys.changes import CHANGES, on
from board.journeys.journey_map import IMPORTANCES, Found, JourneyMap, Station
from board.journeys.journeys import PATH
from board.rendering.severities import SEVERITIES
from board.requests.change import make
from board.requests.documents import document
from board.requests.forms import NOTHING_SENT, Sent
from board.requests.page_context import NotFound, PageContext
from board.requests.paging import address_of, said_in
from board.requests.permissions import CurrentUser

# How many of the places where the way breaks are named above the map.
BREAKS_AT_MOST: Final = 6
# What the bond hangs on: where nobody improves these, the way breaks first.
WEIGHTY: Final = frozenset({"CRITICAL", "HIGH"})
SHOWN: Final = {
    "unimproved": "No initiative improves it",
    "weakened": "Something takes from the bond",
    "findings": "Has findings",
    "hoped": "Effects not yet seen",
}
# What shows the forms of stages, which are in the way of those who only look.
EDITED: Final = ("yes",)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """The address of a map, read: which of its stations are lit, and whether it is edited."""

    show: str = ""
    department: str = ""
    initiative: str = ""
    edit: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """Read an address; Unanswered with what it can say where it makes no sense."""
        return cls(**said_in(given, cls.__slots__, {"show": SHOWN, "edit": EDITED}))

    @property
    def filtered(self) -> bool:
        return bool(self.show or self.department or self.initiative)

    def variables(self) -> dict[str, Any]:
        """Return what the page's document is asked with; what is not looked for is not asked."""
        return {
            "initiative": self.initiative,
            "ofInitiative": bool(self.initiative),
            "hoped": self.show == "hoped",
        }

    def query(self, **changed: str) -> dict[str, str]:
        """Return the words of the address that say something."""
        said = {name: getattr(self, name) for name in self.__slots__} | changed
        return {name: value for name, value in said.items() if value}

    def lights(self, station: Station) -> bool:
        """Tell whether a station is what is looked for; all that is asked must hold."""
        department = station.it["department"]
        return (
            self.shows(station)
            and (not self.department or bool(department and department["id"] == self.department))
            and (not self.initiative or bool(station.it["lit"]["nodes"]))
        )

    def shows(self, station: Station) -> bool:
        match self.show:
            case "unimproved":
                return not station.improved
            case "weakened":
                return station.weakened
            case "findings":
                return bool(station.it["findings"])
            case "hoped":
                return bool(station.it["hoped"]["nodes"])
            case _:
                return True


async def show(context: PageContext) -> Response:
    """Show the map of a journey."""
    return await page(context, NOTHING_SENT)


async def page(context: PageContext, sent: Sent) -> Response:
    """Show the map, and in the form that was just refused what was typed."""
    asked = context.request.query_params
    query = PageQuery.read(asked)
    identity = context.request.path_params["id"]
    data = await context.ask(document("journeys/journey"), {"id": identity, **query.variables()})
    found = data["journey"]
    if found is None:
        raise NotFound("journey")
    way = JourneyMap.of(found)
    done = CHANGES.get(asked.get("done", ""))
    user = CurrentUser.of(data["viewer"])
    edited = user.may("stage_create") and (bool(query.edit) or not way.stations)
    there = {
        each["id"]: each["name"]
        for each in (station.it["department"] for station in way.stations)
        if each is not None
    }
    view = {
        "frame": data,
        "it": found,
        "way": way,
        "breaks": breaks(way)[:BREAKS_AT_MOST],
        "query": query,
        "lit": {each.it["id"] for each in way.stations if query.lights(each)},
        "choices": {
            "show": SHOWN,
            "department": dict(sorted(there.items(), key=lambda each: each[1])),
            "initiative": {each["id"]: each["title"] for each in way.efforts},
        },
        "edited": edited,
        "earlier": {
            each: order
            for things in (found["stages"], *(stage["touchpoints"] for stage in found["stages"]))
            for each, order in earlier(things).items()
        },
        "action": lambda name: address(found["id"], name, query.query()),
        "here_edited": address(found["id"], "", query.query(edit="" if query.edit else "yes")),
        "may": user.may,
        "sent": sent,
        "done": done.done if done else None,
        "gone": asked.get("gone", ""),
    }
    return context.page("journeys/journey.html", view, status=422 if sent.problems else 200)


async def change(context: PageContext) -> Response:
    """Make the change that a form asks for; refused, show the map with what was typed."""
    action = context.request.path_params["action"]
    found = on("journey", action)
    if found is None:
        raise NotFound("form")
    query = PageQuery.read(context.request.query_params)
    made = await make(context, found.fields, "journeys/changes", action, page)
    if isinstance(made, Response):
        return made
    anchor = made.given.get("stageId") or made.given.get("id", "")
    path = f"{PATH}/{context.request.path_params['id']}"
    gone = {"gone": str(anchor)} if action == "stage_archive" else {}
    return context.back(path, str(anchor), **query.query(done=action, **gone))


ROUTES: Final = (
    (PATH + "/{id}", "GET", show),
    (PATH + "/{id}/{action}", "POST", change),
)


def address(journey_id: str, action: str, query: Mapping[str, str]) -> str:
    """Return the address of a map, or where a form of it is sent to answer with this very page."""
    path = f"{PATH}/{journey_id}" + (f"/{action}" if action else "")
    return address_of(path, query)


@dataclass(frozen=True, slots=True)
class Break:
    """A touchpoint at which the customer's way breaks, and by what."""

    station: Station
    findings: tuple[Found, ...]

    @property
    def urgency(self) -> tuple[int, int, int]:
        """Orders breaks: the most severe first, of these what the bond hangs on most."""
        worst = min(
            (SEVERITIES.index(each["severity"]) for each in self.findings),
            default=len(SEVERITIES),
        )
        importance = IMPORTANCES.index(self.station.it["importance"])
        return (worst, importance, self.station.number)


def breaks(way: JourneyMap) -> list[Break]:
    """Return where the way breaks: what is found there, or it matters and nobody improves it."""
    found = [
        Break(station, tuple(station.it["findings"]))
        for station in way.stations
        if station.it["findings"] or (station.it["importance"] in WEIGHTY and not station.improved)
    ]
    return sorted(found, key=lambda each: each.urgency)


def earlier(things: Sequence[Found]) -> dict[str, str]:
    """Return, by each but the first, the order of all in which it stands one place earlier."""
    ids = [each["id"] for each in things]
    found = {}
    for place in range(1, len(ids)):
        moved = [*ids[: place - 1], ids[place], ids[place - 1], *ids[place + 1 :]]
        found[ids[place]] = ",".join(moved)
    return found
