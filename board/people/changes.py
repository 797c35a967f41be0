"""Changes: what can be done on the pages of the organisation, each by a form of its own."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from board.requests.change import Made, make
from board.requests.forms import Field, Sent, boolean, day, whole_number
from board.requests.page_context import NotFound, PageContext


@dataclass(frozen=True, slots=True)
class Change:
    """A form: the fields of the mutation's input that it may fill, and what is said once done.

    `on` is the page that it belongs to.
    """

    fields: tuple[Field, ...]
    done: str
    on: str


def listed(written: str) -> list[str]:
    """Read words that commas part."""
    return written.split(",")


def begin_of(written: str) -> str:
    """Read a day as the moment at which it begins, in UTC."""
    return f"{day(written)}T00:00:00Z"


# A thing and the version of it that was shown: who changed it in between is noticed.
THING: Final = (Field("id", required=True), Field("expectedVersion", whole_number))
PERSON: Final = (
    Field("name", required=True),
    Field("email", clears=True),
    Field("jobTitle", clears=True),
    Field("departmentId", clears=True, names="department"),
)
REMINDERS: Final = (*THING, Field("reminders", boolean, required=True))
CHANGES: Final = {
    "organisation_update": Change(
        (
            Field("name", required=True),
            Field("visionStatement", clears=True),
            Field("timeZone", required=True),
            Field("currency", required=True),
            Field("clockFixedOn", day, clears=True),
        ),
        "The organisation is changed.",
        "organisation",
    ),
    "person_set_reminders": Change(REMINDERS, "It is noted.", "organisation"),
    "member_invite": Change(
        (
            Field("email", required=True),
            Field("role", required=True),
            Field("name"),
        ),
        "They are invited: the first sign-in with this address takes the invitation.",
        "organisation",
    ),
    "invitation_resend": Change(THING, "It is mailed to them once more.", "organisation"),
    "member_set_role": Change(
        (*THING, Field("role", required=True)), "The role counts from now on.", "organisation"
    ),
    "member_remove": Change(THING, "Their access ends.", "organisation"),
    "session_end_all": Change(
        (Field("personId", required=True),), "They are signed out everywhere.", "organisation"
    ),
    "person_create": Change(PERSON, "The person is on record.", "people"),
    "person_update": Change((*THING, *PERSON), "The person is changed.", "person"),
    "person_leave": Change(
        (*THING, Field("on", day, required=True)), "It is noted when they leave.", "person"
    ),
    "person_archive": Change(THING, "The person is archived.", "person"),
    "person_unarchive": Change(THING, "The person is listed again.", "person"),
    "person_erase": Change(THING, "All that told who it was is erased.", "person"),
    "token_issue": Change(
        (
            Field("label", required=True),
            Field("role", required=True),
            Field("scopes", listed),
            Field("personId", names="person"),
            Field("expiresAt", begin_of),
        ),
        "The token is made.",
        "tokens",
    ),
    "token_revoke": Change((Field("id", required=True),), "It opens nothing any more.", "tokens"),
}


def said(action: str) -> str | None:
    """Return what is said of an action that was just done."""
    found = CHANGES.get(action)
    return found.done if found else None


async def made_on(
    page: str, context: PageContext, again: Callable[[PageContext, Sent], Awaitable[Response]]
) -> Made | Response:
    """Make the change that a form of a page asks for, or return the page with what was refused."""
    action = context.request.path_params["action"]
    found = CHANGES.get(action)
    if found is None or found.on != page:
        raise NotFound("form")
    return await make(context, found.fields, "people/changes", action, again)
