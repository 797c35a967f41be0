"""The review pack at its address: a PDF of a review, or of any day against another one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from starlette.responses import Response

from board.rendering.locale import Locale
from board.requests.documents import document
from board.requests.page_context import PageContext
from board.reviews.pack.content import content
from board.reviews.pack.page_query import Given
from board.reviews.pack.pdf_renderer import PdfRenderer
from board.reviews.pack.review import as_of_a_day

# Asks a document with its variables: the data of the answer, or Unanswered.
Ask = Callable[[str, Mapping[str, object]], Awaitable[Mapping[str, Any]]]
PDF: Final = "application/pdf"
# A PDF has no scripts of ours to restrict, and browsers show it in a page of their own making.
HEADERS: Final = {
    "content-security-policy": "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-cache",
    "vary": "cookie, accept-language",
}


async def contents(
    ask: Ask, given: Given, locale: Locale, role: str | None = None
) -> tuple[str, dict[str, Any]]:
    """Return the name of a pack's file and all that it says.

    `role` is whose eyes it is seen with, None for the visitor's own.
    """
    wanted = given.query(await ask(document("reviews/pack/before"), given.before()))
    asked = document("reviews/pack/review" if wanted.review else "reviews/pack/pack")
    data = await ask(asked, wanted.variables(by_visitor=role is None))
    if wanted.review:
        data = as_of_a_day(data)
    seen_as = role or data["viewer"]["role"]
    name = f"review-pack-{data['organisation']['key']}-{wanted.as_of.isoformat()}.pdf"
    return name, content(data, wanted, locale, seen_as)


def routes(
    renderer: PdfRenderer,
) -> Sequence[tuple[str, str, Callable[[PageContext], Awaitable[Response]]]]:
    """Return the address of the pack: (path, method, what answers)."""

    async def show(context: PageContext) -> Response:
        given = Given.read(context.request.query_params, context.user.today)
        async with renderer.turn():
            name, content = await contents(context.ask, given, context.locale)
            made = await renderer.make(content)
        headers = {
            **HEADERS,
            "content-disposition": f'inline; filename="{name}"',
            "x-request-id": context.user.request_id,
        }
        return Response(made, media_type=PDF, headers=headers)

    return (("/pack.pdf", "GET", show),)
