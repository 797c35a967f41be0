"""An initiative: will it stall, why, and what now?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Any, Final

from starlette.responses import Response

from board.portfolio.initiative.changes import CHANGES
from board.portfolio.initiative.lists import Lists
from board.portfolio.initiative.since import since_said
from board.rendering import charts
from board.rendering.days import day_of
from board.requests.change import make
from board.requests.documents import document
from board.requests.forms import NOTHING_SENT, Sent
from board.requests.page_context import NotFound, PageContext
from board.requests.permissions import CurrentUser
from domain.portfolio.initiative import Lifecycle
from domain.portfolio.lifecycle import MOVES, Verb

HISTORY_DAYS: Final = 180
ACKNOWLEDGED_DAYS: Final = 28
Found = Mapping[str, Any]


async def show(context: PageContext) -> Response:
    """Show an initiative."""
    return await page(context, NOTHING_SENT)


async def page(context: PageContext, sent: Sent) -> Response:
    """Show an initiative, and in the form that was just refused what was typed."""
    today, identity = context.user.today, context.request.path_params["id"]
    lists = Lists.read(f"/initiatives/{identity}", context.request.query_params)
    begin = today - timedelta(days=HISTORY_DAYS)
    data = await context.ask(
        document("portfolio/initiative/initiative"),
        {
            "id": identity,
            "from": begin.isoformat(),
            "today": today.isoformat(),
            **lists.variables(),
        },
    )
    found = data["initiative"]
    if found is None:
        raise NotFound("initiative")
    done = CHANGES.get(context.request.query_params.get("done", ""))
    calendar = calendar_of(found, today)
    view = {
        "frame": data,
        "it": found,
        "risk": found["stallRisk"],
        "happened": since_said(found),
        "reasons": reasons(found["stallRisk"]),
        "history": history(found, begin, today),
        "said": [
            (day_of(u["occurredOn"]), u["reportedStatus"]) for u in found["statusUpdates"]["nodes"]
        ],
        "calendar": calendar,
        "milestones": [
            Milestone(each, promises(each), each["open"] and each["dueOn"] is None)
            for each in found["milestones"]
        ],
        "wins": data["wins"]["nodes"],
        "removed": data["removed"]["nodes"],
        "shown_wins": {each["id"] for each in data["wins"]["nodes"]},
        "places": {
            "updates": lists.places("updates", found["statusUpdates"]["pageInfo"]),
            "wins": lists.places("wins", data["wins"]["pageInfo"]),
            "comments": lists.places("comments", found["comments"]["pageInfo"]),
        },
        "moves": moves(Lifecycle(found["status"])),
        "won": [(day_of(each["achievedOn"]), each["shared"]) for each in found["shortTermWins"]],
        "may": Permissions(CurrentUser.of(data["viewer"]), found),
        "sent": sent,
        "done": done.done if done else None,
        "today": today,
        "until": today + timedelta(days=ACKNOWLEDGED_DAYS),
    }
    return context.page(
        "portfolio/initiative/initiative.html", view, status=422 if sent.problems else 200
    )


async def change(context: PageContext) -> Response:
    """Make the change that a form asks for; refused, show the page with what was typed."""
    action = context.request.path_params["action"]
    found = CHANGES.get(action)
    if found is None:
        raise NotFound("form")
    made = await make(context, found.fields, "portfolio/initiative/changes", action, page)
    if isinstance(made, Response):
        return made
    path = f"/initiatives/{context.request.path_params['id']}"
    return context.back(path, found.part, done=action)


ROUTES: Final = (
    ("/initiatives/{id}", "GET", show),
    ("/initiatives/{id}/{action}", "POST", change),
)


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone with its promises as the slip chart draws them."""

    it: Found
    promises: list[charts.Promise]
    undated: bool

    @property
    def until(self) -> date | None:
        """Return the day on which promising ended."""
        return day_of(self.it["completedOn"] or self.it["droppedOn"])


def promises(milestone: Found) -> list[charts.Promise]:
    """Return what was promised when. An import may not know when the first promise was made."""
    listed = milestone["promises"]
    made = [
        charts.Promise(day, day_of(each["dueOn"]))
        for each in listed
        if (day := day_of(each["promisedOn"])) is not None
    ]
    return made if len(made) == len(listed) else []


def reasons(risk: Found) -> list[tuple[Found, float]]:
    """Return each reason with the shares of those before it: they add up to one."""
    ends = accumulate((each["share"] for each in risk["reasons"]), initial=0.0)
    return list(zip(risk["reasons"], ends, strict=False))


def history(found: Found, begin: date, today: date) -> list[tuple[date, float | None]]:
    """Return the probability of each day, from the first on which there was one."""
    known = {each["day"]: each["probability"] for each in found["stallRiskHistory"]}
    days = [begin + timedelta(days=passed) for passed in range((today - begin).days + 1)]
    if not known:
        return []
    first = day_of(min(known)) or begin
    return [(day, known.get(day.isoformat())) for day in days if day >= first]


def calendar_of(found: Found, today: date) -> charts.Calendar:
    """Return the calendar that holds every promise, win and day of the initiative."""
    written = [found["startedOn"], found["targetOn"]]
    for each in found["milestones"]:
        written += [each["firstDueOn"], each["dueOn"], each["completedOn"]]
    written += [each["achievedOn"] for each in found["shortTermWins"]]
    return charts.Calendar.of(map(day_of, written), today)


class Permissions:
    """Which forms the page shows: who may do what with the initiative and its parts."""

    def __init__(self, user: CurrentUser, found: Found) -> None:
        self._asker = user
        self._people = ids(found["owner"], found["sponsor"])
        self._departments = [each["department"]["id"] for each in found["participations"]]

    def __call__(self, action: str, *others: Found | None) -> bool:
        """Tell whether a form is shown; `others` are people who own the part it is about."""
        return self._asker.may(action, [*self._people, *ids(*others)], self._departments)

    def at(self, action: str, touchpoint: Found) -> bool:
        """Tell whether a form of what is done to a touchpoint is shown."""
        people = [*self._people, *ids(touchpoint["steward"])]
        departments = [*self._departments, *ids(touchpoint["department"])]
        return self._asker.may(action, people, departments)

    def words(self, action: str, author: Found | None) -> bool:
        """Tell whether a form of somebody's words is shown: these are their author's alone."""
        return self._asker.may(action, ids(author))


@dataclass(frozen=True, slots=True)
class Step:
    """A move in the life of the initiative that can be made now."""

    verb: str
    asks_why: bool

    @property
    def action(self) -> str:
        """Return what the change is called."""
        return f"initiative_{self.verb.lower()}"


def moves(status: Lifecycle) -> list[Step]:
    """Return the moves that lead on from here; coming back takes a word of why, if any."""
    return [
        Step(verb, move.reason_required or verb is Verb.RESUME)
        for verb, move in MOVES.items()
        if status in move.sources
    ]


def ids(*people: Found | None) -> Collection[str]:
    return [each["id"] for each in people if each is not None]
