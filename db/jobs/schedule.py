"""When background work is done: a schedule and jobs, each handed to one process at a time.

A job is done at least once: what it does must bear being done again. The queue is pgqueuer in the
PostgreSQL schema `jobs`. Its names are all given here: the library would read any that are missing
from the environment.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import timedelta
from typing import Final

from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.qb import (
    QueryBuilderEnvironment,
    QueryQueueBuilder,
    QuerySchedulerBuilder,
)
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.qm import QueueManager
from pgqueuer.core.sm import SchedulerManager
from pgqueuer.domain.errors import RetryRequested
from pgqueuer.domain.models import Job, Schedule
from pgqueuer.domain.settings import DBSettings
from pgqueuer.domain.types import Channel

from db.connections.connection import Connection

logger = logging.getLogger(__name__)

# Often enough for organisations of every time zone, whose days begin at any quarter of an hour.
EVERY_FIVE_MINUTES: Final = "*/5 * * * *"
STOP_SECONDS: Final = 0.8
GRACE_SECONDS: Final = 0.3
NAMES: Final = DBSettings(
    prefix="",
    db_schema="jobs",
    channel=Channel("ch_pgqueuer"),
    function="fn_pgqueuer_changed",
    statistics_table="pgqueuer_statistics",
    queue_status_type="pgqueuer_status",
    queue_table="pgqueuer",
    queue_table_log="pgqueuer_log",
    trigger="tg_pgqueuer_changed",
    schedules_table="pgqueuer_schedules",
)


# Returns after how long a job that could not be done is tried again; None once it is done with.
Work = Callable[[bytes, int], Coroutine[None, None, timedelta | None]]
JOBS_TAKEN_AT_ONCE: Final = 5
# Mail servers seldom like more connections from one place.
JOBS_AT_ONCE: Final = 10
# New jobs announce themselves; those that are tried again do not.
LOOK_AGAIN: Final = timedelta(seconds=10)
FIRST_RETRY: Final = timedelta(seconds=5)
LONGEST_RETRY: Final = timedelta(hours=1)


def queries_on(connection: Connection) -> Queries:
    return Queries(
        AsyncpgDriver(connection),
        QueryBuilderEnvironment(NAMES),
        QueryQueueBuilder(NAMES),
        QuerySchedulerBuilder(NAMES),
    )


async def put_in(connection: Connection, kind: str, jobs: Sequence[tuple[bytes, str]]) -> None:
    """Put jobs into the queue, each a payload and a key; none whose key is in the queue already.

    Outside of any transaction: the queue notifies those who wait for jobs.
    """
    if jobs:
        await queries_on(connection).enqueue(
            [kind] * len(jobs),
            [payload for payload, _ in jobs],
            [0] * len(jobs),
            dedupe_key=[key for _, key in jobs],
            on_conflict="skip",
        )


async def follow(
    connection: Connection,
    work: Callable[[], Coroutine[None, None, None]],
    jobs: Mapping[str, Work] | None = None,
    *,
    expression: str = EVERY_FIVE_MINUTES,
) -> None:
    """Run `work` whenever the schedule says so, in one of all processes that follow it.

    And do jobs of the kinds named, as they come. Returns only by raising: ConnectionError when the
    connection is lost, or cancelled. What runs then is cancelled as well; a job goes back into the
    queue.
    """
    queries = queries_on(connection)
    manager = SchedulerManager(queries)
    rounds: set[asyncio.Task[None]] = set()
    working: set[asyncio.Task[timedelta | None]] = set()
    lost = asyncio.Event()

    @manager.schedule("background_work", expression)
    async def run(_: Schedule) -> None:
        # A task of its own, because the library waits for a round however long it takes.
        task = asyncio.create_task(work())
        rounds.add(task)
        task.add_done_callback(rounds.discard)
        await asyncio.wait({task})
        if not task.cancelled():
            task.result()

    connection.add_termination_listener(lambda _: lost.set())
    managing = {asyncio.create_task(manager.run())}
    shutdowns = [manager.shutdown]
    if jobs:
        queue = queue_of(queries, jobs, working)
        shutdowns.append(queue.shutdown)
        managing.add(
            asyncio.create_task(
                queue.run(
                    dequeue_timeout=LOOK_AGAIN,
                    batch_size=JOBS_TAKEN_AT_ONCE,
                    max_concurrent_tasks=JOBS_AT_ONCE,
                )
            )
        )
    losing = asyncio.create_task(lost.wait())
    try:
        await asyncio.wait({*managing, losing}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for shutdown in shutdowns:
            shutdown.set()
        losing.cancel()
        for task in rounds:
            task.cancel()
        if working:
            # What is being handed over right now had better be finished.
            await asyncio.wait(working, timeout=GRACE_SECONDS)
        for job in working:
            job.cancel()
        await asyncio.wait(managing, timeout=STOP_SECONDS - GRACE_SECONDS)
        for managed in managing:
            managed.cancel()
    for managed in managing:
        if managed.done() and not managed.cancelled():
            managed.result()
    raise ConnectionError("the connection of the job queue was lost")


def queue_of(
    queries: Queries, jobs: Mapping[str, Work], working: set[asyncio.Task[timedelta | None]]
) -> QueueManager:
    """Return what takes jobs of these kinds from the queue; those under way are in `working`."""
    queue = QueueManager(queries, channel=NAMES.channel)
    for kind, work in jobs.items():

        async def run(job: Job, work: Work = work) -> None:
            task = asyncio.create_task(work(job.payload or b"", job.attempts))
            working.add(task)
            task.add_done_callback(working.discard)
            await asyncio.wait({task})
            if task.cancelled():
                raise RetryRequested(timedelta(0), "the process stopped")
            if (error := task.exception()) is not None:
                logger.error(
                    "A job of kind %s failed, and is tried again", job.entrypoint, exc_info=error
                )
                delay = min(FIRST_RETRY * (1 << min(job.attempts, 20)), LONGEST_RETRY)
                # Without the error: its text may name people, and the queue keeps it.
                raise RetryRequested(delay, type(error).__name__)
            if (later := task.result()) is not None:
                raise RetryRequested(later, "it has to wait")

        queue.entrypoint(kind, accepts_context=False)(run)
    return queue
