"""GraphQL over WebSocket: the protocol graphql-transport-ws.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any, Final

import orjson
from graphql import GraphQLError
from starlette.types import Receive, Scope, Send

from api.access.authenticator import Authenticator, Credentials
from api.execution.answer import Answer, Request, errors_of, unexpected
from api.execution.executor import Executor
from api.http.admission import ORGANISATION_HEADER, Browsers, authenticate
from api.http.persisted import PersistedDocuments
from api.http.reply import Refused
from api.http.request import request_of
from api.subscriptions.connections import TooManyError
from api.subscriptions.hub import Hub
from api.subscriptions.outbox import Outbox
from api.subscriptions.prepared import Prepared, prepare

LOG = logging.getLogger("throughline.api")
PROTOCOL: Final = "graphql-transport-ws"
INIT_SECONDS: Final = 10.0
# A client that does not take even the last frame by then is left to the keep-alive pings.
CLOSE_SECONDS: Final = 30.0
OPERATIONS_AT_MOST: Final = 50
# A reason longer than this does not fit into a closing frame.
REASON_BYTES: Final = 123


class Code(IntEnum):
    """Why a connection is closed; those from 4400 on are the protocol's, but for one."""

    RESTART = 1012
    BAD_MESSAGE = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    BAD_PROTOCOL = 4406
    INIT_TIMEOUT = 4408
    ID_TAKEN = 4409
    # Ours: the client does not keep up. It should connect again and resume.
    TOO_SLOW = 4413
    TOO_MANY = 4429


class Closing(Exception):  # noqa: N818 - an end, not an error
    """The connection is to be closed."""

    def __init__(self, code: Code, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class GraphQLSocket:
    """The ASGI application behind /graphql for WebSockets."""

    def __init__(
        self,
        executor: Executor,
        hub: Hub,
        authenticator: Authenticator,
        persisted: PersistedDocuments,
        browsers: Browsers,
    ) -> None:
        self.executor = executor
        self.persisted = persisted
        self.hub = hub
        self._authenticator = authenticator
        self._browsers = browsers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert (await receive())["type"] == "websocket.connect"
        if PROTOCOL not in scope["subprotocols"]:
            await send({"type": "websocket.accept"})
            await close(send, Code.BAD_PROTOCOL, f"Subprotocol not acceptable: ask for {PROTOCOL}")
            return
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL})
        await _Connection(self, scope, receive, send).run()

    async def admit(self, headers: Mapping[str, str]) -> Credentials:
        """Return what these headers are let in with, or refuse them."""
        # As strictly as a change: a page of another site must not listen, either.
        return await authenticate(self._authenticator, self._browsers, headers, "POST")

    def forget(self) -> None:
        """Look up anew whoever asks next: a change may have changed who they are."""
        self._authenticator.clear()


async def close(send: Send, code: Code, reason: str) -> None:
    """Close a connection."""
    fitting = reason.encode()[:REASON_BYTES].decode(errors="ignore")
    await send({"type": "websocket.close", "code": int(code), "reason": fitting})


class _Connection:
    """One connection, from the handshake to its end."""

    def __init__(self, socket: GraphQLSocket, scope: Scope, receive: Receive, send: Send) -> None:
        self.found: Credentials
        self._socket = socket
        self._receive = receive
        self._send = send
        self._headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        self._acknowledged = False
        self._operations: dict[str, _Operation] = {}
        self._outbox = Outbox(self._send_text, self._is_slow)
        self._end: asyncio.Future[Closing] = asyncio.get_running_loop().create_future()

    async def run(self) -> None:
        """Talk until one side ends it."""
        try:
            await self._talk()
        except Closing as closing:
            await self._close(closing)
        finally:
            self._outbox.close()
            self._socket.hub.doors.leave(self)
            for operation in list(self._operations.values()):
                operation.stop()

    # What the doors ask of it

    async def check(self) -> None:
        """Look again whether it may listen, and close it if not."""
        try:
            found = await self._socket.admit(self._headers)
        except Refused as refused:
            expires_at = self.found.expires_at
            expired = expires_at is not None and expires_at <= datetime.now(UTC)
            self._finish(Code.UNAUTHORIZED if expired else Code.FORBIDDEN, refused.message)
        else:
            if found != self.found:
                self._finish(
                    Code.RESTART,
                    "Your rights or the organisation's clock have changed: connect again",
                )

    def stop(self) -> None:
        """Close it, because the server stops: its client should connect again."""
        self._finish(Code.RESTART, "The server restarts: connect again")

    # The conversation

    async def _talk(self) -> None:
        begun = asyncio.get_running_loop().time()
        while True:
            left = begun + INIT_SECONDS - asyncio.get_running_loop().time()
            message = await self._next(None if self._acknowledged else max(left, 0.0))
            if message is None:
                return
            match message.get("type"):
                case "connection_init":
                    await self._init(message)
                case "ping":
                    self._outbox.put('{"type":"pong"}')
                case "pong":
                    pass
                case "subscribe":
                    await self._subscribe(message)
                case "complete":
                    operation = self._operations.get(id_of(message))
                    if operation is not None:
                        operation.stop()
                case _:
                    raise Closing(Code.BAD_MESSAGE, "Unknown type of message")

    async def _next(self, seconds: float | None) -> dict[str, Any] | None:
        """Return the next message; None when the client is gone."""
        receiving = asyncio.ensure_future(self._receive())
        try:
            either: set[asyncio.Future[Any]] = {receiving, self._end}
            await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not receiving.done():
                receiving.cancel()
        if self._end.done():
            raise self._end.result()
        if not receiving.done():
            raise Closing(Code.INIT_TIMEOUT, "Connection initialisation timeout")
        event = receiving.result()
        if event["type"] == "websocket.disconnect":
            return None
        try:
            message = orjson.loads(event.get("text") or b"")
        except orjson.JSONDecodeError:
            message = None
        if not isinstance(message, dict):
            raise Closing(Code.BAD_MESSAGE, "A message is a JSON object, sent as text")
        return message

    async def _init(self, message: Mapping[str, Any]) -> None:
        if self._acknowledged:
            raise Closing(Code.TOO_MANY, "Too many initialisation requests")
        self._headers |= headers_of(message.get("payload"))
        try:
            self.found = await self._socket.admit(self._headers)
            self._socket.hub.doors.enter(self)
        except Refused as refused:
            raise Closing(Code.FORBIDDEN, refused.message) from None
        except TooManyError:
            raise Closing(Code.TOO_MANY, "Too many connections of this token") from None
        if self._socket.hub.doors.is_closed:
            self.stop()
        self._acknowledged = True
        self._outbox.put('{"type":"connection_ack"}')

    async def _subscribe(self, message: Mapping[str, Any]) -> None:
        if not self._acknowledged:
            raise Closing(Code.UNAUTHORIZED, "Unauthorized: begin with connection_init")
        name = id_of(message)
        if name in self._operations:
            raise Closing(Code.ID_TAKEN, f"Subscriber for {name} already exists")
        try:
            request = request_of(message.get("payload"))
        except Refused as refused:
            raise Closing(Code.BAD_MESSAGE, refused.message) from None
        operation = _Operation(self, name)
        if len(self._operations) >= OPERATIONS_AT_MOST:
            operation.refuse(
                [
                    GraphQLError(
                        f"A connection has at most {OPERATIONS_AT_MOST} operations at once: "
                        "complete some, or open another connection.",
                        extensions={"code": "LIMIT_EXCEEDED"},
                    )
                ]
            )
            return
        self._operations[name] = operation
        operation.start(request)

    def forget(self, name: str) -> None:
        """Let an operation's id be used again."""
        self._operations.pop(name, None)

    # Sending and closing

    def put(self, *parts: str) -> None:
        """Send a text after those that wait."""
        self._outbox.put(*parts)

    async def ready(self) -> None:
        """Return once little is waiting to be sent."""
        await self._outbox.ready()

    @property
    def socket(self) -> GraphQLSocket:
        return self._socket

    async def _send_text(self, text: str) -> None:
        await self._send({"type": "websocket.send", "text": text})

    def _is_slow(self) -> None:
        self._finish(Code.TOO_SLOW, "Too slow: connect again, and resume after the last revision")

    def _finish(self, code: Code, reason: str) -> None:
        if not self._end.done():
            self._end.set_result(Closing(code, reason))

    async def _close(self, closing: Closing) -> None:
        self._outbox.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await close(self._send, closing.code, closing.reason)


class _Operation:
    """One operation of a connection: a listener if it is a subscription."""

    def __init__(self, connection: _Connection, name: str) -> None:
        self._connection = connection
        self._name = name
        quoted = orjson.dumps(name).decode()
        self._next = f'{{"id":{quoted},"type":"next","payload":'
        self._error = f'{{"id":{quoted},"type":"error","payload":'
        self._complete = f'{{"id":{quoted},"type":"complete"}}'
        self._running: asyncio.Task[None] | None = None
        self._prepared: Prepared | None = None

    def start(self, request: Request) -> None:
        """Begin to answer."""
        self._running = asyncio.create_task(self._run(request))

    def stop(self) -> None:
        """Answer nothing any more."""
        self._connection.forget(self._name)
        if self._running is not None:
            self._running.cancel()
        if self._prepared is not None:
            self._connection.socket.hub.leave(self._prepared, self)
            self._prepared = None

    async def _run(self, request: Request) -> None:
        socket, found = self._connection.socket, self._connection.found
        try:
            request = socket.persisted.resolved(request, found.organisation_id)
            prepared = await prepare(socket.executor, request, found)
            if isinstance(prepared, Prepared):
                self._register(request)
                self._prepared = prepared
                socket.hub.join(prepared, self)
                return
            answer = prepared
            if answer is None:
                answer = await socket.executor.execute(request, found, secrets.token_hex(16))
                if answer.changed:
                    socket.forget()
                if answer.executed:
                    self._register(request)
        except Refused as refused:
            self.refuse([GraphQLError(refused.message, extensions={"code": refused.code})])
        except GraphQLError as error:
            self.refuse([error])
        except Exception as error:  # noqa: BLE001 - the last place where it can be masked
            self.refuse([unexpected(error)])
        else:
            self._answer(answer)

    def _register(self, request: Request) -> None:
        if request.document_id is not None:
            organisation_id = self._connection.found.organisation_id
            self._connection.socket.persisted.register(request, organisation_id)

    def _answer(self, answer: Answer) -> None:
        self._connection.forget(self._name)
        if answer.executed:
            self._connection.put(self._next, answer.text(), "}")
            self._connection.put(self._complete)
        else:
            errors = orjson.loads(answer.body)["errors"]
            self._connection.put(self._error, orjson.dumps(errors).decode(), "}")

    def refuse(self, errors: list[GraphQLError]) -> None:
        """End the operation with errors."""
        self.stop()
        self._connection.put(self._error, orjson.dumps(errors_of(errors)).decode(), "}")

    # What the hub tells

    def push(self, message: str, _revision: int) -> None:
        """Tell a message, without waiting for it to arrive."""
        self._connection.put(self._next, message, "}")

    async def ready(self) -> None:
        """Return once more can be pushed without piling up."""
        await self._connection.ready()

    def fail(self, error: Exception) -> None:
        """Be told nothing any more, because of an unexpected error."""
        self.refuse([unexpected(error)])


def id_of(message: Mapping[str, Any]) -> str:
    """Return the id of the operation that a message is about."""
    name = message.get("id")
    if not isinstance(name, str) or not name:
        raise Closing(Code.BAD_MESSAGE, "The message names no id")
    return name


def headers_of(payload: object) -> dict[str, str]:
    """Return the headers that a connection is opened with: browsers can't send any.

    They stand in the payload itself or under `headers`; `authToken` is a token alone.
    """
    if payload is None:
        return {}
    if not isinstance(payload, dict):
        raise Closing(Code.BAD_MESSAGE, "The payload of connection_init is an object")
    inner = payload.get("headers")
    given = {**payload, **(inner if isinstance(inner, dict) else {})}
    named = {name.lower(): value for name, value in given.items() if isinstance(value, str)}
    found = {name: named[name] for name in ("authorization", ORGANISATION_HEADER) if name in named}
    if "authtoken" in named and "authorization" not in found:
        found["authorization"] = f"Bearer {named['authtoken']}"
    return found
