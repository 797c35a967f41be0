"""The trail: who did what when, with which token."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from starlette.responses import Response

from board.people.organisation import PATH as ORGANISATION
from board.people.organisation import PLACES
from board.records import documents as records
from board.records.pages import RECORD_PAGES
from board.records.pages import address_of as address_of_thing
from board.rendering import words
from board.rendering.timestamps import timestamps
from board.requests.documents import document
from board.requests.forms import day
from board.requests.page_context import PageContext, QueryFailed
from board.requests.paging import address_of, places, said_in, window
from board.requests.permissions import CurrentUser

PATH: Final = f"{ORGANISATION}/trail"
SEARCHED_AT_MOST: Final = 100
Found = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """The address of a page, read; an empty word asks for nothing."""

    who: str = ""
    what: str = ""
    since: str = ""
    until: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """Read an address; Unanswered with what it can say where it makes no sense."""
        said = said_in(given, cls.__slots__, {"what": words.SUBJECT})
        said["who"] = said["who"][:SEARCHED_AT_MOST]
        for name in ("since", "until"):
            try:
                said[name] = said[name] and day(said[name])
            except ValueError as error:
                raise QueryFailed("BAD_USER_INPUT", f"{name}: {error}") from None
        return cls(**said)

    @property
    def filtered(self) -> bool:
        """Whether not everything is wanted."""
        return any((self.who, self.what, self.since, self.until))

    def variables(self) -> dict[str, Any]:
        """Return what the page's document is asked with."""
        asked: dict[str, Any] = {}
        if self.who:
            asked["actor"] = {"name": {"contains": self.who}}
        if self.what:
            asked["subjectType"] = {"eq": self.what}
        days = {"gte": self.since, "lte": self.until}
        if found := {name: written for name, written in days.items() if written}:
            asked["occurredOn"] = found
        return {"filter": asked, **window(self.after, self.before)}

    def address(self, **changed: str) -> str:
        """Return the address with some words changed; it begins at the first page again."""
        said = {name: getattr(self, name) for name in ("who", "what", "since", "until")} | changed
        return address_of(PATH, said)


async def show(context: PageContext) -> Response:
    """Show a page of the trail, the newest first."""
    query = PageQuery.read(context.request.query_params)
    data = await context.ask(document("access/trail"), query.variables(), "Trail")
    found = data["auditTrail"]
    ids = list(dict.fromkeys(each["subjectId"] for each in found["nodes"]))
    things = await context.ask(document("access/trail"), {"ids": ids}, "Things")
    known = {each["id"]: each for each in (*things["nodes"], *await named(context, ids)) if each}
    view = {
        "frame": data,
        "query": query,
        "rows": [Step.of(each, known.get(each["subjectId"], {})) for each in found["nodes"]],
        "pages": places(found["pageInfo"], query.address),
        "moment": timestamps(data["organisation"]["timeZone"], context.locale),
        "zone": data["organisation"]["timeZone"],
        "asker": CurrentUser.of(data["viewer"]),
        "places": PLACES,
    }
    return context.page("access/trail.html", view)


async def named(context: PageContext, ids: Collection[str]) -> Collection[Found]:
    """Return what the records among these ids are called."""
    keys = {page.kind.key for page in RECORD_PAGES}
    if not (mine := [each for each in ids if each.rpartition("_")[0] in keys]):
        return ()
    found: Collection[Found] = (await context.ask(records.names(RECORD_PAGES), {"ids": mine}))[
        "nodes"
    ]
    return found


ROUTES: Final = ((PATH, "GET", show),)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened: to what, as it is called now, and where that is shown."""

    it: Found
    name: str
    address: str | None

    @classmethod
    def of(cls, event: Found, thing: Found) -> Self:
        """Read an event, and the thing that it happened to, if that still has a name."""
        initiative = event["initiative"]
        person = thing.get("person") or {}
        own = thing.get("title") or thing.get("name") or thing.get("label") or person.get("name")
        kind = event["subjectId"].rpartition("_")[0]
        subject = {"id": event["subjectId"], "initiative": initiative}
        address = address_of_thing(kind, subject)
        return cls(event, own or (initiative["title"] if initiative else ""), address)

    @property
    def who(self) -> str:
        """Who did it, if nobody did in person."""
        if self.it["tokenId"] is None:
            return "The server itself"
        return self.it["tokenLabel"] or "A token without a name"
