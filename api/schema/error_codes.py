"""Every code of an error: what `extensions.code` can hold, what it means, and what to do.

An error says that a request could not be answered; an expected refusal of a change is no error but
a problem in the payload (domain/core/problem.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """The meaning of a code, what to do about it, and the HTTP status it comes with.

    Where the status is "200 or 400", it is 400 for clients that accept
    application/graphql-response+json, which can tell an error of GraphQL from one of HTTP.
    """

    meaning: str
    remedy: str
    status: str


ERROR_CODES: Final[Mapping[str, ErrorCode]] = {
    "GRAPHQL_INVALID": ErrorCode(
        "The document is no GraphQL, does not fit the schema, or a variable is not of its type.",
        "A mistake in the program: correct it as the message and `locations` say.",
        "200 or 400",
    ),
    "BAD_USER_INPUT": ErrorCode(
        "An argument has a value that can't be answered: a page of 1,000 rows, a cursor of another "
        "list, an id of another type in a filter.",
        "Give a value as the message says. A mutation that is refused so changed nothing.",
        "200 or 400",
    ),
    "LIMIT_EXCEEDED": ErrorCode(
        "The document or its variables pass a limit; `limit` tells its `name`, `atMost` and the "
        "`count`. What costs too much also tells the `heaviest` part, and what size `passes`.",
        "Ask for less at once, or in several requests.",
        "200 or 400",
    ),
    "RATE_LIMITED": ErrorCode(
        "The token has used up its points; nothing was done.",
        "Wait for the seconds in Retry-After (`retryAfter`), then ask again, for less at once.",
        "429",
    ),
    "TIMEOUT": ErrorCode(
        "The query took too long and was stopped.",
        "Ask for smaller pages, or with a narrower filter.",
        "200",
    ),
    "ANSWER_TOO_LARGE": ErrorCode(
        "The answer would be larger than 8 MB.",
        "Ask for smaller pages.",
        "200",
    ),
    "TOO_SLOW": ErrorCode(
        "A stream of events piled up because its client did not take them. It is the last event.",
        "Subscribe again after the last revision that came: nothing is lost. Over WebSocket the "
        "connection is closed with 4413 instead.",
        "200",
    ),
    "TOO_MANY_CONNECTIONS": ErrorCode(
        "The token listens on as many connections as it may.",
        "Listen to several things on one connection (50 over WebSocket), or close some. Over "
        "WebSocket the connection is closed with 4429 instead.",
        "429",
    ),
    "UNAVAILABLE": ErrorCode(
        "The database can't be reached. A change may have been made all the same.",
        "Try again after the seconds in Retry-After, a change with the same idempotencyKey.",
        "503",
    ),
    "INTERNAL": ErrorCode(
        "Something went wrong on our side; nothing of it is told but `errorId`.",
        "Tell the errorId to whoever runs Throughline: it finds the cause in the log.",
        "200 or 500",
    ),
    "UNAUTHENTICATED": ErrorCode(
        "There is no token, or it is not (or no longer) valid.",
        "Send Authorization: Bearer with a valid token.",
        "401",
    ),
    "NOT_A_MEMBER": ErrorCode(
        "You are known, and not a member of the organisation named, or of any.",
        "Ask an administrator for an invitation, then sign in once at /sign-in.",
        "403",
    ),
    "ORGANISATION_REQUIRED": ErrorCode(
        "You are in several organisations and named none.",
        "Name one in the header X-Throughline-Organisation; the message lists them.",
        "400",
    ),
    "CROSS_SITE": ErrorCode(
        "A page of another site asked with a browser's session.",
        "Ask with a token, or have the site added to THROUGHLINE_CORS_ORIGINS.",
        "403",
    ),
    "BAD_REQUEST": ErrorCode(
        "The request is not a JSON object with a query, or a part of it is of another form.",
        "A mistake in the program: correct it as the message says.",
        "400",
    ),
    "NOT_ALLOWED": ErrorCode(
        "The role or the scopes of the token do not permit to ask this; the message says what it "
        "takes. A change that is not permitted is a problem of this code instead.",
        "Leave it out, or ask an administrator for a token that may.",
        "200 or 400",
    ),
    "PERSISTED_QUERY_NOT_FOUND": ErrorCode(
        "No document is known under the hash that was sent.",
        "Send the document together with its hash. Apollo Client and urql do so by themselves.",
        "200 or 400",
    ),
    "PERSISTED_QUERY_NOT_SUPPORTED": ErrorCode(
        "This server knows no documents by hash: there are no trusted ones, and none can be "
        "registered.",
        "Send the document instead. Apollo Client and urql do so by themselves.",
        "200 or 400",
    ),
    "DOCUMENT_NOT_TRUSTED": ErrorCode(
        "The server answers only documents on its list of trusted ones, and this is none of them.",
        "Ask by a trusted document, or have this one added to the list.",
        "200 or 400",
    ),
    "INTROSPECTION_DISABLED": ErrorCode(
        "The schema was asked for, and this server does not tell it.",
        "Take the schema from the release (api/schema.graphql), or have it told by setting.",
        "200 or 400",
    ),
    "METHOD_NOT_ALLOWED": ErrorCode(
        "Neither POST nor GET.",
        "Ask by POST, or a query by GET.",
        "405",
    ),
    "NOT_ACCEPTABLE": ErrorCode(
        "The header Accept names nothing that is sent.",
        "Accept application/graphql-response+json or application/json.",
        "406",
    ),
    "TOO_LARGE": ErrorCode(
        "The body is larger than a request may be.",
        "Send long texts and lists as variables, in several requests.",
        "413",
    ),
    "UNSUPPORTED_MEDIA_TYPE": ErrorCode(
        "The body is not announced as JSON.",
        "Send Content-Type: application/json.",
        "415",
    ),
}
