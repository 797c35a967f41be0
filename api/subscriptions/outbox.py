"""An outbox: what a connection is still to be sent, in order and never too much of it."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

MESSAGES_AT_MOST: Final = 128
CHARACTERS_AT_MOST: Final = 16 * 1024 * 1024
# Who catches up is brought no more while so many messages wait.
READY_BELOW: Final = 4


class Outbox:
    """Sends one text after the other. `overflowed` is called when more is waiting than may."""

    def __init__(
        self, send: Callable[[str], Awaitable[None]], overflowed: Callable[[], None]
    ) -> None:
        self._send = send
        self._overflowed = overflowed
        # A text in parts: what is common to many connections is kept once.
        self._waiting: deque[tuple[str, ...]] = deque()
        self._characters = 0
        self._something: asyncio.Future[None] | None = None
        self._room: asyncio.Event = asyncio.Event()
        self._room.set()
        self._closed = False

    def put(self, *parts: str) -> None:
        """Send a text after those that wait, without waiting for it."""
        if self._closed:
            return
        self._waiting.append(parts)
        self._characters += sum(map(len, parts))
        if len(self._waiting) > READY_BELOW:
            self._room.clear()
            if len(self._waiting) > MESSAGES_AT_MOST or self._characters > CHARACTERS_AT_MOST:
                self.drop()
                self._overflowed()
                return
        if self._something is not None and not self._something.done():
            self._something.set_result(None)

    async def ready(self) -> None:
        """Return once little is waiting."""
        await self._room.wait()

    def drop(self) -> None:
        """Forget what waits, and take nothing any more."""
        self._closed = True
        self._waiting.clear()
        self._room.set()

    async def run(self) -> None:
        """Send what is put, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            while self._waiting:
                parts = self._waiting.popleft()
                self._characters -= sum(map(len, parts))
                if len(self._waiting) <= READY_BELOW:
                    self._room.set()
                await self._send("".join(parts))
            self._something = loop.create_future()
            await self._something
