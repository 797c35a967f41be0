"""A sweep of one organisation asked for at once, by a change that concerns all of its findings.

It is a job in the queue, put in once the change is committed. Should it get lost, the organisation
is due anyway, and the next round of background work sweeps it within minutes.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.loss import is_lost
from db.sweep.organisation import CHUNK, OrganisationSweep
from db.sweep.progress import Swept
from domain.organisation import Organisation

logger = logging.getLogger(__name__)

JOB: Final = "sweep"
# Another process sweeps the organisation, and may have begun before the change.
BUSY: Final = timedelta(seconds=1)
ORGANISATION: Final = text("select * from organisation where id = :id")


async def ask_for_sweep(engine: AsyncEngine, organisation_id: UUID, revision: int) -> None:
    """Put the sweep that a change of this revision asks for into the queue.

    The change is kept already, so what fails here is logged and nothing more.
    """
    # The library takes a third of a second to load, which no start of a server should wait for.
    schedule = await asyncio.to_thread(import_module, "db.background.schedule")
    key = f"{JOB}/{organisation_id}/{revision}"
    try:
        async with engine.connect() as connection:
            # No transaction has begun on it, as the queue wants it.
            raw = (await connection.get_raw_connection()).driver_connection
            await schedule.put_in(raw, JOB, [(str(organisation_id).encode(), key)])
    except Exception as error:
        logger.warning(
            "A sweep could not be asked for; it follows within minutes: %s",
            error,
            exc_info=None if is_lost(error) else error,
        )


async def do_sweep(
    engine: AsyncEngine, clock: Callable[[], datetime], payload: bytes
) -> timedelta | None:
    """Sweep the organisation that a job is for; return after how long to try again, or None."""
    asked = {"id": UUID(payload.decode())}
    async with engine.connect() as connection:
        row = (await connection.execute(ORGANISATION, asked)).one_or_none()
    if row is None:
        return None
    organisation = Organisation(**row._mapping)
    alone = await OrganisationSweep(engine, organisation, clock, None, CHUNK, Swept()).run()
    return None if alone else BUSY
