"""What is sent back: a status, a body, and headers ready for the wire."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import orjson
from starlette.types import Send

from api.execution.executor import Answer, unexpected
from db.connection_loss import is_lost

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"

Header = tuple[bytes, bytes]

# What an answer is depends on what is accepted and on who asks.
_ANSWERED = (
    (b"cache-control", b"private, no-store"),
    (
        b"vary",
        b"accept, authorization, cookie, x-throughline-organisation",
    ),
)
# By the media type, so that an answer costs no making of headers.
_ANSWER_HEADERS: Mapping[str, tuple[Header, ...]] = {
    kind: ((b"content-type", kind.encode()), *_ANSWERED) for kind in (JSON, GRAPHQL_JSON)
}
_STATUS_HEADERS: Mapping[HTTPStatus, tuple[Header, ...]] = {
    HTTPStatus.METHOD_NOT_ALLOWED: ((b"allow", b"POST"),),
    HTTPStatus.SERVICE_UNAVAILABLE: ((b"retry-after", b"2"),),
}


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
    """What is sent back; the length and the request's id are added on the way out."""

    status: int
    body: bytes
    headers: tuple[Header, ...]

    async def send(self, send: Send, request_id: str) -> None:
        """Send all of it."""
        headers = [
            *self.headers,
            (b"content-length", b"%d" % len(self.body)),
            (b"x-request-id", request_id.encode("latin-1")),
        ]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def answered(answer: Answer, media_type: str) -> Reply:
    """Return the reply that carries an answer."""
    headers = _ANSWER_HEADERS[media_type]
    if answer.status is not None:
        headers += _STATUS_HEADERS.get(answer.status, ())
        return Reply(answer.status, answer.body, headers)
    refused = not answer.executed and media_type == GRAPHQL_JSON
    return Reply(400 if refused else 200, answer.body, headers)


def refusal(refused: Refused) -> Reply:
    """Return the reply that tells why GraphQL was not reached."""
    error = {"message": refused.message, "extensions": {"code": refused.code}}
    given = {"content-type": JSON, "cache-control": "no-store", **refused.headers}
    headers = tuple(
        (name.encode("latin-1"), value.encode("latin-1")) for name, value in given.items()
    )
    return Reply(refused.status, orjson.dumps({"errors": [error]}), headers)


def failure(error: Exception) -> Reply:
    """Return the reply to what went wrong unexpectedly: masked, and logged under an id."""
    masked = unexpected(error)
    lost = is_lost(error)
    refused = Refused(
        503 if lost else 500,
        str((masked.extensions or {})["code"]),
        masked.message,
        {"retry-after": "2"} if lost else None,
    )
    return refusal(refused)
