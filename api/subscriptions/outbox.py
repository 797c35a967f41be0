"""An outbox: what a connection is still to be sent, in order and never too much of it."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from typing import Any, Final

MESSAGES_AT_MOST: Final = 128
CHARACTERS_AT_MOST: Final = 16 * 1024 * 1024
# Who catches up is brought no more while so many messages wait.
READY_BELOW: Final = 4

Sending = Coroutine[Any, Any, None]


class Outbox:
    """Sends one text after the other. `overflowed` is called when more is waiting than may.

    As long as the client takes what it is sent, nothing waits: a text is handed to the transport
    at once, without a task, which would cost a third more for each of many clients. Only what the
    transport does not take is left to a task, and what follows waits behind it.
    """

    def __init__(self, send: Callable[[str], Sending], overflowed: Callable[[], None]) -> None:
        self._send = send
        self._overflowed = overflowed
        # A text in parts: what is common to many connections is kept once.
        self._waiting: deque[tuple[str, ...]] = deque()
        self._characters = 0
        self._sending: asyncio.Task[None] | None = None
        self._room = asyncio.Event()
        self._room.set()
        self._closed = False

    def put(self, *parts: str) -> None:
        """Send a text after those that wait, without waiting for it."""
        if self._closed:
            return
        if self._sending is None:
            self._begin("".join(parts))
            return
        self._waiting.append(parts)
        self._characters += sum(map(len, parts))
        if len(self._waiting) > READY_BELOW:
            self._room.clear()
        if len(self._waiting) > MESSAGES_AT_MOST or self._characters > CHARACTERS_AT_MOST:
            self.close()
            self._overflowed()

    async def ready(self) -> None:
        """Return once little is waiting."""
        await self._room.wait()

    def close(self) -> None:
        """Forget what waits, and take nothing any more."""
        self._closed = True
        self._waiting.clear()
        self._room.set()
        if self._sending is not None:
            self._sending.cancel()

    def _begin(self, text: str) -> None:
        sending = self._send(text)
        try:
            waits_for = sending.send(None)
        except StopIteration:
            return
        except Exception:  # noqa: BLE001 - the client is gone: whoever receives from it is told so
            self.close()
            return
        self._sending = asyncio.create_task(self._go_on(sending, waits_for))

    async def _go_on(self, sending: Sending, waits_for: object) -> None:
        try:
            await _Begun(sending, waits_for)
            while self._waiting:
                parts = self._waiting.popleft()
                self._characters -= sum(map(len, parts))
                if len(self._waiting) <= READY_BELOW:
                    self._room.set()
                await self._send("".join(parts))
        except Exception:  # noqa: BLE001 - as above
            self.close()
        self._sending = None


class _Begun:
    """A coroutine that has run until it waited for something: what is left of it can be awaited."""

    def __init__(self, coroutine: Sending, waits_for: object) -> None:
        self._coroutine = coroutine
        self._waits_for = waits_for

    def __await__(self) -> Generator[Any, Any, None]:
        waits_for = self._waits_for
        try:
            while True:
                try:
                    given = yield waits_for
                except BaseException as error:  # noqa: BLE001 - it is the coroutine's to handle
                    waits_for = self._coroutine.throw(error)
                else:
                    waits_for = self._coroutine.send(given)
        except StopIteration:
            return
