"""The people on record: where they work, and what they answer for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from starlette.responses import Response

from board.people.changes import made_on
from board.people.organisation import PATH as ORGANISATION
from board.people.organisation import PLACES
from board.requests.documents import document
from board.requests.forms import NOTHING_SENT, Sent
from board.requests.page_context import PageContext
from board.requests.paging import address_of, places, said_in, window
from board.requests.permissions import CurrentUser

PATH: Final = f"{ORGANISATION}/people"
SEARCHED_AT_MOST: Final = 100
SHOWN: Final = {"here": "Who is here", "gone": "Who has left"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """The address of a page, read; an empty word asks for nothing."""

    q: str = ""
    show: str = ""
    department: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """Read an address; Unanswered with what it can say where it makes no sense."""
        said = said_in(given, cls.__slots__, {"show": SHOWN})
        return cls(**{**said, "q": said["q"][:SEARCHED_AT_MOST]})

    @property
    def filtered(self) -> bool:
        """Whether not everybody is wanted."""
        return bool(self.q or self.show or self.department)

    def variables(self) -> dict[str, Any]:
        """Return what the page's document is asked with."""
        asked: dict[str, Any] = {}
        if self.q:
            asked["name"] = {"contains": self.q}
        if self.show:
            asked["leftOn"] = {"isNull": self.show == "here"}
        if self.department:
            asked["departmentId"] = {"eq": self.department}
        return {"filter": asked, **window(self.after, self.before)}

    def address(self, **changed: str) -> str:
        """Return the address with some words changed; it begins at the first page again."""
        said = {"q": self.q, "show": self.show, "department": self.department, **changed}
        return address_of(PATH, said)


async def show(context: PageContext) -> Response:
    """Show a page of people."""
    return await page(context, NOTHING_SENT)


async def page(context: PageContext, sent: Sent) -> Response:
    """Show a page of people, and in the form that was just refused what was typed."""
    query = PageQuery.read(context.request.query_params)
    data = await context.ask(document("people/people"), query.variables())
    found = data["people"]
    user = CurrentUser.of(data["viewer"])
    view = {
        "frame": data,
        "query": query,
        "rows": found["nodes"],
        "total": found["totalCount"],
        "total_is_exact": found["totalCountIsExact"],
        "pages": places(found["pageInfo"], query.address),
        "choices": {
            "show": SHOWN,
            "department": {each["id"]: each["name"] for each in data["departments"]["nodes"]},
        },
        "may": user.may,
        "asker": user,
        "places": PLACES,
        "sent": sent,
    }
    return context.page("people/people.html", view, status=422 if sent.problems else 200)


async def create(context: PageContext) -> Response:
    """Put a person on record, and go on to their page."""
    made = await made_on("people", context, page)
    if isinstance(made, Response):
        return made
    person = made.done.payload["person"]["id"]
    return context.back(f"{PATH}/{person}", done=context.request.path_params["action"])


ROUTES: Final = ((PATH, "GET", show), (PATH + "/{action}", "POST", create))
