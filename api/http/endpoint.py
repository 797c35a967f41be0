"""GraphQL over HTTP: who asks, what they ask, and how the answer is sent."""

import re
import secrets
import sys
from collections.abc import Mapping

from graphql import GraphQLError
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from api.execution.executor import Executor, refused
from api.http.admission import Browsers, admit
from api.http.compression import accepts_gzip, compressed
from api.http.gate import Gate
from api.http.persisted import PersistedDocuments
from api.http.reply import Refused, Reply, answered, failure, refusal
from api.http.request import accepted_type, from_body, from_url

_REQUEST_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)


class GraphQLEndpoint:
    """The ASGI application behind /graphql."""

    def __init__(
        self,
        executor: Executor,
        gate: Gate,
        browsers: Browsers = Browsers(),  # noqa: B008 - frozen
        persisted: PersistedDocuments | None = None,
        compress_from: int = sys.maxsize,
    ) -> None:
        self._executor = executor
        self._gate = gate
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
        except Refused as told:
            reply = refusal(told)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - the last place where it can be masked
            reply = failure(error)
        if len(reply.body) >= self._compress_from and accepts_gzip(headers.get("accept-encoding")):
            reply = await compressed(reply)
        await reply.send(send, request_id)

    async def _reply(
        self, scope: Scope, headers: Mapping[str, str], receive: Receive, request_id: str
    ) -> Reply:
        method = scope["method"]
        if method not in ("GET", "POST"):
            raise Refused(
                405, "METHOD_NOT_ALLOWED", "Ask by POST, or a query by GET.", {"allow": "GET, POST"}
            )
        media_type = accepted_type(headers.get("accept", "*/*"))
        found = await admit(self._gate, self._browsers, headers, method)
        if method == "POST":
            request = await from_body(headers, receive)
        else:
            request = from_url(headers, scope["query_string"])
        try:
            request = self._persisted.resolved(request, found.organisation_id)
        except GraphQLError as error:
            return answered(refused([error]), media_type)
        answer = await self._executor.execute(request, found, request_id)
        if answer.changed:
            self._gate.forget()
        if request.document_id is not None and answer.executed:
            self._persisted.register(request, found.organisation_id)
        return answered(answer, media_type)
