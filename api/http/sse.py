"""GraphQL as server-sent events: graphql-sse's mode of distinct connections.

https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md

Each message is an event `next` whose id is the revision up to which it tells, so that a browser
that comes back by itself says with Last-Event-ID from where to go on.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import orjson
from graphql import GraphQLError
from starlette.types import Receive, Send

from api.access.authenticator import Credentials
from api.execution.answer import Answer, errors_of, unexpected
from api.http.reply import Refused
from api.subscriptions.connections import TooManyError
from api.subscriptions.hub import Hub
from api.subscriptions.outbox import Outbox
from api.subscriptions.prepared import Prepared

EVENT_STREAM: Final = "text/event-stream"
# Proxies take a connection on which nothing comes for dead.
KEEP_ALIVE_SECONDS: Final = 12.0
CLOSE_SECONDS: Final = 30.0
_HEADERS: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"vary", b"accept, authorization"),
)
COMPLETE: Final = "event: complete\ndata: \n\n"

Admit = Callable[[], Awaitable[Credentials]]


class AnswerStream:
    """One answer as a stream: for clients that want nothing else."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def send(self, send: Send, request_id: str) -> None:
        """Send all of it."""
        await begin(send, request_id)
        text = f"event: next\ndata: {self._answer.text()}\n\n{COMPLETE}"
        await send({"type": "http.response.body", "body": text.encode()})


class SubscriptionStream:
    """A subscription as a stream: a listener of the hub, and a connection at its doors."""

    def __init__(
        self, hub: Hub, prepared: Prepared, admit: Admit, receive: Receive, *, resume: str | None
    ) -> None:
        self.found = prepared.found
        self._hub = hub
        after = resumed(resume)
        self._prepared = prepared if after is None else replace(prepared, after=after)
        self._admit = admit
        self._receive = receive
        self._end: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._outbox: Outbox | None = None
        try:
            hub.doors.enter(self)
        except TooManyError:
            raise Refused(
                429,
                "TOO_MANY_CONNECTIONS",
                "This token has as many connections as it may have: close some.",
                {"retry-after": "10"},
            ) from None

    async def send(self, send: Send, request_id: str) -> None:
        """Send what happens, until one side ends it."""

        async def send_text(text: str) -> None:
            body = text.encode()
            await send({"type": "http.response.body", "body": body, "more_body": True})

        self._outbox = Outbox(send_text, self._is_slow)
        tasks: list[asyncio.Task[None]] = []
        try:
            await begin(send, request_id)
            if self._hub.doors.is_closed:
                self.stop()
            self._hub.join(self._prepared, self)
            tasks = [asyncio.create_task(work) for work in (self._stay_alive(), self._until_gone())]
            last = await self._end
            self._outbox.close()
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await send({"type": "http.response.body", "body": last.encode()})
        finally:
            for task in tasks:
                task.cancel()
            self._outbox.close()
            self._hub.leave(self._prepared, self)
            self._hub.doors.leave(self)

    async def _stay_alive(self) -> None:
        assert self._outbox is not None
        while True:
            await asyncio.sleep(KEEP_ALIVE_SECONDS)
            self._outbox.put(":\n\n")

    async def _until_gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._finish("")

    # What the doors ask of it

    async def check(self) -> None:
        """Look again whether it may listen, and end it if not."""
        try:
            found = await self._admit()
        except Refused as refused:
            expires_at = self.found.expires_at
            expired = expires_at is not None and expires_at <= datetime.now(UTC)
            code = "UNAUTHENTICATED" if expired else refused.code
            self._refuse(GraphQLError(refused.message, extensions={"code": code}))
        else:
            if found != self.found:
                # Without a last word: the client comes back by itself, and is met anew.
                self._finish("")

    def stop(self) -> None:
        """End it, because the server stops; without a last word, so that clients come back."""
        self._finish("")

    # What the hub tells

    def push(self, message: str, revision: int) -> None:
        """Tell a message, without waiting for it to arrive."""
        assert self._outbox is not None
        self._outbox.put(f"event: next\nid: {revision}\ndata: ", message, "\n\n")

    async def ready(self) -> None:
        """Return once more can be pushed without piling up."""
        assert self._outbox is not None
        await self._outbox.ready()

    def fail(self, error: Exception) -> None:
        """Be told nothing any more, because of an unexpected error."""
        self._refuse(unexpected(error))

    def _is_slow(self) -> None:
        self._refuse(
            GraphQLError(
                "The client does not keep up. Subscribe again after the last revision.",
                extensions={"code": "TOO_SLOW"},
            )
        )

    def _refuse(self, error: GraphQLError) -> None:
        errors = orjson.dumps({"errors": errors_of([error])}).decode()
        self._finish(f"event: next\ndata: {errors}\n\n{COMPLETE}")

    def _finish(self, last: str) -> None:
        if not self._end.done():
            self._end.set_result(last)


async def begin(send: Send, request_id: str) -> None:
    """Begin a stream."""
    headers = [*_HEADERS, (b"x-request-id", request_id.encode("latin-1"))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    # Something at once, so that proxies hand the headers on.
    await send({"type": "http.response.body", "body": b":\n\n", "more_body": True})


def resumed(last_event_id: str | None) -> int | None:
    """Return the revision that a browser saw last; None when it says nothing of use."""
    if last_event_id is None or not last_event_id.isascii() or not last_event_id.isdigit():
        return None
    return int(last_event_id) if len(last_event_id) < 19 else None
