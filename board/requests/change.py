"""Making the change that a form asks for."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import NamedTuple

from starlette.responses import Response

from board.rendering import words
from board.requests.documents import document
from board.requests.forms import Field, InvalidForm, Sent, read
from board.requests.lookup.lookup import with_ids
from board.requests.page_context import Done, PageContext

# Shows the page of a form again, with what was typed and why it was refused.
Rerender = Callable[[PageContext, Sent], Awaitable[Response]]


class Made(NamedTuple):
    """A change that was made: what was given, and what was answered."""

    given: Mapping[str, object]
    done: Done


async def make(
    context: PageContext, fields: Collection[Field], changes: str, action: str, again: Rerender
) -> Made | Response:
    """Make the change that a form sends, or return the page that says why it was refused.

    `changes` is the file of the document that holds the operation of the action.
    """
    return await make_by(context, fields, document(changes), action, again)


async def make_by(
    context: PageContext, fields: Collection[Field], changes: str, action: str, again: Rerender
) -> Made | Response:
    """Make the change by a document, in which its operation has the name of the action."""
    sent = await read(context.request, context.user.form_key)
    try:
        given = (await with_ids(context, sent, fields)).given(fields)
    except InvalidForm as misfilled:
        return await again(context, misfilled.sent)
    done = await context.change(changes, words.pascal(action), given, sent.key)
    if done.problems:
        return await again(context, sent.refused(done.problems))
    return Made(given, done)
