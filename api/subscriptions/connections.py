"""Doors: the connections that listen, whose they are, and whether they still may."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from api.access.authenticator import Credentials
from db.connections.loss import is_lost

LOG = logging.getLogger("throughline.api")
CONNECTIONS_AT_MOST: Final = 100


class Connection(Protocol):
    """A connection that listens."""

    found: Credentials

    async def check(self) -> None:
        """Look again whether it may listen, and close it if not."""

    def stop(self) -> None:
        """Close it, because the server stops: its client should connect again."""


class TooManyError(Exception):
    """A token has as many connections as it may have."""


class ConnectionLimiter:
    """All connections of this process that listen."""

    def __init__(self, forget: Callable[[], None]) -> None:
        # Looks up anew whoever asks next.
        self._forget = forget
        self._connections: dict[Connection, tuple[UUID, UUID]] = {}
        self._counts: Counter[tuple[UUID, UUID]] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self.is_closed = False

    def enter(self, connection: Connection) -> None:
        """Let a connection in; TooManyError if its token has enough of them."""
        whose = connection.found.organisation_id, connection.found.token_id
        if self._counts[whose] >= CONNECTIONS_AT_MOST:
            raise TooManyError
        self._counts[whose] += 1
        self._connections[connection] = whose

    def leave(self, connection: Connection) -> None:
        """Let a connection go, if it was let in."""
        whose = self._connections.pop(connection, None)
        if whose is None:
            return
        self._counts[whose] -= 1
        if not self._counts[whose]:
            del self._counts[whose]

    def check(self, organisation_id: UUID) -> None:
        """Look again at all connections of an organisation: something was barred there."""
        self._check(
            [each for each, whose in self._connections.items() if whose[0] == organisation_id]
        )

    def check_expired(self, now: datetime) -> None:
        """Look again at the connections whose time has come."""
        expired = [
            each
            for each in self._connections
            if each.found.expires_at is not None and each.found.expires_at <= now
        ]
        if expired:
            self._check(expired)

    def close(self) -> None:
        """Close all connections; none is let in any more."""
        self.is_closed = True
        for connection in list(self._connections):
            connection.stop()

    def _check(self, connections: list[Connection]) -> None:
        self._forget()

        async def check() -> None:
            for connection in connections:
                try:
                    await connection.check()
                except Exception as error:
                    LOG.warning(
                        "a connection could not be looked at: %s",
                        type(error).__name__,
                        exc_info=None if is_lost(error) else error,
                    )

        task = asyncio.create_task(check())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
