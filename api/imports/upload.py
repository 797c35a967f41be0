"""Imports by programs: files by POST /import with a bearer token, and JSON as the answer.

What they are told is what the page shows; docs/api.md tells how to ask.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import date
from http import HTTPStatus
from typing import Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope

from api.access.authenticator import Authenticator
from api.http.admission import Browsers, authenticate
from api.http.reply import JSON, Refused, failure
from board.imports.uploads import UploadLimiter
from board.requests.ports import Imports
from domain.core.identity import new_id
from domain.core.problem import Refusal
from domain.core.viewer import Viewer
from domain.imports.import_run import (
    GONE,
    IMPORT_UNDER_WAY,
    NOT_FOUND,
    TOO_LARGE,
    FileProblem,
    ImportOptions,
    ImportRun,
    ImportState,
    NotImported,
)

LOG = logging.getLogger("throughline.api")
PATH: Final = "/import"
# What is done within this time is answered at once; a proxy may give up on what takes much longer.
WAIT_SECONDS: Final = 20.0
STATUSES: Final[Mapping[str, HTTPStatus]] = {
    NOT_FOUND: HTTPStatus.NOT_FOUND,
    IMPORT_UNDER_WAY: HTTPStatus.CONFLICT,
    GONE: HTTPStatus.CONFLICT,
    TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "TOO_MANY": HTTPStatus.TOO_MANY_REQUESTS,
    "TOO_SLOW": HTTPStatus.REQUEST_TIMEOUT,
    "UNSUPPORTED_MEDIA_TYPE": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}
OF_STATES: Final[Mapping[ImportState, HTTPStatus]] = {
    ImportState.WAITING: HTTPStatus.ACCEPTED,
    ImportState.RUNNING: HTTPStatus.ACCEPTED,
    ImportState.PREVIEWED: HTTPStatus.OK,
    ImportState.DONE: HTTPStatus.OK,
    ImportState.REFUSED: HTTPStatus.UNPROCESSABLE_ENTITY,
    ImportState.FAILED: HTTPStatus.INTERNAL_SERVER_ERROR,
}
SWITCHES: Final = {"true": True, "false": False}


class ForPrograms(Route):
    """A route for requests with a header Authorization; browsers find the page behind it."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] == "http" and not any(
            name == b"authorization" for name, _ in scope["headers"]
        ):
            return Match.NONE, {}
        return super().matches(scope)


class ImportEndpoint:
    """Answers programs that import, from when it is opened on."""

    def __init__(self) -> None:
        # Shared with the page: who sends files there sends them to the same server.
        self.room = UploadLimiter()
        self._authenticator: Authenticator | None = None
        self._browsers = Browsers()
        self._imports: Callable[[Viewer], Imports] | None = None

    def open(
        self, authenticator: Authenticator, browsers: Browsers, imports: Callable[[Viewer], Imports]
    ) -> None:
        """Begin to answer: who comes is let in by `authenticator`, and served by `imports`."""
        self._authenticator = authenticator
        self._browsers = browsers
        self._imports = imports

    def routes(self) -> list[BaseRoute]:
        """Return the addresses."""
        return [
            ForPrograms(PATH, self.begin, methods=["POST"]),
            ForPrograms(PATH + "/{run:uuid}", self.look, methods=["GET"]),
        ]

    async def begin(self, request: Request) -> Response:
        """Take files in, and answer what became of them, or where to ask for it."""

        async def answer(imports: Imports) -> Response:
            wish = options_of(request.query_params)
            await imports.admit()
            async with self.room.receive(request) as received:
                run = await imports.begin(received.sent, wish)
            return to_response(await imports.find(run.id, within_seconds=WAIT_SECONDS), begun=True)

        return await self._answered(request, answer)

    async def look(self, request: Request) -> Response:
        """Answer how far an import is."""

        async def answer(imports: Imports) -> Response:
            return to_response(await imports.find(request.path_params["run"]))

        return await self._answered(request, answer)

    async def _answered(self, request: Request, answer: Callable[[Imports], Any]) -> Response:
        assert self._authenticator is not None
        assert self._imports is not None
        request_id = request.headers.get("x-request-id", "")[:200] or new_id().hex
        try:
            found = await authenticate(
                self._authenticator, self._browsers, request.headers, request.method
            )
            response: Response = await answer(self._imports(found.viewer(request_id)))
        except Refused as refused:
            response = refusal(refused.status, refused.code, refused.message)
            response.headers.update(refused.headers)
        except Refusal as refused:
            [problem, *_] = refused.problems
            message = f"{problem.message} {problem.hint or ''}".strip()
            response = refusal(HTTPStatus.FORBIDDEN, problem.code, message)
        except NotImported as refused:
            status = STATUSES.get(refused.code, HTTPStatus.UNPROCESSABLE_ENTITY)
            response = refusal(status, refused.code, refused.message, refused.problems)
        except Exception as error:  # noqa: BLE001 - masked, and logged under an id
            reply = failure(error)
            response = Response(reply.body, reply.status)
            response.raw_headers.extend(
                each for each in reply.headers if each[0] != b"content-length"
            )
        response.headers["x-request-id"] = request_id
        response.headers["cache-control"] = "private, no-store"
        return response


def options_of(given: Mapping[str, str]) -> ImportOptions:
    """Read what is wanted from the address; Refused if it can't be."""
    for name in given:
        if name not in {"dryRun", "skipBadRows", "asOf"}:
            raise bad_request(f"{name[:40]} is none of dryRun, skipBadRows, asOf.")
    try:
        as_of = date.fromisoformat(given["asOf"]) if given.get("asOf") else None
    except ValueError:
        raise bad_request("asOf is no day; write it as 2026-03-31.") from None
    switches = {}
    for name in ("dryRun", "skipBadRows"):
        said = given.get(name, "false").lower()
        if said not in SWITCHES:
            raise bad_request(f"{name} is true or false.")
        switches[name] = SWITCHES[said]
    return ImportOptions(
        dry_run=switches["dryRun"], skip_bad_rows=switches["skipBadRows"], as_of=as_of
    )


def bad_request(message: str) -> Refused:
    return Refused(HTTPStatus.BAD_REQUEST, "BAD_REQUEST", message)


def to_response(run: ImportRun, *, begun: bool = False) -> Response:
    """Return how far an import is; one that was begun and goes on says where to ask again."""
    body = {
        "id": str(run.id),
        "state": run.state.value,
        "dryRun": run.options.dry_run,
        "progress": run.progress or None,
        **run.outcome,
    }
    headers = {}
    if run.state.under_way:
        headers = {"location": f"{PATH}/{run.id}", "retry-after": "2"}
    status = OF_STATES[run.state] if begun else HTTPStatus.OK
    return Response(orjson.dumps(body), status, headers, JSON)


def refusal(
    status: int, code: str, message: str, problems: tuple[FileProblem, ...] = ()
) -> Response:
    """Return why nothing was begun, in the form of all refusals."""
    error: dict[str, Any] = {"message": message, "extensions": {"code": code}}
    if problems:
        error["extensions"]["problems"] = [
            {
                "file": each.file,
                "line": each.line or None,
                "column": each.column or None,
                "message": each.message,
            }
            for each in problems
        ]
    return Response(orjson.dumps({"errors": [error]}), status, media_type=JSON)
