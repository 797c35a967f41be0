"""Reading connections, handed from one query to the next.

asyncpg's pool spends some 30 microseconds on each query to make sure that a connection comes back
clean, as much as a small query costs in all. A query of ours that succeeded leaves nothing behind,
so its connection goes straight to the next; after anything else it goes back to the pool, which
knows what to do with a broken one.
"""

import asyncio
from typing import Any, Protocol

import asyncpg

from db.connection import Pool


class Reader(Protocol):
    """Runs a query and returns its first row: a pool, or what is in front of one."""

    async def fetchrow(self, query: str, *args: Any) -> asyncpg.Record | None:
        """Return the first row of what a query answers."""


class Reads:
    """Runs queries on at most `size` connections of a pool that nothing else uses."""

    def __init__(self, pool: Pool, size: int) -> None:
        self._pool = pool
        # The one used last comes first: its session's memory is warm.
        self._free: asyncio.LifoQueue[Any] = asyncio.LifoQueue()
        for _ in range(size):
            self._free.put_nowait(None)

    async def fetchrow(self, query: str, *args: Any) -> asyncpg.Record | None:
        """Return the first row of what a query answers, once a connection is free."""
        connection = await self._free.get()
        try:
            if connection is not None and connection.is_closed():
                await self._give_back(connection)
                connection = None
            if connection is None:
                connection = await self._pool.acquire()
            row: asyncpg.Record | None = await connection.fetchrow(query, *args)
        except BaseException:
            await asyncio.shield(self._after_failure(connection))
            raise
        self._free.put_nowait(connection)
        return row

    async def close(self) -> None:
        """Give the connections that are free back to the pool."""
        while not self._free.empty():
            await self._give_back(self._free.get_nowait())

    async def _after_failure(self, connection: Any) -> None:
        try:
            await self._give_back(connection)
        finally:
            self._free.put_nowait(None)

    async def _give_back(self, connection: Any) -> None:
        if connection is not None:
            await self._pool.release(connection)
