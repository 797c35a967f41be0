"""Signals between the processes that share a database: which organisations have changed.

They are sent after commits and on a connection of their own. NOTIFY within a writing transaction
would make all commits wait for one another (docs/decisions/0004). A signal that is lost costs
two seconds at most: whoever listens also looks at the revisions now and then.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from itertools import islice
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.connection import CONNECT_TIMEOUT_SECONDS, Connection, normalise_url
from db.connections.loss import LOST

LOG = logging.getLogger(__name__)
CHANNEL: Final = "throughline_changed"
# After one signal the next waits for so long, and then tells of all that changed meanwhile.
PAUSE_SECONDS: Final = 0.02
RECONNECT_SECONDS: Final = 2.0
# PostgreSQL takes 8,000 bytes.
TOLD_AT_ONCE: Final = 100

Heard = Callable[[UUID, int], None]


async def notify_once(engine: AsyncEngine, changed: Mapping[UUID, int]) -> None:
    """Tell the servers what a command has changed: the revision of each organisation."""
    some = dict(islice(changed.items(), TOLD_AT_ONCE))
    if not some:
        return
    try:
        async with engine.begin() as connection:
            await connection.execute(
                text("select pg_notify(:channel, :told)"),
                {"channel": CHANNEL, "told": in_words(some)},
            )
    except (DBAPIError, *LOST) as error:
        # What was changed stays changed, and the servers look for themselves.
        LOG.warning("the servers could not be told of a change: %s", type(error).__name__)


def in_words(changed: Mapping[UUID, int]) -> str:
    """Return the words of a signal."""
    return " ".join(f"{each.hex}:{revision}" for each, revision in changed.items())


class Signals:
    """Tells others of changes, and hears of theirs, as long as `connected` is entered."""

    def __init__(self, url: str, heard: Heard) -> None:
        self._url = normalise_url(url)
        self._heard = heard
        self._changed: dict[UUID, int] = {}
        self._something = asyncio.Event()

    def notify(self, organisation_id: UUID, revision: int) -> None:
        """Let the others know, soon and without waiting for it."""
        self._changed[organisation_id] = revision
        self._something.set()

    @contextlib.asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Listen and tell; a connection that is lost is made again."""
        task = asyncio.create_task(self._keep_connected())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})

    async def _keep_connected(self) -> None:
        while True:
            try:
                await self._connected()
            except (*LOST, asyncpg.PostgresError, TimeoutError) as error:
                LOG.warning("signals are lost for a moment: %s", type(error).__name__)
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _connected(self) -> None:
        connection: Connection = await asyncpg.connect(
            self._url,
            timeout=CONNECT_TIMEOUT_SECONDS,
            server_settings={"application_name": "throughline-signals"},
        )
        try:
            await connection.add_listener(CHANNEL, self._hear)
            # So that a connection that ends wakes the loop below.
            connection.add_termination_listener(lambda _: self._something.set())
            while not connection.is_closed():
                await self._something.wait()
                self._something.clear()
                await self._send(connection)
                await asyncio.sleep(PAUSE_SECONDS)
        finally:
            connection.terminate()

    async def _send(self, connection: Connection) -> None:
        while self._changed and not connection.is_closed():
            some = dict(islice(self._changed.items(), TOLD_AT_ONCE))
            await connection.execute("select pg_notify($1, $2)", CHANNEL, in_words(some))
            for each, revision in some.items():
                if self._changed[each] == revision:
                    del self._changed[each]

    def _hear(self, _connection: Any, _pid: int, _channel: str, payload: object) -> None:
        for part in str(payload).split():
            try:
                organisation_id, _, revision = part.partition(":")
                self._heard(UUID(hex=organisation_id), int(revision))
            except ValueError:
                # Anybody who may connect can notify; the ledger says what is true.
                LOG.warning("a signal that is none of ours")
