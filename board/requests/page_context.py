"""A visit: one request of somebody who is signed in, and the ways to answer it."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from board.rendering.footnotes import Footnotes
from board.rendering.locale import Locale
from board.requests.forms import Problem, csrf_token
from board.requests.ports import SessionUser
from board.requests.security import HEADERS

Answer = Mapping[str, Any]
# HTTP's words for the errors that a page can meet; any other is our own fault.
STATUSES: Final = {
    "BAD_USER_INPUT": HTTPStatus.BAD_REQUEST,
    "NOT_ALLOWED": HTTPStatus.FORBIDDEN,
    "NOT_FOUND": HTTPStatus.NOT_FOUND,
    "RATE_LIMITED": HTTPStatus.TOO_MANY_REQUESTS,
    "TIMEOUT": HTTPStatus.SERVICE_UNAVAILABLE,
    "UNAVAILABLE": HTTPStatus.SERVICE_UNAVAILABLE,
}


class QueryFailed(Exception):  # noqa: N818 - told to the visitor as a page
    """What was asked has no answer; `code` is the API's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.status = STATUSES.get(code, HTTPStatus.INTERNAL_SERVER_ERROR)


class NotFound(QueryFailed):
    """There is no such thing in the organisation."""

    def __init__(self, what: str) -> None:
        super().__init__("NOT_FOUND", f"There is no such {what} in your organisation.")


def data_of(body: bytes) -> Answer:
    """Return the data of an answer; raises Unanswered if there is none."""
    answer = orjson.loads(body)
    for error in answer.get("errors", ()):
        raise QueryFailed(error["extensions"]["code"], error["message"])
    data: Answer = answer["data"]
    return data


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a change: its payload, and why it was refused, if it was."""

    payload: Answer
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class PageContext:
    """Answers one request by asking GraphQL as the visitor."""

    request: Request
    user: SessionUser
    templates: Environment
    locale: Locale

    async def ask(
        self, document: str, variables: Mapping[str, object], operation: str | None = None
    ) -> Answer:
        """Return the data of an answer; raises Unanswered if there is none."""
        return data_of(await self.user.execute(document, variables, operation))

    async def change(
        self, document: str, operation: str, given: Mapping[str, object], key: str
    ) -> Done:
        """Make a change once, however often the form is sent; what is refused is told."""
        variables = {"input": given, "key": key}
        [payload] = (await self.ask(document, variables, operation)).values()
        return Done(payload, tuple(Problem.from_api(each) for each in payload["problems"]))

    def page(
        self, template: str, view: Mapping[str, object], *, status: int = HTTPStatus.OK
    ) -> Response:
        """Return a page: a template with what it shows."""
        content = self.templates.get_template(template).render(
            view,
            locale=self.locale,
            here=self.request.url.path,
            footnotes=Footnotes(str(self.request.base_url)),
            prove=lambda: csrf_token(self.user.form_key),
        )
        headers = {**HEADERS, "x-request-id": self.user.request_id}
        return HTMLResponse(content, status, headers)

    def back(self, path: str, anchor: str = "", **query: str) -> Response:
        """Send the browser on after a change, so that reloading does not send it again."""
        asked = f"?{urlencode(query)}" if query else ""
        to = f"{path}{asked}{'#' if anchor else ''}{anchor}"
        return RedirectResponse(to, HTTPStatus.SEE_OTHER, HEADERS)
