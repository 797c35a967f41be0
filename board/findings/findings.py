"""The findings: what do the facts show that nobody said? Known ones stay in sight."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Self

from starlette.responses import Response

from board.findings.evidence import Fact, Found, facts, pointed_at
from board.findings.page_query import CHOICES, PATH, PageQuery
from board.rendering import words
from board.rendering.days import day_of
from board.rendering.locale import Locale
from board.rendering.tile import Tile
from board.requests.change import make
from board.requests.documents import document
from board.requests.forms import NOTHING_SENT, Field, Sent, day
from board.requests.page_context import NotFound, PageContext
from board.requests.paging import places
from board.requests.permissions import CurrentUser

ACKNOWLEDGED_DAYS: Final = 28
# The changes that a finding's forms make, and what is said once one is made.
CHANGES: Final = {
    "finding_acknowledge": (
        (Field("id", required=True), Field("until", day, required=True), Field("note")),
        "The finding is known. It stays in sight.",
    ),
    "finding_unacknowledge": (
        (Field("id", required=True),),
        "The finding is no longer known.",
    ),
}


async def show(context: PageContext) -> Response:
    """Show a page of findings."""
    return await page(context, NOTHING_SENT)


async def page(context: PageContext, sent: Sent) -> Response:
    """Show a page of findings, and in the form that was just refused what was typed."""
    query = PageQuery.read(context.request.query_params)
    data = await context.ask(document("findings/findings"), query.variables())
    found, today = data["findings"], context.user.today
    things: Mapping[str, Found] = {}
    if ids := pointed_at(found["nodes"]):
        named = await context.ask(document("findings/evidence"), {"ids": ids})
        things = {each["id"]: each for each in named["nodes"] if each is not None}
    user = CurrentUser.of(data["viewer"])
    _, done = CHANGES.get(context.request.query_params.get("done", ""), ((), None))
    rows = [Row.of(node, things, user, context.locale) for node in found["nodes"]]
    offered = {f"{action}:{row.it['id']}" for row in rows for action in row.may}
    view = {
        "frame": data,
        "query": query,
        "tiles": list(tiles(data, query)),
        "rows": rows,
        # Why a form was refused that the page does not offer: the finding is gone, or another's.
        "refused": () if sent.name in offered else sent.problems,
        "total": found["totalCount"],
        "total_is_exact": found["totalCountIsExact"],
        "places": places(found["pageInfo"], query.address),
        "choices": {
            **CHOICES,
            "department": {each["id"]: each["name"] for each in data["departments"]["nodes"]},
        },
        "owner": data["person"]["name"] if data.get("person") else None,
        "sent": sent,
        "done": done,
        "until": today + timedelta(days=ACKNOWLEDGED_DAYS),
    }
    return context.page("findings/findings.html", view, status=422 if sent.problems else 200)


async def change(context: PageContext) -> Response:
    """Acknowledge a finding, or take that back; refused, show the page with what was typed."""
    action = context.request.path_params["action"]
    if action not in CHANGES:
        raise NotFound("form")
    query = PageQuery.read(context.request.query_params)
    fields, _ = CHANGES[action]
    made = await make(context, fields, "findings/changes", action, page)
    if isinstance(made, Response):
        return made
    return context.back(PATH, str(made.given["id"]), **query.query(done=action))


ROUTES: Final = ((PATH, "GET", show), (PATH + "/{action}", "POST", change))


@dataclass(frozen=True, slots=True)
class Row:
    """A finding as its template writes it: what it is about, behind what facts, whom to talk to."""

    it: Found
    subject: str
    address: str
    within: str | None
    talk_to: Found | None
    facts: list[Fact]
    since: date | None
    may: frozenset[str]

    @classmethod
    def of(
        cls, node: Found, things: Mapping[str, Found], user: CurrentUser, locale: Locale
    ) -> Self:
        """Read a finding as it was answered."""
        subject, address, within = about(node)
        return cls(
            it=node,
            subject=subject,
            address=address,
            within=within,
            talk_to=whom(node),
            facts=facts(node, things, locale),
            since=day_of(node["since"]),
            may=frozenset(
                action
                for action in CHANGES
                if node["showing"] and user.may(action, people(node), departments(node))
            ),
        )


def about(node: Found) -> tuple[str, str, str | None]:
    """Return what a finding is about, where that is shown, and what it is part of."""
    effort, touchpoint, person = node["initiative"], node["touchpoint"], node["person"]
    for part in (node["milestone"], node["shortTermWin"]):
        if part is not None and effort is not None:
            return part["title"], f"/initiatives/{effort['id']}#{part['id']}", effort["title"]
    if effort is not None:
        return effort["title"], f"/initiatives/{effort['id']}#{node['id']}", None
    if touchpoint is not None:
        address = f"/touchpoints/{touchpoint['id']}#{node['id']}"
        return touchpoint["name"], address, touchpoint["stage"]["journey"]["name"]
    return person["name"], f"/?owner={person['id']}", None


def whom(node: Found) -> Found | None:
    """Return whom to talk to: the person it is about, or who answers for what it is about."""
    if node["person"] is not None:
        found: Found = node["person"]
        return found
    answering = [
        node["milestone"] and node["milestone"]["owner"],
        node["initiative"] and node["initiative"]["owner"],
        node["touchpoint"] and node["touchpoint"]["steward"],
    ]
    return next((each for each in answering if each), None)


def people(node: Found) -> list[str]:
    """Return the ids of those whose the finding is."""
    effort, win = node["initiative"], node["shortTermWin"]
    touchpoint, milestone = node["touchpoint"], node["milestone"]
    found = [
        node["person"],
        *([effort["owner"], effort["sponsor"]] if effort else ()),
        milestone and milestone["owner"],
        touchpoint and touchpoint["steward"],
        *(win["dueTo"] if win else ()),
    ]
    return [each["id"] for each in found if each]


def departments(node: Found) -> list[str]:
    """Return the ids of the departments that take part in what the finding is about."""
    effort, touchpoint = node["initiative"], node["touchpoint"]
    taking_part = [each["department"] for each in effort["participations"]] if effort else []
    found = [*taking_part, touchpoint and touchpoint["department"]]
    return [each["id"] for each in found if each]


def tiles(data: Mapping[str, Any], query: PageQuery) -> Iterable[Tile]:
    """Yield the counts of all that shows, whatever is filtered."""
    for severity in words.SEVERITY:
        yield Tile(
            words.SEVERITY[severity],
            data[severity.lower()]["totalCount"],
            "",
            PageQuery(severity=severity).address(),
            query.severity == severity,
            severity=severity,
        )
    yield Tile(
        "Acknowledged",
        data["known"]["totalCount"],
        "",
        PageQuery(known="yes").address(),
        query.known == "yes",
    )
