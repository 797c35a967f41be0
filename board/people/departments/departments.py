"""The departments: what each has a part in, and who is being asked too much."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from board.people.departments.changes import CHANGES
from board.people.departments.heat import COUNTS, months_of, rows
from board.people.departments.page_query import PATH, PageQuery
from board.requests.change import make
from board.requests.documents import document
from board.requests.forms import NOTHING_SENT, Sent
from board.requests.page_context import PageContext
from board.requests.paging import places
from board.requests.permissions import CurrentUser

NO_SLIP: Final[Mapping[str, Any]] = {"daysSlipped": 0, "slippedCount": 0, "missedCount": 0}


async def show(context: PageContext) -> Response:
    """Show a page of departments."""
    return await page(context, NOTHING_SENT)


async def page(context: PageContext, sent: Sent) -> Response:
    query = PageQuery.read(context.request.query_params)
    data = await context.ask(document("people/departments/departments"), query.variables())
    found = data["departments"]
    slips = {each["department"]["id"]: each for each in data["slipTotals"] if each["department"]}
    view = {
        "frame": data,
        "query": query,
        "rows": [(each, slips.get(each["id"], NO_SLIP)) for each in found["nodes"]],
        "months": months_of(found["nodes"]),
        "heat": rows(found["nodes"], query.count),
        "counts": COUNTS,
        "total": found["totalCount"],
        "total_is_exact": found["totalCountIsExact"],
        "places": places(found["pageInfo"], query.address),
        "any": data["all"]["totalCount"] > 0,
        "may": CurrentUser.of(data["viewer"]).may,
        "sent": sent,
    }
    return context.page(
        "people/departments/departments.html", view, status=422 if sent.problems else 200
    )


async def create(context: PageContext) -> Response:
    """Put a department on record, and go on to its page."""
    fields, _ = CHANGES["department_create"]
    made = await make(context, fields, "people/departments/changes", "department_create", page)
    if isinstance(made, Response):
        return made
    return context.back(f"{PATH}/{made.done.payload['department']['id']}", done="department_create")


ROUTES: Final = ((PATH, "GET", show), (PATH, "POST", create))
