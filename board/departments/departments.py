"""The departments: what each has a part in, and who is being asked too much."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from board.allowed import Asker
from board.departments.changes import CHANGES
from board.departments.heat import COUNTS, months_of, rows
from board.departments.wanted import PATH, Wanted
from board.documents import document
from board.forms import NOTHING_SENT, Misfilled, Sent, read
from board.paging import places
from board.visit import Visit

NO_SLIP: Final[Mapping[str, Any]] = {"daysSlipped": 0, "slippedCount": 0, "missedCount": 0}


async def show(visit: Visit) -> Response:
    """Show a page of departments."""
    return await page(visit, NOTHING_SENT)


async def page(visit: Visit, sent: Sent) -> Response:
    wanted = Wanted.read(visit.request.query_params)
    data = await visit.ask(document("departments/departments"), wanted.variables())
    found = data["departments"]
    slips = {each["department"]["id"]: each for each in data["slipTotals"] if each["department"]}
    view = {
        "frame": data,
        "wanted": wanted,
        "rows": [(each, slips.get(each["id"], NO_SLIP)) for each in found["nodes"]],
        "months": months_of(found["nodes"]),
        "heat": rows(found["nodes"], wanted.count),
        "counts": COUNTS,
        "total": found["totalCount"],
        "total_is_exact": found["totalCountIsExact"],
        "places": places(found["pageInfo"], wanted.address),
        "any": data["all"]["totalCount"] > 0,
        "may": Asker.of(data["viewer"]).may,
        "sent": sent,
    }
    return visit.page("departments/departments.html", view, status=422 if sent.problems else 200)


async def create(visit: Visit) -> Response:
    """Put a department on record, and go on to its page."""
    sent = await read(visit.request, visit.visitor.form_key)
    fields, _ = CHANGES["department_create"]
    try:
        given = sent.given(fields)
    except Misfilled as misfilled:
        return await page(visit, misfilled.sent)
    done = await visit.change(document("departments/changes"), "DepartmentCreate", given, sent.key)
    if done.problems:
        return await page(visit, sent.refused(done.problems))
    return visit.back(f"{PATH}/{done.payload['department']['id']}", done="department_create")


ROUTES: Final = ((PATH, "GET", show), (PATH, "POST", create))
