"""GraphQL over HTTP: who asks, what they ask, and how the answer is sent."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

import orjson
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from api.execution.executor import Answer, Executor, Request, unexpected
from api.http.gate import Gate
from db.connection_loss import is_lost

LARGEST_BODY_BYTES = 256 * 1024
JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
_HEADERS = {"cache-control": "private, no-store", "vary": "accept, authorization"}
_STATUS_HEADERS: Mapping[HTTPStatus | None, dict[str, str]] = {
    HTTPStatus.METHOD_NOT_ALLOWED: {"allow": "POST"},
    HTTPStatus.SERVICE_UNAVAILABLE: {"retry-after": "2"},
}
_REQUEST_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A request that is refused before GraphQL is reached."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent back."""

    status: int
    body: bytes
    media_type: str
    headers: Mapping[str, str]


class GraphQLEndpoint:
    """The ASGI application behind /graphql."""

    def __init__(self, executor: Executor, gate: Gate) -> None:
        self._executor = executor
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(16)
        try:
            reply = await self._reply(scope, headers, receive, request_id)
        except Refused as refused:
            reply = _error(refused)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - the last place where it can be masked
            reply = _failed(error)
        sent = {
            "content-type": reply.media_type,
            "content-length": str(len(reply.body)),
            "x-request-id": request_id,
            **reply.headers,
        }
        encoded = [
            (name.encode("latin-1"), value.encode("latin-1")) for name, value in sent.items()
        ]
        await send({"type": "http.response.start", "status": reply.status, "headers": encoded})
        await send({"type": "http.response.body", "body": reply.body})

    async def _reply(
        self, scope: Scope, headers: Mapping[str, str], receive: Receive, request_id: str
    ) -> Reply:
        method = scope["method"]
        if method not in ("GET", "POST"):
            raise Refused(
                405, "METHOD_NOT_ALLOWED", "Ask by POST, or a query by GET.", {"allow": "GET, POST"}
            )
        media_type = _acceptable(headers.get("accept", "*/*"))
        token = _bearer(headers.get("authorization"))
        found = await self._gate.open(token)
        if found is None:
            raise _unauthorised("This token is unknown, revoked or expired: ask for a new one.")
        if method == "POST":
            request = await _from_body(headers, receive)
        else:
            request = _from_url(scope["query_string"])
        answer = await self._executor.execute(request, found, request_id)
        if answer.changed:
            self._gate.forget()
        return Reply(
            _status(answer, media_type),
            answer.body,
            media_type,
            _STATUS_HEADERS.get(answer.status, {}) | _HEADERS,
        )


def _status(answer: Answer, media_type: str) -> int:
    if answer.status is not None:
        return answer.status
    return 400 if not answer.executed and media_type == GRAPHQL_JSON else 200


def _bearer(header: str | None) -> str:
    if header is None:
        raise _unauthorised("Send a token in the header Authorization: Bearer <token>.")
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise _unauthorised("The header Authorization must read Bearer, a space and the token.")
    return token.strip()


def _unauthorised(message: str) -> Refused:
    return Refused(401, "UNAUTHENTICATED", message, {"www-authenticate": "Bearer"})


def _acceptable(accept: str) -> str:
    accepted = {part.split(";")[0].strip().lower() for part in accept.split(",")}
    if GRAPHQL_JSON in accepted:
        return GRAPHQL_JSON
    if accepted & {JSON, "application/*", "*/*", ""}:
        return JSON
    raise Refused(406, "NOT_ACCEPTABLE", f"Accept {GRAPHQL_JSON} or {JSON}: nothing else is sent.")


async def _from_body(headers: Mapping[str, str], receive: Receive) -> Request:
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != JSON:
        raise Refused(415, "UNSUPPORTED_MEDIA_TYPE", f"Send the request as {JSON}.")
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > LARGEST_BODY_BYTES:
            raise Refused(
                413, "TOO_LARGE", f"A request has at most {LARGEST_BODY_BYTES // 1024} KiB."
            )
    return _request(_parsed(body, "The body"))


def _from_url(query_string: bytes) -> Request:
    try:
        text = query_string.decode("latin-1")
        given = parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError as error:
        raise _malformed(f"The address can't be read: {error}.") from None
    parameters: dict[str, Any] = {name: values[-1] for name, values in given.items()}
    for name in ("variables", "extensions"):
        if name in parameters:
            parameters[name] = _parsed(parameters[name].encode(), f"The parameter {name}")
    return _request(parameters, read_only=True)


def _parsed(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _malformed(f"{what} is not JSON: {error}.") from None


def _request(given: Any, *, read_only: bool = False) -> Request:
    if not isinstance(given, dict):
        raise _malformed("A request is a JSON object with a query.")
    query, name = given.get("query"), given.get("operationName")
    variables = given.get("variables")
    if not isinstance(query, str) or not query.strip():
        raise _malformed("query is missing: give the GraphQL document as a string.")
    if name is not None and not isinstance(name, str):
        raise _malformed("operationName is a string or null.")
    if variables is not None and not isinstance(variables, dict):
        raise _malformed("variables is an object or null.")
    if given.get("extensions") is not None and not isinstance(given["extensions"], dict):
        raise _malformed("extensions is an object or null.")
    return Request(query, name or None, variables, read_only=read_only)


def _malformed(message: str) -> Refused:
    return Refused(400, "BAD_REQUEST", message)


def _failed(error: Exception) -> Reply:
    masked = unexpected(error)
    lost = is_lost(error)
    refused = Refused(
        503 if lost else 500,
        str((masked.extensions or {})["code"]),
        masked.message,
        {"retry-after": "2"} if lost else None,
    )
    return _error(refused)


def _error(refused: Refused) -> Reply:
    error = {"message": refused.message, "extensions": {"code": refused.code}}
    return Reply(
        refused.status,
        orjson.dumps({"errors": [error]}),
        JSON,
        {"cache-control": "no-store", **refused.headers},
    )
