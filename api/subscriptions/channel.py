"""A channel: one organisation's ledger as it grows, and the groups that listen to it."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Hashable
from uuid import UUID

from api.subscriptions.group import Answer, Group, Listener
from api.subscriptions.prepared import Key, Prepared, keys_of
from api.subscriptions.shared import RETRY_SECONDS, Shared, patiently
from db.connections.loss import is_lost
from db.ledger.feed import BARRING, Feed, FeedPage
from domain.core.event import ChangesOutcome

LOG = logging.getLogger("throughline.api")


class Channel:
    """Follows one organisation for those who listen to it.

    `revision` is how far it has followed: every group has been told of what happened until then, or
    is about to be. A listener that begins further back catches up by itself, page by page, and
    joins its group at the very revision at which that is; so nothing is missed or told twice.
    """

    def __init__(
        self,
        organisation_id: UUID,
        feed: Feed,
        answer: Answer,
        barring: Callable[[UUID], None],
    ) -> None:
        self._organisation_id = organisation_id
        self._feed = feed
        self._answer = answer
        self._barring = barring
        self.revision = 0
        self._heard = 0
        self._following: asyncio.Task[None] | None = None
        self._groups: dict[Hashable, Group] = {}
        self._by_key: dict[Key, set[Group]] = {}
        self._moved: asyncio.Future[None] | None = None
        self._pages: Shared[int, FeedPage] = Shared()
        self._begun = False

    @property
    def is_idle(self) -> bool:
        """Whether nobody listens."""
        return not self._groups

    # Following the ledger

    def hear(self, revision: int) -> None:
        """Follow the ledger to a revision that it has reached."""
        if revision > self._heard:
            self._heard = revision
            self._follow()

    def see(self, head: int, known: int) -> None:
        """Follow the ledger to where it was seen to be, even if that lies back.

        `known` is the revision that the channel had before it was looked at.
        """
        if not self._begun:
            return
        if head > self.revision:
            self._heard = max(self._heard, head)
            self._follow()
        elif head < known and (self._following is None or self._following.done()):
            # The database is another one, restored.
            self._resync(head)

    def _follow(self) -> None:
        if self._begun and (self._following is None or self._following.done()):
            self._following = asyncio.create_task(self._catch_up())

    async def _catch_up(self) -> None:
        try:
            while self._heard > self.revision:
                self._take(await self._feed.page(self._organisation_id, self.revision))
        except Exception as error:
            # The next look at the revisions tries again.
            if not is_lost(error):
                LOG.exception("following the ledger of %s broke off", self._organisation_id)

    def _take(self, page: FeedPage) -> None:
        if not page.whole:
            self._resync(page.head)
            return
        after, self.revision = self.revision, page.until
        self._heard = max(self._heard, page.head)
        concerned: set[Group] = set()
        for happening in page.happenings:
            for key in keys_of(happening):
                concerned |= self._by_key.get(key, set())
        for group in concerned:
            group.notify(after)
        if any(happening.kind in BARRING for happening in page.happenings):
            self._barring(self._organisation_id)
        self._wake()

    def _resync(self, head: int) -> None:
        self.revision = self._heard = head
        for group in self._groups.values():
            group.notify(head, ChangesOutcome.RESYNC)
        self._barring(self._organisation_id)
        self._wake()

    def _wake(self) -> None:
        if self._moved is not None:
            self._moved.set_result(None)
            self._moved = None

    async def _reach(self, revision: int) -> None:
        """Wait until the channel has followed the ledger to a revision."""
        while self.revision < revision:
            self.hear(revision)
            self._follow()
            if self._moved is None:
                self._moved = asyncio.get_running_loop().create_future()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(self._moved), RETRY_SECONDS)

    # Who listens

    def join(self, prepared: Prepared, listener: Listener) -> None:
        """Let a listener hear of what happens, beginning behind the revision it names."""
        group = self._groups.get(prepared.group)
        if group is None:
            group = Group(prepared, self._answer, lambda: self.revision, self._begin)
            self._groups[prepared.group] = group
            self._by_key.setdefault(prepared.key, set()).add(group)
        self._begin(group, listener, prepared.after)

    def leave(self, prepared: Prepared, listener: Listener) -> None:
        """Let a listener hear nothing any more."""
        group = self._groups.get(prepared.group)
        if group is None:
            return
        group.remove(listener)
        if group.is_empty:
            group.close()
            del self._groups[prepared.group]
            self._by_key[prepared.key].discard(group)
            if not self._by_key[prepared.key]:
                del self._by_key[prepared.key]

    def _begin(self, group: Group, listener: Listener, after: int | None) -> None:
        group.joining[listener] = asyncio.create_task(self._bring(group, listener, after))

    async def _bring(self, group: Group, listener: Listener, after: int | None) -> None:
        try:
            await self._catching_up(group, listener, after)
        except Exception as error:  # noqa: BLE001 - whoever listens must not wait for ever
            group.joining.pop(listener, None)
            listener.fail(error)

    async def _catching_up(self, group: Group, listener: Listener, after: int | None) -> None:
        """Bring a listener to where the channel is, and into its group."""
        head = await self._head()
        position = head if after is None else after
        key = group.prepared.key
        while not position == self.revision <= head:
            if self.revision < position <= head:
                await self._reach(position)
                continue
            page = await self._page(position)
            head, message = page.head, None
            if not page.whole:
                message = await group.answer(head, head, ChangesOutcome.RESYNC)
            elif any(key in keys_of(each) for each in page.happenings):
                message = await group.answer(position, page.until, ChangesOutcome.CHANGES)
            if message is not None:
                listener.push(message, page.until)
            position = page.until
            await listener.ready()
        # Nothing is waited for in between, so that nothing happens in between.
        del group.joining[listener]
        group.add(listener, position)

    async def _head(self) -> int:
        """Return how far the organisation has come, by the database."""
        heads = await patiently(lambda: self._feed.heads([self._organisation_id]))
        head = heads.get(self._organisation_id, 0)
        if not self._begun:
            # What was heard while the head was read may lie further on than the head.
            self._begun, self.revision, self._heard = True, head, max(head, self._heard)
            self._follow()
            # What was barred before this, after whoever listens was let in, is told by nobody.
            self._barring(self._organisation_id)
        return head

    async def _page(self, after: int) -> FeedPage:
        return await self._pages.get(
            after, lambda: patiently(lambda: self._feed.page(self._organisation_id, after))
        )

    def close(self) -> None:
        """Stop following and telling."""
        if self._following is not None:
            self._following.cancel()
        for group in self._groups.values():
            group.close()
        self._pages.close()
