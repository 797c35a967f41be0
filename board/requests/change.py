"""Making the change that a form asks for."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import NamedTuple

from starlette.responses import Response

from board.rendering import words
from board.requests.documents import document
from board.requests.forms import Field, Misfilled, Sent, read
from board.requests.lookup.lookup import with_ids
from board.requests.page_context import Done, Visit

# Shows the page of a form again, with what was typed and why it was refused.
Again = Callable[[Visit, Sent], Awaitable[Response]]


class Made(NamedTuple):
    """A change that was made: what was given, and what was answered."""

    given: Mapping[str, object]
    done: Done


async def make(
    visit: Visit, fields: Collection[Field], changes: str, action: str, again: Again
) -> Made | Response:
    """Make the change that a form sends, or return the page that says why it was refused.

    `changes` is the document that holds the operation of the action, which has its name.
    """
    sent = await read(visit.request, visit.visitor.form_key)
    try:
        given = (await with_ids(visit, sent, fields)).given(fields)
    except Misfilled as misfilled:
        return await again(visit, misfilled.sent)
    done = await visit.change(document(changes), words.pascal(action), given, sent.key)
    if done.problems:
        return await again(visit, sent.refused(done.problems))
    return Made(given, done)
