"""Work that several wait for and that is done once."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Final, Generic, TypeVar

from db.connections.loss import is_lost

RETRY_SECONDS: Final = 1.0

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Shared(Generic[K, V]):
    """What is being made, by key. Who stops waiting stops nothing for the others."""

    def __init__(self) -> None:
        self._tasks: dict[K, asyncio.Task[V]] = {}

    async def get(self, key: K, make: Callable[[], Coroutine[Any, Any, V]]) -> V:
        """Return what is made under the key, waiting for it if somebody else is making it."""
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.create_task(make())
            task.add_done_callback(lambda done: self._done(key, done))
        return await asyncio.shield(task)

    def close(self) -> None:
        """Stop all that is being made."""
        for task in self._tasks.values():
            task.cancel()

    def _done(self, key: K, task: asyncio.Task[V]) -> None:
        self._tasks.pop(key, None)
        if not task.cancelled():
            # Looked at, so that asyncio does not complain where nobody waited for it any more.
            task.exception()


async def patiently(make: Callable[[], Coroutine[Any, Any, V]]) -> V:
    """Return what is made; while the database is away, wait for it: nothing is left out."""
    while True:
        try:
            return await make()
        except Exception as error:
            if not is_lost(error):
                raise
        await asyncio.sleep(RETRY_SECONDS)
