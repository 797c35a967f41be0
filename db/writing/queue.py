"""Whose turn it is to change an organisation, within the process.

One busy organisation so takes one connection of the pool, not all; and one more while something is
prepared beside the changes.
"""

import asyncio
from uuid import UUID
from weakref import WeakValueDictionary

from db.writing.refusals import refuse_busy


class Queues:
    """The queues of organisations, for as long as anybody waits in them."""

    def __init__(self) -> None:
        self.locks: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    def lock_of(self, organisation_id: UUID) -> asyncio.Lock:
        return self.locks.setdefault(organisation_id, asyncio.Lock())


class QueueSlot:
    """The place of one change: to be taken, to be left to others for a while, to be ended."""

    def __init__(self, changing: asyncio.Lock, preparing: asyncio.Lock, seconds: float) -> None:
        """Whoever waits longer than `seconds` in either queue is refused as BUSY."""
        self.changing = changing
        self.preparing = preparing
        self.seconds = seconds
        self.held: list[asyncio.Lock] = []

    async def take(self) -> None:
        """Wait until nobody else of the process changes the organisation."""
        await self.wait_for(self.changing)

    async def leave_to_others(self) -> None:
        """Let others change the organisation, until it is taken again, and prepare in peace."""
        self.held.remove(self.changing)
        self.changing.release()
        await self.wait_for(self.preparing)

    def end(self) -> None:
        while self.held:
            self.held.pop().release()

    async def wait_for(self, queue: asyncio.Lock) -> None:
        try:
            await asyncio.wait_for(queue.acquire(), self.seconds)
        except TimeoutError:
            refuse_busy()
        self.held.append(queue)
