"""Work that goes on beside requests: the sweep, reminders, invitations, partitions, old keys.

It runs inside the server unless it is scaled out to workers of its own. Any number of processes may
do it at once: the queue hands each round to one of them.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Final, Protocol

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from db.access.invitation_delivery import JOB as INVITATION
from db.access.invitation_delivery import Invitations, put_in_waiting
from db.access.sign_in import forget_ended
from db.communication.reminder_delivery import JOB, Reminders
from db.connections.connection import (
    CONNECT_TIMEOUT_SECONDS,
    Connection,
    create_engine,
    normalise_url,
)
from db.connections.loss import is_lost
from db.imports.import_run import forget_old_imports
from db.jobs.mail import Job, Post
from db.ledger.idempotency import forget_expired
from db.schema.partitions import ensure_months_ahead
from db.sweep.daily import CONNECTIONS, CONNECTIONS_EACH, sweep
from db.sweep.progress import Report, Swept
from db.sweep.request import JOB as SWEEP
from db.sweep.request import do_sweep

logger = logging.getLogger(__name__)

FIRST_DELAY_SECONDS: Final = 0.25
LONGEST_DELAY_SECONDS: Final = 15.0
# For a round of sweeps, beside it one sweep that was asked for, and what is short.
POOL: Final = CONNECTIONS + CONNECTIONS_EACH + 1
# What the queue remembers of jobs that are done with.
JOB_LOG_KEPT: Final = timedelta(days=30)
FORGET_JOBS: Final = tuple(
    text(f"delete from jobs.{table} where created < :then")
    for table in ("pgqueuer_log", "pgqueuer_statistics")
)


class Errand(Protocol):
    """A kind of job that is done beside requests, and handed in by whoever composes."""

    @property
    def kind(self) -> str:
        """The name of its jobs."""

    async def due(self) -> Sequence[Job]:
        """Return the jobs that have to be in the queue; those that are there already stay one."""

    async def run(self, payload: bytes, attempts: int, /) -> timedelta | None:
        """Do a job; return after how long to try again, or None once it is done with."""


def utc_now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def background_work(
    url: str,
    *,
    post: Post | None = None,
    errands: Sequence[Errand] = (),
    clock: Callable[[], datetime] = utc_now,
) -> AsyncIterator[None]:
    """Do the background work while the block runs; days that were missed are swept at once.

    Without `post` no mail is sent, and none is put into the queue.

    Leaving the block stops it within a second: what a sweep has not written yet, the next one does.
    """
    engine = create_engine(url, pool_size=POOL, application_name="throughline-background")
    reminders = None if post is None else Reminders(engine, post, clock)
    work = asyncio.create_task(keep_working(url, engine, reminders, clock, errands=errands))
    try:
        yield
    finally:
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work
        await engine.dispose()


async def keep_working(
    url: str,
    engine: AsyncEngine,
    reminders: Reminders | None,
    clock: Callable[[], datetime],
    *,
    errands: Sequence[Errand] = (),
) -> None:
    """Work until cancelled. A database that goes away is tried again, ever less often."""
    delay = FIRST_DELAY_SECONDS
    while True:
        try:
            async with queue_connection(url) as connection:
                await run_round(engine, clock)
                await put_in_mail(url, engine, reminders, clock)
                await put_in_errands(url, errands)
                if delay != FIRST_DELAY_SECONDS:
                    logger.info("Background work goes on")
                    delay = FIRST_DELAY_SECONDS
                await follow_schedule(url, connection, engine, reminders, clock, errands=errands)
        except Exception as error:
            if delay == FIRST_DELAY_SECONDS:
                logger.warning(
                    "Background work pauses, and is tried again until it can go on: %s",
                    error,
                    exc_info=None if is_lost(error) else error,
                )
        await asyncio.sleep(delay)
        delay = min(delay * 2, LONGEST_DELAY_SECONDS)


@asynccontextmanager
async def queue_connection(url: str) -> AsyncIterator[Connection]:
    """Connect for the queue alone, which listens and waits on its connection."""
    connection: Connection = await asyncpg.connect(
        normalise_url(url),
        timeout=CONNECT_TIMEOUT_SECONDS,
        server_settings={"application_name": "throughline-queue", "timezone": "UTC"},
    )
    try:
        yield connection
    finally:
        connection.terminate()


async def follow_schedule(
    url: str,
    connection: Connection,
    engine: AsyncEngine,
    reminders: Reminders | None,
    clock: Callable[[], datetime],
    *,
    errands: Sequence[Errand] = (),
) -> None:
    """Run a round whenever the schedule says so, until cancelled or the connection is lost.

    And do the jobs in the queue: sweeps that were asked for; reminders and invitations if any mail
    is sent.
    """
    # The library takes a third of a second to load, which no start of a server should wait for.
    schedule = await asyncio.to_thread(import_module, "db.jobs.schedule")

    async def work() -> None:
        await run_round(engine, clock)
        await put_in_mail(url, engine, reminders, clock)
        await put_in_errands(url, errands)

    sweeping = asyncio.Lock()

    async def sweep_one(payload: bytes, _attempts: int) -> timedelta | None:
        return await do_sweep(engine, clock, payload, sweeping)

    mailing = {}
    if reminders is not None:
        invitations = Invitations(engine, reminders.post, clock)
        mailing = {JOB: reminders.run, INVITATION: invitations.run}
    handed_in = {errand.kind: errand.run for errand in errands}
    await schedule.follow(connection, work, {SWEEP: sweep_one, **mailing, **handed_in})


async def put_in_mail(
    url: str, engine: AsyncEngine, reminders: Reminders | None, clock: Callable[[], datetime]
) -> None:
    """Put jobs into the queue for the mail that is due, if any is sent."""
    if reminders is not None:
        await put_in_waiting(engine, clock())
        await put_in_reminders(url, reminders)


async def put_in_reminders(url: str, reminders: Reminders) -> None:
    """Put jobs into the queue for the reminders that are due."""
    if not await reminders.due():
        return
    schedule = await asyncio.to_thread(import_module, "db.jobs.schedule")

    # Not the connection that waits for jobs, which is busy with that.
    async with queue_connection(url) as connection:

        async def put(jobs: Sequence[Job]) -> None:
            await schedule.put_in(connection, JOB, jobs)

        await reminders.put_in(put)


async def put_in_errands(url: str, errands: Sequence[Errand]) -> None:
    """Put jobs into the queue that should be there: those asked for as the queue was away."""
    due = [(errand.kind, jobs) for errand in errands if (jobs := await errand.due())]
    if not due:
        return
    schedule = await asyncio.to_thread(import_module, "db.jobs.schedule")
    async with queue_connection(url) as connection:
        for kind, jobs in due:
            await schedule.put_in(connection, kind, jobs)


async def run_round(
    engine: AsyncEngine,
    clock: Callable[[], datetime] = utc_now,
    report: Report | None = None,
) -> Swept:
    """Do what is due: partitions of the months to come, old keys and jobs, the sweep."""
    now = clock()
    await ensure_months_ahead(engine, now.date())
    async with AsyncSession(engine) as session:
        await forget_expired(session, now)
        await forget_ended(session, now)
        await forget_old_imports(session, now)
        for statement in FORGET_JOBS:
            await session.execute(statement, {"then": now - JOB_LOG_KEPT})
        await session.commit()
    return await sweep(engine, clock=clock, report=report)
