"""The portfolio: every initiative by need of attention, with the counts of the whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Self

from starlette.responses import Response

from board.portfolio import propose
from board.portfolio.page_query import CHOICES, SORTS, PageQuery
from board.portfolio.since import Since
from board.rendering import words
from board.rendering.days import day_of
from board.rendering.severities import counted
from board.rendering.tile import Tile
from board.requests.documents import document
from board.requests.page_context import PageContext
from board.requests.paging import places
from board.requests.permissions import CurrentUser

HISTORY_DAYS: Final = 56
WATERMELON: Final = "WATERMELON"


async def show(context: PageContext) -> Response:
    """Show a page of the portfolio."""
    query = PageQuery.read(context.request.query_params)
    today = context.user.today
    then = today - timedelta(days=HISTORY_DAYS)
    data = await context.ask(
        document("portfolio/portfolio"),
        {**query.variables(), "from": then.isoformat(), "today": today.isoformat()},
    )
    if not data["all"]["totalCount"]:
        return await propose.show(context)
    context.user.shown(data["viewer"]["organisation"]["revision"])
    user = CurrentUser.of(data["viewer"])
    found, departments = data["initiatives"], data["departments"]["nodes"]
    days = [(then + timedelta(days=passed)).isoformat() for passed in range(HISTORY_DAYS + 1)]
    view = {
        "frame": data,
        "query": query,
        "tiles": list(tiles(data, query)),
        "since": then,
        "today": today,
        "may_propose": user.may("initiative_propose", [user.person]),
        "news": Since.of(data["viewer"], today, context.locale),
        "rows": [Row.of(node, days) for node in found["nodes"]],
        "total": found["totalCount"],
        "total_is_exact": found["totalCountIsExact"],
        # Made once for all rows: an id, which comes behind it, stands in an address as it is.
        "of_owner": query.up_to("owner"),
        "places": places(found["pageInfo"], query.address),
        "choices": {**CHOICES, "department": {each["id"]: each["name"] for each in departments}},
        "sorts": {name: spoken for name, (spoken, _, _) in SORTS.items()},
        "owner": data["person"]["name"] if data.get("person") else None,
    }
    return context.page("portfolio/portfolio.html", view)


ROUTES: Final = (("/", "GET", show),)


@dataclass(frozen=True, slots=True)
class Row:
    """An initiative as a row: what its template writes, and nothing it has to look for."""

    id: str
    title: str
    status: str
    owner: Mapping[str, Any] | None
    says: Mapping[str, Any] | None
    said_on: date | None
    risk: Mapping[str, Any]
    history: list[float | None]
    milestone: Mapping[str, Any] | None
    due_on: date | None
    overdue: bool
    win: Mapping[str, Any] | None
    won_on: date | None
    watermelon: bool
    findings: list[tuple[str, int]]

    @classmethod
    def of(cls, node: Mapping[str, Any], days: Sequence[str]) -> Self:
        """Read an initiative as it was answered."""
        risk = node["stallRisk"]
        late, coming = risk["oldestOverdueMilestone"], risk["nextMilestone"]
        # What is overdue comes first: it is still the next thing to be delivered.
        milestone = late or coming
        wins, says, found = node["shortTermWins"], node["latestStatusUpdate"], node["findings"]
        return cls(
            id=node["id"],
            title=node["title"],
            status=node["status"],
            owner=node["owner"],
            says=says,
            said_on=day_of(says and says["occurredOn"]),
            risk=risk,
            history=history(node["stallRiskHistory"], days),
            milestone=milestone,
            due_on=day_of(milestone and milestone["dueOn"]),
            overdue=late is not None,
            win=wins[-1] if wins else None,
            won_on=day_of(wins[-1]["achievedOn"]) if wins else None,
            watermelon=any(each["rule"] == WATERMELON for each in found),
            findings=counted(each for each in found if not each["acknowledged"]),
        )


def history(stored: Iterable[Mapping[str, Any]], days: Sequence[str]) -> list[float | None]:
    """Return the probability of each of these days; None where there was none."""
    known = {each["day"]: each["probability"] for each in stored}
    return [known.get(day) for day in days]


def tiles(data: Mapping[str, Any], query: PageQuery) -> Iterable[Tile]:
    """Yield the counts of the whole organisation, whatever is filtered."""
    then: Mapping[str, int] = data["then"][0] if data["then"] else {}
    counts = {name: data[name]["totalCount"] for name in ("critical", "high", "watch", "low")}
    yield Tile("Initiatives", data["all"]["totalCount"], "", "/", not query.filtered)
    for name, count in counts.items():
        level = name.upper()
        yield Tile(
            words.LEVEL[level],
            count,
            level,
            PageQuery(level=level).address(),
            query.level == level,
            then.get(f"{name}Count"),
        )
    rest = data["all"]["totalCount"] - sum(counts.values())
    yield Tile("No number", rest, "NONE", PageQuery(level="NONE").address(), query.level == "NONE")
    yield Tile(
        words.RULE[WATERMELON],
        data["watermelons"]["totalCount"],
        WATERMELON,
        PageQuery(finding=WATERMELON).address(),
        query.finding == WATERMELON,
    )
