"""GraphiQL for browsers, with all that it needs: it works without internet access."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

PAGE = Path(__file__).with_name("page.html")
ASSETS = Path(__file__).with_name("assets")
# Parameters that make an address a question.
ASKING = frozenset({"query", "documentId", "extensions"})
HEADERS = {
    # The editor sets styles as it goes; scripts are ours alone, and only we are asked.
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
    "vary": "accept",
}


def is_wanted(scope: Scope) -> bool:
    """Tell whether a browser opens the address of the API, rather than a client asking it."""
    request = Request(scope)
    accepted = request.headers.get("accept", "").lower()
    opens = ASKING.isdisjoint(request.query_params)
    return request.method == "GET" and "text/html" in accepted and opens


async def page(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the page."""
    await FileResponse(PAGE, headers=HEADERS)(scope, receive, send)


def routes() -> list[BaseRoute]:
    """Return where the page's files are."""
    return [Mount("/graphiql", StaticFiles(directory=ASSETS))]
