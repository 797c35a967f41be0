"""GraphQL over HTTP: who asks, what they ask, and how the answer is sent."""

import re
import secrets
import sys
from collections.abc import Awaitable, Mapping
from dataclasses import replace

from graphql import GraphQLError
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from api.access.authenticator import Authenticator, Credentials
from api.execution.answer import Request, refused
from api.execution.executor import Executor
from api.http.admission import Browsers, authenticate
from api.http.compression import accepts_gzip, compressed
from api.http.persisted import PersistedDocuments
from api.http.reply import Refused, Reply, answered, failure, refusal
from api.http.request import accepted_type, from_body, from_url
from api.http.sse import EVENT_STREAM, AnswerStream, SubscriptionStream
from api.subscriptions.hub import Hub
from api.subscriptions.prepared import Prepared, prepare

_REQUEST_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)


class GraphQLEndpoint:
    """The ASGI application behind /graphql."""

    def __init__(
        self,
        executor: Executor,
        hub: Hub,
        authenticator: Authenticator,
        browsers: Browsers = Browsers(),  # noqa: B008 - frozen
        *,
        persisted: PersistedDocuments | None = None,
        compress_from: int = sys.maxsize,
    ) -> None:
        self._executor = executor
        self._hub = hub
        self._authenticator = authenticator
        self._browsers = browsers
        self._persisted = persisted or PersistedDocuments({})
        # Bytes from which on an answer is compressed for those who accept it.
        self._compress_from = compress_from

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(16)
        try:
            reply = await self._reply(scope, headers, receive, request_id)
        except Refused as refused:
            reply = refusal(refused)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - the last place where it can be masked
            reply = failure(error)
        if (
            isinstance(reply, Reply)
            and len(reply.body) >= self._compress_from
            and accepts_gzip(headers.get("accept-encoding"))
        ):
            reply = await compressed(reply)
        await reply.send(send, request_id)

    async def _reply(
        self, scope: Scope, headers: Mapping[str, str], receive: Receive, request_id: str
    ) -> Reply | AnswerStream | SubscriptionStream:
        method = scope["method"]
        if method not in ("GET", "POST"):
            raise Refused(
                405, "METHOD_NOT_ALLOWED", "Ask by POST, or a query by GET.", {"allow": "GET, POST"}
            )
        accept = headers.get("accept", "*/*")
        streams = EVENT_STREAM in accept
        media_type = EVENT_STREAM if streams else accepted_type(accept)
        found = await authenticate(self._authenticator, self._browsers, headers, method)
        if method == "POST":
            request = await from_body(headers, receive)
        else:
            request = from_url(headers, scope["query_string"])
        try:
            request = self._persisted.resolved(request, found.organisation_id)
        except GraphQLError as error:
            answer = refused([error])
            return AnswerStream(answer) if streams else answered(answer, media_type)
        if streams:
            stream = await self._stream(request, found, headers, method, receive)
            if isinstance(stream, SubscriptionStream) and request.document_id is not None:
                self._persisted.register(request, found.organisation_id)
            if stream is not None:
                return stream
            # Some clients accept streams with all that they ask.
            media_type = single_type(accept)
            if media_type == EVENT_STREAM:
                # A stream has no way to say that nothing changed.
                request = replace(request, known_tags=frozenset())
        answer = await self._executor.execute(request, found, request_id)
        if answer.changed:
            self._authenticator.clear()
        if request.document_id is not None and answer.executed:
            self._persisted.register(request, found.organisation_id)
        if media_type == EVENT_STREAM:
            return AnswerStream(answer)
        return answered(answer, media_type)

    async def _stream(
        self,
        request: Request,
        found: Credentials,
        headers: Mapping[str, str],
        method: str,
        receive: Receive,
    ) -> SubscriptionStream | AnswerStream | None:
        """Return a subscription as a stream; None for what is answered once, or can't be."""

        def again() -> Awaitable[Credentials]:
            return authenticate(self._authenticator, self._browsers, headers, method)

        try:
            prepared = await prepare(self._executor, request, found)
        except GraphQLError as error:
            return AnswerStream(refused([error]))
        if not isinstance(prepared, Prepared):
            return None
        resume = headers.get("last-event-id")
        return SubscriptionStream(self._hub, prepared, again, receive, resume=resume)


def single_type(accept: str) -> str:
    """Return the media type of what is answered once, for a client that accepts streams, too."""
    try:
        return accepted_type(accept)
    except Refused:
        return EVENT_STREAM
