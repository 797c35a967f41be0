"""The job queue of a served application, followed beside it as `throughline serve` does."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator

from db.jobs import schedule
from db.worker import Errand, queue_connection


@contextlib.contextmanager
def doing(url: str, *errands: Errand) -> Iterator[None]:
    """Do the jobs of these kinds while the block runs, and nothing else: no sweep, no reminders."""
    started = threading.Event()
    loop = asyncio.new_event_loop()

    async def nothing() -> None:
        return

    async def follow() -> None:
        async with queue_connection(url) as connection:
            started.set()
            await schedule.follow(connection, nothing, {each.kind: each.run for each in errands})

    following = loop.create_task(follow())

    def run() -> None:
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            loop.run_until_complete(following)
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert started.wait(60), "the queue is not followed"
    try:
        yield
    finally:
        loop.call_soon_threadsafe(following.cancel)
        thread.join(60)
        assert not thread.is_alive()
