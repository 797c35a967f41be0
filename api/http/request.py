"""Reading a request: what it accepts, whose it is, and which document it asks by."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import orjson
from starlette.requests import ClientDisconnect
from starlette.types import Receive

from api.cost.limits import LARGEST_BODY_BYTES
from api.execution.answer import Request
from api.http.persisted import document_id_of
from api.http.reply import GRAPHQL_JSON, JSON, Refused

TOKEN_PARAMETERS = frozenset({"access_token", "token", "authorization", "api_key"})


def accepted_type(accept: str) -> str:
    """Return the media type to answer with, of those that a header Accept names."""
    accepted = {part.split(";")[0].strip().lower() for part in accept.split(",")}
    if GRAPHQL_JSON in accepted:
        return GRAPHQL_JSON
    if accepted & {JSON, "application/*", "*/*", ""}:
        return JSON
    raise Refused(406, "NOT_ACCEPTABLE", f"Accept {GRAPHQL_JSON} or {JSON}: nothing else is sent.")


def bearer_token(header: str | None) -> str:
    """Return the token of a header Authorization."""
    if header is None:
        raise unauthenticated("Send a token in the header Authorization: Bearer <token>.")
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise unauthenticated("The header Authorization must read Bearer, a space and the token.")
    return token.strip()


def unauthenticated(message: str) -> Refused:
    """Return the refusal of someone we don't know."""
    return Refused(401, "UNAUTHENTICATED", message, {"www-authenticate": "Bearer"})


async def from_body(headers: Mapping[str, str], receive: Receive) -> Request:
    """Read a request by POST."""
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != JSON:
        raise Refused(415, "UNSUPPORTED_MEDIA_TYPE", f"Send the request as {JSON}.")
    # Added to in place: whoever sends byte by byte must not have all of it copied each time.
    body, more = bytearray(), True
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
    return request_of(_parsed(bytes(body), "The body"))


def from_url(headers: Mapping[str, str], query_string: bytes) -> Request:
    """Read a request by GET, which can't change anything."""
    try:
        text = query_string.decode("latin-1")
        given = parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError as error:
        raise _malformed(f"The address can't be read: {error}.") from None
    for name in given:
        if name.lower() in TOKEN_PARAMETERS:
            raise _malformed(
                "A token never goes into the address, which logs and histories keep: send it in "
                "the header Authorization, and have this one revoked."
            )
    parameters: dict[str, Any] = {name: values[-1] for name, values in given.items()}
    for name in ("variables", "extensions"):
        if name in parameters:
            parameters[name] = _parsed(parameters[name].encode(), f"The parameter {name}")
    request = request_of(parameters)
    return replace(request, read_only=True, known_tags=_tags(headers.get("if-none-match")))


def _tags(header: str | None) -> frozenset[str]:
    """Return the tags of a header If-None-Match, whether they came as weak ones or not."""
    if header is None:
        return frozenset()
    return frozenset(tag.strip().removeprefix("W/").strip('"') for tag in header.split(","))


def _parsed(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _malformed(f"{what} is not JSON: {error}.") from None


def request_of(given: Any) -> Request:
    if not isinstance(given, dict):
        raise _malformed("A request is a JSON object with a query.")
    query, name = given.get("query"), given.get("operationName")
    variables = given.get("variables")
    if query is not None and not isinstance(query, str):
        raise _malformed("query is a string: the GraphQL document.")
    if name is not None and not isinstance(name, str):
        raise _malformed("operationName is a string or null.")
    if variables is not None and not isinstance(variables, dict):
        raise _malformed("variables is an object or null.")
    if given.get("extensions") is not None and not isinstance(given["extensions"], dict):
        raise _malformed("extensions is an object or null.")
    document_id = document_id_of(given)
    if document_id is None and (query is None or not query.strip()):
        raise _malformed("query is missing: give the GraphQL document as a string.")
    return Request(query or "", name or None, variables, document_id=document_id)


def _malformed(message: str) -> Refused:
    return Refused(400, "BAD_REQUEST", message)
