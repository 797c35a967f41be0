"""The hub: everyone in this process who listens, by organisation."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from api.execution.executor import Executor, known
from api.subscriptions.channel import Channel
from api.subscriptions.connections import ConnectionLimiter
from api.subscriptions.group import Listener
from api.subscriptions.prepared import Prepared
from db.connections.loss import is_lost
from db.ledger.feed import Feed
from domain.core.event import ChangesOutcome

LOG = logging.getLogger("throughline.api")
# How often the revisions are looked at, so that what other processes write is seen in any case.
LOOK_SECONDS: Final = 2.0
# Queries that answer subscriptions at once; the other connections are for those who wait.
ANSWERS_AT_ONCE: Final = 2


class Hub:
    """Tells every subscription of this process what happens."""

    def __init__(self, executor: Executor, feed: Feed, forget: Callable[[], None]) -> None:
        self._executor = executor
        self._feed = feed
        self.doors = ConnectionLimiter(forget)
        self._channels: dict[UUID, Channel] = {}
        self._making = asyncio.Semaphore(ANSWERS_AT_ONCE)
        self._look_seconds = LOOK_SECONDS

    def hear(self, organisation_id: UUID, revision: int) -> None:
        """Hear that an organisation has come to a revision."""
        channel = self._channels.get(organisation_id)
        if channel is not None:
            channel.hear(revision)

    def join(self, prepared: Prepared, listener: Listener) -> None:
        """Let a listener hear of what happens."""
        organisation_id = prepared.found.organisation_id
        channel = self._channels.get(organisation_id)
        if channel is None:
            channel = Channel(organisation_id, self._feed, self._answer, self.doors.check)
            self._channels[organisation_id] = channel
        channel.join(prepared, listener)

    def leave(self, prepared: Prepared, listener: Listener) -> None:
        """Let a listener hear nothing any more."""
        organisation_id = prepared.found.organisation_id
        channel = self._channels.get(organisation_id)
        if channel is None:
            return
        channel.leave(prepared, listener)
        if channel.is_idle:
            channel.close()
            del self._channels[organisation_id]

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look at the revisions now and then; at the end, stop telling."""
        task = asyncio.create_task(self._keep_looking())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})
            self.stop()
            for channel in self._channels.values():
                channel.close()

    def stop(self) -> None:
        """Ask everyone to come back, to the next process: this one ends."""
        self.doors.close()

    async def _keep_looking(self) -> None:
        lost = False
        while True:
            await asyncio.sleep(self._look_seconds)
            self.doors.check_expired(datetime.now(UTC))
            if not self._channels:
                continue
            stood = {each: channel.revision for each, channel in self._channels.items()}
            try:
                heads = await self._feed.heads(list(stood))
            except Exception as error:  # noqa: BLE001 - the next look tries again
                if not is_lost(error) or not lost:
                    LOG.warning("the revisions can't be looked at: %s", type(error).__name__)
                lost = is_lost(error)
                continue
            lost = False
            for organisation_id, head in heads.items():
                channel = self._channels.get(organisation_id)
                if channel is not None:
                    channel.see(head, stood[organisation_id])

    async def _answer(self, prepared: Prepared, after: int, until: int, outcome: str) -> str | None:
        """Return a message; None if nothing happened that may be told."""
        variables = prepared.within(after, until, outcome)
        async with self._making:
            # Also how often something hidden changes is nobody's business.
            if prepared.message is not None and outcome == ChangesOutcome.CHANGES.value:
                given = {**known(variables, prepared.found), "$subject": prepared.key[1]}
                row = await self._executor.reads.fetchrow(
                    prepared.message.sql, *prepared.message.arguments(given)
                )
                if row is None or not row[0]:
                    return None
            body = await self._executor.message(prepared.statement, variables, prepared.found)
        return body.decode()
