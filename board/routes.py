"""The house: every page at its address, and what is said when there is none to show."""

from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from board.access import tokens, trail
from board.findings import findings, rules
from board.imports import importing
from board.imports.uploads import UploadLimiter
from board.journeys import journey, journeys, touchpoint, touchpoints
from board.people import archived, organisation, people, person
from board.people.departments import department, departments
from board.portfolio import portfolio, propose
from board.portfolio.initiative import initiative
from board.records import routes as records
from board.rendering import charts, words
from board.rendering.assets import Assets
from board.rendering.days import day_of
from board.rendering.locale import locale_of
from board.requests.forms import InvalidCsrfToken
from board.requests.live import hashes
from board.requests.lookup import lookup
from board.requests.page_context import PageContext, QueryFailed
from board.requests.ports import Authenticate, ErrorHandler, Refused
from board.requests.security import HEADERS
from board.reviews import held, now, reviews
from board.reviews.pack import pack
from board.reviews.pack.pdf_renderer import PdfRenderer

FOLDER: Final = Path(__file__).parent
Show = Callable[[PageContext], Awaitable[Response]]
# Each page names its addresses: (path, method, what answers).
PAGES: Final[tuple[tuple[str, str, Show], ...]] = (
    *portfolio.ROUTES,
    *propose.ROUTES,
    *initiative.ROUTES,
    *lookup.ROUTES,
    # Ahead of the changes of a finding, which take any name.
    *rules.ROUTES,
    *findings.ROUTES,
    *journeys.ROUTES,
    *journey.ROUTES,
    *touchpoints.ROUTES,
    *touchpoint.ROUTES,
    *records.ROUTES,
    *departments.ROUTES,
    *department.ROUTES,
    *now.ROUTES,
    *reviews.ROUTES,
    *held.ROUTES,
    *organisation.ROUTES,
    *people.ROUTES,
    *person.ROUTES,
    *tokens.ROUTES,
    *trail.ROUTES,
    *archived.ROUTES,
)
# What stands in the navigation, in the order of a review.
NAVIGATION: Final = (
    ("/", "Portfolio"),
    ("/objectives", "Objectives"),
    ("/journeys", "Journeys"),
    ("/departments", "Departments"),
    ("/findings", "Findings"),
    ("/review", "Review"),
    ("/organisation", "Organisation"),
)


def routes(
    authenticate: Authenticate, on_error: ErrorHandler, uploads: UploadLimiter
) -> list[BaseRoute]:
    """Return the addresses of all pages.

    `authenticate` says who comes, `on_error` what went wrong; files that are sent are
    received in `uploads`.
    """
    assets = Assets()
    templates = environment(assets)
    compressed = [Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=3)]

    def route(path: str, method: str, show: Show) -> Route:
        async def handle(request: Request) -> Response:
            return await answered(show, request, authenticate, on_error, templates)

        return Route(path, handle, methods=[method], middleware=compressed)

    return [
        *(
            route(*page)
            for page in (*PAGES, *pack.routes(PdfRenderer()), *importing.routes(uploads))
        ),
        Route("/assets/{name}", assets.answer, methods=["GET"], middleware=compressed),
    ]


def lost() -> Callable[[Request, Exception], Response]:
    """Return what answers at an address that leads nowhere: browsers with a page."""
    templates = environment(Assets())

    def answer(request: Request, _error: Exception) -> Response:
        if "text/html" not in request.headers.get("accept", ""):
            return PlainTextResponse("Not Found", HTTPStatus.NOT_FOUND)
        sentence = "There is no page at this address. It may have been mistyped, or cut off."
        return message_page(templates, HTTPStatus.NOT_FOUND, TITLES[HTTPStatus.NOT_FOUND], sentence)

    return answer


class Templates(Environment):
    """What templates are made with.

    What pages show is mostly answers of the API: `each.title` is looked for as a key first, which
    takes a third of the time of not finding it as an attribute.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return super().getattr(obj, attribute)


def environment(assets: Assets) -> Environment:
    """Return what makes pages of templates: everything that is written is escaped."""
    made = Templates(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["called"] = lookup.label
    made.globals.update(
        assets=assets.addresses,
        day_of=day_of,
        live=hashes(),
        charts=charts,
        navigation=NAVIGATION,
        words=words,
    )
    return made


async def answered(
    show: Show,
    request: Request,
    authenticate: Authenticate,
    on_error: ErrorHandler,
    templates: Environment,
) -> Response:
    """Answer whatever happens: each way in which a page can be missing has a page of its own."""
    say = partial(message_page, templates)
    try:
        visitor = await authenticate(request)
        if visitor is None:
            return not_signed_in(templates, request)
        return await show(PageContext(request, visitor, templates, locale_of(request.headers)))
    except Refused as refused:
        return say(refused.status, "This is refused", refused.message)
    except InvalidCsrfToken:
        return say(
            HTTPStatus.FORBIDDEN,
            "This form is not of your session",
            "Nothing was changed. Go back, reload the page, and send it again.",
        )
    except QueryFailed as unanswered:
        return say(unanswered.status, TITLES.get(unanswered.status, FAILED), unanswered.message)
    except Exception as error:  # noqa: BLE001 - the last place where it can be masked
        status, sentence = on_error(error)
        return say(status, TITLES.get(HTTPStatus(status), FAILED), sentence)


FAILED: Final = "Something went wrong on our side"
TITLES: Final = {
    HTTPStatus.BAD_REQUEST: "This address can't be understood",
    HTTPStatus.FORBIDDEN: "This is not for you to see",
    HTTPStatus.NOT_FOUND: "Nothing is here",
    HTTPStatus.TOO_MANY_REQUESTS: "Too much at once",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database does not answer",
}


def message_page(templates: Environment, status: int, title: str, sentence: str) -> Response:
    """Return a page that says what is the matter, and leads back."""
    content = templates.get_template("rendering/layout/message.html").render(
        title=title, sentence=sentence
    )
    return HTMLResponse(content, status, HEADERS)


def not_signed_in(templates: Environment, request: Request) -> Response:
    """Lead to signing in, and from there back to the page that was asked for."""
    path = request.url.path if request.method == "GET" else "/"
    asked = f"?{request.url.query}" if request.method == "GET" and request.url.query else ""
    way = "/sign-in?" + urlencode({"return_to": f"{path}{asked}"})
    content = templates.get_template("rendering/layout/sign_in.html").render(way=way)
    return HTMLResponse(content, HTTPStatus.UNAUTHORIZED, HEADERS)
