"""A sweep of one organisation asked for at once, by a change that concerns all of its findings.

It is a job in the queue, put in once the change is committed. Should it get lost, the organisation
is due anyway, and the next round of background work sweeps it within minutes.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.loss import is_lost
from db.jobs.enqueue import enqueue
from db.jobs.mail import Job
from db.sweep.organisation import CHUNK, OrganisationSweep
from db.sweep.progress import Swept
from domain.core.tenant import Organisation

logger = logging.getLogger(__name__)

JOB: Final = "sweep"
# Another process sweeps the organisation, and may have begun before the change.
BUSY: Final = timedelta(seconds=1)
ORGANISATION: Final = text("select * from organisation where id = :id")


async def enqueue_sweep(engine: AsyncEngine, organisation_id: UUID, revision: int) -> None:
    """Put the sweep that a change of this revision asks for into the queue.

    The change is kept already, so what fails here is logged and nothing more.
    """
    job = Job(str(organisation_id).encode(), f"{JOB}/{organisation_id}/{revision}")
    try:
        await enqueue(engine, JOB, [job])
    except Exception as error:
        logger.warning(
            "A sweep could not be asked for; it follows within minutes: %s",
            error,
            exc_info=None if is_lost(error) else error,
        )


async def do_sweep(
    engine: AsyncEngine, clock: Callable[[], datetime], payload: bytes, sweeping: asyncio.Lock
) -> timedelta | None:
    """Sweep the organisation that a job is for; return after how long to try again, or None.

    One at a time, for the connections that it takes: while `sweeping` is held, a job goes back into
    the queue and makes room for others.
    """
    if sweeping.locked():
        return BUSY
    async with sweeping:
        return await requested_sweep(engine, clock, payload)


async def requested_sweep(
    engine: AsyncEngine, clock: Callable[[], datetime], payload: bytes
) -> timedelta | None:
    asked = {"id": UUID(payload.decode())}
    async with engine.connect() as connection:
        row = (await connection.execute(ORGANISATION, asked)).one_or_none()
    if row is None:
        return None
    organisation = Organisation(**row._mapping)
    alone = await OrganisationSweep(engine, organisation, clock, None, CHUNK, Swept()).run()
    return None if alone else BUSY
