"""What is sent back: a status, a body, and headers ready for the wire."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import orjson
from starlette.types import Send

from api.execution.answer import Answer, unexpected
from db.connections.loss import is_lost

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"

Header = tuple[bytes, bytes]

# What an answer is depends on what is accepted and on who asks.
_VARY = (
    b"vary",
    b"accept, accept-encoding, authorization, cookie, x-throughline-organisation",
)
# By the media type, so that an answer costs no making of headers.
_CONTENT_TYPE = {kind: (b"content-type", kind.encode()) for kind in (JSON, GRAPHQL_JSON)}
_NOT_KEPT: Mapping[str, tuple[Header, ...]] = {
    kind: (header, _VARY, (b"cache-control", b"private, no-store"))
    for kind, header in _CONTENT_TYPE.items()
}
# An answer with a tag may be kept by who asked, and is asked after each time before it is used.
_REVALIDATED = (_VARY, (b"cache-control", b"private, max-age=0, must-revalidate"))
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
        headers = [*self.headers, (b"x-request-id", request_id.encode("latin-1"))]
        if self.status != HTTPStatus.NOT_MODIFIED:
            headers.append((b"content-length", b"%d" % len(self.body)))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def answered(answer: Answer, media_type: str) -> Reply:
    """Return the reply that carries an answer."""
    if answer.tag is not None:
        # Weak: it may be sent compressed or not, and tells what is left of a rate.
        tagged = (*_REVALIDATED, (b"etag", b'W/"%s"' % answer.tag.encode()))
        if answer.status is HTTPStatus.NOT_MODIFIED:
            return Reply(answer.status, b"", tagged)
        return Reply(200, answer.body, (_CONTENT_TYPE[media_type], *tagged))
    headers = _NOT_KEPT[media_type]
    if answer.status is not None:
        headers += _STATUS_HEADERS.get(answer.status, ())
        if answer.retry_after is not None:
            headers += ((b"retry-after", b"%d" % answer.retry_after),)
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
