"""The addresses of records: for each kind a list, a page for each of them, and their forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Self
from urllib.parse import urlencode

from starlette.responses import Response

from board.records import documents
from board.records.filling import entries, fields_of, hidden
from board.records.page_query import PageQuery
from board.records.pages import RECORD_PAGES, RecordPage, Related, address_of
from board.records.values import value
from board.rendering.timestamps import timestamps
from board.rendering.words import camel, plain
from board.requests.change import make_by
from board.requests.forms import NOTHING_SENT, Sent
from board.requests.lookup.lookup import label
from board.requests.page_context import NotFound, PageContext
from board.requests.paging import places
from board.requests.permissions import CurrentUser
from domain.core.attribute import Number
from domain.core.viewer import Role

# Whom to ask, where somebody may not write records of a kind themselves.
ASKED: Final = {Role.EDITOR: "the CX office", Role.ADMIN: "an administrator"}
DONE: Final = {
    "create": "is on record",
    "update": "is changed",
    "archive": "is archived",
    "unarchive": "is listed again",
}


async def show_list(page: RecordPage, context: PageContext) -> Response:
    """Show a page of the list."""
    return await list_page(page, context, NOTHING_SENT)


async def list_page(page: RecordPage, context: PageContext, sent: Sent) -> Response:
    """Show a page of the list, and in the form that was just refused what was typed."""
    query = PageQuery.read(page, context.request.query_params)
    data = await context.ask(documents.listed(page), query.variables())
    found = data["found"]
    view = {
        "frame": data,
        "page": page,
        "query": query,
        "heads": [(plain(each.name), isinstance(each, Number)) for each in page.facts],
        "rows": [
            (each, [value(fact, each, context.locale) for fact in page.facts])
            for each in found["nodes"]
        ],
        "total": found["totalCount"],
        "total_is_exact": found["totalCountIsExact"],
        "pages": places(found["pageInfo"], query.address),
        "any": data["all"]["totalCount"] > 0,
        "entries": entries(page),
        "may": CurrentUser.of(data["viewer"]).may,
        "asked": ASKED.get(page.kind.least, "somebody who contributes"),
        "sent": sent,
    }
    return context.page("records/list.html", view, status=422 if sent.problems else 200)


async def show_one(page: RecordPage, context: PageContext) -> Response:
    """Show a record."""
    return await one_page(page, context, NOTHING_SENT)


async def one_page(page: RecordPage, context: PageContext, sent: Sent) -> Response:
    """Show a record, and in the form that was just refused what was typed."""
    identity, asked = context.request.path_params["id"], context.request.query_params
    cursors = {
        f"{camel(each.field)}After": asked[each.field]
        for each in page.related
        if asked.get(each.field)
    }
    data = await context.ask(documents.shown(page), {"id": identity, **cursors})
    found = data["found"]
    if found is None:
        raise NotFound(page.name)
    zone = data["organisation"]["timeZone"]
    view = {
        "frame": data,
        "page": page,
        "it": found,
        "facts": [value(each, found, context.locale, zone) for each in page.facts],
        "texts": [value(each, found, context.locale, zone) for each in page.texts],
        "related": [Rows.of(page, each, data, asked) for each in page.related],
        "moment": timestamps(zone, context.locale),
        "entries": entries(page, found),
        "hidden": hidden(page, found),
        "may": CurrentUser.of(data["viewer"]).may,
        "sent": sent,
        "done": said(page, asked.get("done", "")),
    }
    return context.page("records/record.html", view, status=422 if sent.problems else 200)


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of a list that belongs to a record: each row with its address and its label.

    `start` and `more` are the addresses of its begin and of what follows, where these are not
    shown.
    """

    name: str
    heading: str
    rows: list[tuple[Mapping[str, Any], str | None, str]]
    start: str | None
    more: str | None

    @classmethod
    def of(
        cls, page: RecordPage, each: Related, data: Mapping[str, Any], asked: Mapping[str, str]
    ) -> Self:
        """Read a page of the list as it was answered."""
        found, path = data[camel(each.field)], f"{page.path}/{data['found']['id']}"
        place = found["pageInfo"]
        following = urlencode({each.field: place["endCursor"]}) if place["hasNextPage"] else ""
        return cls(
            each.field,
            each.heading,
            [(row, address_of(each.key, row), label(row)) for row in found["nodes"]],
            f"{path}#{each.field}" if asked.get(each.field) else None,
            f"{path}?{following}#{each.field}" if following else None,
        )


def said(page: RecordPage, action: str) -> str | None:
    """Return what is said of an action that was just done."""
    done = DONE.get(action.removeprefix(f"{page.kind.key}_"))
    return f"The {page.name} {done}." if done else None


async def create(page: RecordPage, context: PageContext) -> Response:
    """Put a record on record, and go on to its page."""
    action = context.request.path_params["action"]
    if action != f"{page.kind.key}_create":
        raise NotFound("form")
    return await changed(page, context, action, list_page)


async def change(page: RecordPage, context: PageContext) -> Response:
    """Make the change that a form asks for; refused, show the page with what was typed."""
    action = context.request.path_params["action"]
    if action == f"{page.kind.key}_create":
        raise NotFound("form")
    return await changed(page, context, action, one_page)


async def changed(page: RecordPage, context: PageContext, action: str, again: Any) -> Response:
    """Make a change and lead to the page of what was changed."""
    fields = fields_of(page, action)
    if fields is None:
        raise NotFound("form")
    made = await make_by(context, fields, documents.changes(page), action, partial(again, page))
    if isinstance(made, Response):
        return made
    identity = made.done.payload[camel(page.kind.key)]["id"]
    return context.back(f"{page.path}/{identity}", done=action)


ROUTES: Final = tuple(
    (path, method, partial(handle, page))
    for page in RECORD_PAGES
    for path, method, handle in (
        (page.path, "GET", show_list),
        (f"{page.path}/{{action}}", "POST", create),
        (f"{page.path}/{{id}}", "GET", show_one),
        (f"{page.path}/{{id}}/{{action}}", "POST", change),
    )
)
