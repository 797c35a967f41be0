"""Reading connections, handed from one query to the next.

asyncpg's pool spends some 30 microseconds on each query to make sure that a connection comes back
clean, as much as a small query costs in all. A query of ours that succeeded leaves nothing behind,
so its connection goes straight to the next; after anything else it goes back to the pool, which
knows what to do with a broken one.

Statements stay prepared, and PostgreSQL's plans of them take 150 times the memory of their text. A
session that has prepared too much is exchanged for a fresh one, which gives it back.
"""

import asyncio
from typing import Any, NamedTuple, Protocol

import asyncpg

from db.connections.connection import Pool


class Reader(Protocol):
    """Runs a query and returns its first row: a pool, or what is in front of one."""

    async def fetchrow(self, query: str, *args: Any) -> asyncpg.Record | None:
        """Return the first row of what a query answers."""


# What a session may have prepared, in characters: some 50 statements like that of the canonical
# query, or 45 MB of PostgreSQL's memory.
PREPARED_AT_MOST = 300_000


class Prepared:
    """The statements that are prepared in one session of PostgreSQL."""

    def __init__(self) -> None:
        self.statements: set[str] = set()
        self.characters = 0

    def add(self, query: str) -> bool:
        """Note a statement that is prepared from now on; return whether it is enough by now."""
        self.statements.add(query)
        self.characters += len(query)
        return self.characters > PREPARED_AT_MOST


class Session(NamedTuple):
    """A connection, and what is prepared on it."""

    connection: Any
    prepared: Prepared


class Reads:
    """Runs queries on at most `size` connections of a pool that nothing else uses."""

    def __init__(self, pool: Pool, size: int) -> None:
        self._pool = pool
        self._size = size
        # By the process that serves the session: a connection comes back from the pool as another
        # object.
        self._prepared: dict[int, Prepared] = {}
        # The one used last comes first: its session's memory is warm.
        self._free: asyncio.LifoQueue[Session | None] = asyncio.LifoQueue()
        for _ in range(size):
            self._free.put_nowait(None)

    async def fetchrow(self, query: str, *args: Any) -> asyncpg.Record | None:
        """Return the first row of what a query answers, once a connection is free."""
        session = await self._free.get()
        try:
            if session is not None and session.connection.is_closed():
                await self._give_back(session)
                session = None
            if session is None:
                session = await self._open()
            row: asyncpg.Record | None = await session.connection.fetchrow(query, *args)
        except BaseException:
            await asyncio.shield(self._after_failure(session))
            raise
        if query not in session.prepared.statements and session.prepared.add(query):
            await asyncio.shield(self._exchange(session))
        else:
            self._free.put_nowait(session)
        return row

    async def close(self) -> None:
        """Give the connections that are free back to the pool."""
        while not self._free.empty():
            await self._give_back(self._free.get_nowait())

    async def _open(self) -> Session:
        connection = await self._pool.acquire()
        if len(self._prepared) > 2 * self._size:
            # Most of them have ended.
            self._prepared.clear()
        return Session(
            connection, self._prepared.setdefault(connection.get_server_pid(), Prepared())
        )

    async def _exchange(self, session: Session) -> None:
        self._prepared.pop(session.connection.get_server_pid(), None)
        try:
            await session.connection.close()
        finally:
            await self._after_failure(session)

    async def _after_failure(self, session: Session | None) -> None:
        try:
            await self._give_back(session)
        finally:
            self._free.put_nowait(None)

    async def _give_back(self, session: Session | None) -> None:
        if session is not None:
            await self._pool.release(session.connection)
