"""A group: all who ask alike, and are told the same. Each answer is made once for all of them."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from api.subscriptions.prepared import Prepared
from api.subscriptions.shared import Shared, patiently
from domain.core.event import ChangesOutcome

# So many are told before others have their turn: some 10 ms.
AT_ONCE: Final = 500

# Makes one message: of what happened between two revisions, and whether that is all. None: nothing
# of it may be told.
Answer = Callable[[Prepared, int, int, str], Awaitable[str | None]]


class Listener(Protocol):
    """One subscription of one connection."""

    def push(self, message: str, revision: int) -> None:
        """Tell a message, without waiting for it to arrive. `revision` is up to where it tells."""

    async def ready(self) -> None:
        """Return once more can be pushed without piling up."""

    def fail(self, error: Exception) -> None:
        """Be told nothing any more, because of an unexpected error."""


class Group:
    """Those who ask alike. `live` are told what happens, each from the revision beside it; those
    who are `joining` are still being brought to there, each by a task."""

    def __init__(
        self,
        prepared: Prepared,
        answer: Answer,
        revision: Callable[[], int],
        begin: Callable[["Group", Listener, int | None], None],
    ) -> None:
        self.prepared = prepared
        self._make = answer
        self._revision = revision
        self._begin = begin
        self.live: dict[Listener, int] = {}
        self.joining: dict[Listener, asyncio.Task[None]] = {}
        # The last revision from which anybody who is live is told.
        self._newest = 0
        # Behind which revision something is still to be told to those who are live.
        self._since: int | None = None
        self._outcome = ChangesOutcome.CHANGES
        self._telling: asyncio.Task[None] | None = None
        self._answers: Shared[tuple[int, int, ChangesOutcome], str | None] = Shared()

    @property
    def is_empty(self) -> bool:
        """Whether nobody is left."""
        return not self.live and not self.joining

    def add(self, listener: Listener, joined: int) -> None:
        """Tell a listener all that happens behind a revision, which is the channel's now."""
        self.live[listener] = joined
        self._newest = max(self._newest, joined)

    def remove(self, listener: Listener) -> None:
        """Tell a listener nothing any more."""
        self.live.pop(listener, None)
        task = self.joining.pop(listener, None)
        if task is not None:
            task.cancel()

    def notify(self, after: int, outcome: ChangesOutcome = ChangesOutcome.CHANGES) -> None:
        """Tell those who are live what happened behind a revision, soon."""
        if self._since is None or outcome is ChangesOutcome.RESYNC:
            self._since, self._outcome = after, outcome
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._notify())

    async def _notify(self) -> None:
        while self._since is not None:
            after, outcome = self._since, self._outcome
            self._since, self._outcome = None, ChangesOutcome.CHANGES
            # Of what is not known nothing is told but how things are now.
            known = outcome is ChangesOutcome.CHANGES
            until = self._revision()
            if known and self._newest > after:
                self._send_back(after)
            if not self.live:
                continue
            try:
                message = await self.answer(after, until, outcome)
            except Exception as error:  # noqa: BLE001 - whoever listens must not wait for ever
                for listener in list(self.live):
                    listener.fail(error)
                continue
            if message is None:
                continue
            if known and self._newest >= until:
                # Some joined while the answer was made, and know of this already.
                listeners = [each for each, joined in self.live.items() if joined < until]
            else:
                listeners = list(self.live)
            for place, listener in enumerate(listeners, start=1):
                listener.push(message, until)
                if not place % AT_ONCE:
                    await asyncio.sleep(0)

    def _send_back(self, after: int) -> None:
        """Bring those who joined in the middle of what is told next there by themselves."""
        for listener, joined in list(self.live.items()):
            if joined > after:
                del self.live[listener]
                self._begin(self, listener, joined)

    async def answer(self, after: int, until: int, outcome: ChangesOutcome) -> str | None:
        """Return the message about what happened between two revisions; None if there is none."""

        async def make() -> str | None:
            return await self._make(self.prepared, after, until, outcome.value)

        return await self._answers.get((after, until, outcome), lambda: patiently(make))

    def close(self) -> None:
        """Stop telling."""
        if self._telling is not None:
            self._telling.cancel()
        for task in self.joining.values():
            task.cancel()
        self._answers.close()
