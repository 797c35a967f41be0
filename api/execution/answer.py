"""What is asked by one request, and the body that answers it: its data, its errors, masked."""

import logging
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

import orjson
from graphql import GraphQLError

from db.connections.loss import is_lost

LOG = logging.getLogger("throughline.api")


@dataclass(frozen=True, slots=True)
class Request:
    """One GraphQL request.

    Its query is empty while it only names its document, by `document_id` (api/http/persisted.py).
    """

    query: str
    operation_name: str | None = None
    variables: Mapping[str, object] | None = None
    # A request by GET can't change anything. Its answer has a tag, and `known_tags` are those of
    # the answers that the client still holds.
    read_only: bool = False
    known_tags: frozenset[str] = frozenset()
    document_id: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of an answer.

    `executed` is False when the request could not even begin to run, `changed` is True when it may
    have changed something. `status` is HTTP's word for what is no matter of GraphQL. `tag` is this
    answer's name until anything changes.
    """

    body: bytes
    executed: bool = True
    changed: bool = False
    status: HTTPStatus | None = None
    tag: str | None = None
    # Seconds until it is worth to ask again.
    retry_after: int | None = None

    def text(self) -> str:
        """Return the body as text."""
        return self.body.decode()


def ended(answer: Answer, end: str) -> Answer:
    """Return the answer with `end` in place of its last brace."""
    return replace(answer, body=answer.body[:-1] + end.encode())


def unexpected(error: Exception) -> GraphQLError:
    """Log an error under an id, and return one that tells the client nothing but the id."""
    error_id = secrets.token_hex(8)
    if is_lost(error):
        # One line: while the database is away, every request comes here.
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        LOG.warning("database lost %s (%.200s)", error_id, reason)
        return GraphQLError(
            "The database can't be reached. Try again in a few seconds, a change with the same "
            "idempotencyKey: it may have been made.",
            extensions={"code": "UNAVAILABLE", "errorId": error_id},
        )
    LOG.error("unexpected error %s", error_id, exc_info=error)
    return GraphQLError(
        f"Something went wrong on our side. Tell whoever runs Throughline the id {error_id}.",
        extensions={"code": "INTERNAL", "errorId": error_id},
    )


def refused(errors: "list[GraphQLError] | tuple[GraphQLError, ...]") -> Answer:
    """Return the answer to a request that could not begin to run."""
    return Answer(_body(None, list(errors), with_data=False), executed=False)


def answered(data: Any, errors: list[GraphQLError] | None) -> Answer:
    """Return the answer of an execution; what nobody foresaw is logged and masked."""
    masked = [
        error
        if error.original_error is None or isinstance(error.original_error, GraphQLError)
        else _masked(error)
        for error in errors or ()
    ]
    return Answer(_body(data, masked, with_data=True))


def _masked(error: GraphQLError) -> GraphQLError:
    assert error.original_error is not None
    masked = unexpected(error.original_error)
    return GraphQLError(masked.message, error.nodes, path=error.path, extensions=masked.extensions)


def errors_of(errors: Iterable[GraphQLError]) -> list[dict[str, Any]]:
    """Return errors as an answer holds them."""
    return [_formatted(error) for error in errors]


def _body(data: Any, errors: list[GraphQLError], *, with_data: bool) -> bytes:
    body: dict[str, Any] = {}
    if errors:
        body["errors"] = errors_of(errors)
    if with_data:
        body["data"] = data
    return orjson.dumps(body)


def _formatted(error: GraphQLError) -> dict[str, Any]:
    formatted: dict[str, Any] = dict(error.formatted)
    formatted["extensions"] = {"code": "GRAPHQL_INVALID", **formatted.get("extensions", {})}
    return formatted
