"""When background work is done: a schedule in the job queue hands each round to one process.

The queue is pgqueuer in the PostgreSQL schema `jobs`. Its names are all given here: the library
would read any that are missing from the environment.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Final

from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.adapters.persistence.qb import (
    QueryBuilderEnvironment,
    QueryQueueBuilder,
    QuerySchedulerBuilder,
)
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.sm import SchedulerManager
from pgqueuer.domain.models import Schedule
from pgqueuer.domain.settings import DBSettings
from pgqueuer.domain.types import Channel

from db.connection import Connection

# Often enough for organisations of every time zone, whose days begin at any quarter of an hour.
EVERY_FIVE_MINUTES: Final = "*/5 * * * *"
STOP_SECONDS: Final = 0.8
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


async def follow(
    connection: Connection,
    work: Callable[[], Coroutine[None, None, None]],
    *,
    expression: str = EVERY_FIVE_MINUTES,
) -> None:
    """Run `work` whenever the schedule says so, in one of all processes that follow it.

    Returns only by raising: ConnectionError when the connection is lost, or cancelled. A round that
    runs then is cancelled as well.
    """
    queries = Queries(
        AsyncpgDriver(connection),
        QueryBuilderEnvironment(NAMES),
        QueryQueueBuilder(NAMES),
        QuerySchedulerBuilder(NAMES),
    )
    manager = SchedulerManager(queries)
    rounds: set[asyncio.Task[None]] = set()
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
    managing = asyncio.create_task(manager.run())
    losing = asyncio.create_task(lost.wait())
    try:
        await asyncio.wait({managing, losing}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        manager.shutdown.set()
        losing.cancel()
        for task in rounds:
            task.cancel()
        await asyncio.wait({managing}, timeout=STOP_SECONDS)
        managing.cancel()
    if managing.done():
        managing.result()
    raise ConnectionError("the connection of the job queue was lost")
