"""The daily sweep: every organisation judged anew when its calendar turns a page.

Two organisations are swept at once, each on connections of its own and under locks of its own, so
that PostgreSQL writes for the one while Python judges for the other.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.loss import is_lost
from db.sweep.organisation import CHUNK, OrganisationSweep
from db.sweep.progress import Report, Swept
from domain.core.tenant import Organisation
from domain.risk.sweep import due

logger = logging.getLogger(__name__)

# Python judges on one core, and PostgreSQL needs less than twice as long to read and write for it:
# two keep it busy, and more would only make requests wait, on more connections.
AT_ONCE: Final = 2
# One holds that nobody else sweeps the organisation, one gathers, one writes. A pool of fewer would
# close and open them all the time, and each would plan anew.
CONNECTIONS_EACH: Final = 3
CONNECTIONS: Final = CONNECTIONS_EACH * AT_ONCE


def utc_now() -> datetime:
    return datetime.now(UTC)


async def sweep(
    engine: AsyncEngine,
    *,
    clock: Callable[[], datetime] = utc_now,
    report: Report | None = None,
    chunk: int = CHUNK,
    at_once: int = AT_ONCE,
) -> Swept:
    """Sweep every organisation whose day has come. One that fails is logged; the others go on.

    It uses CONNECTIONS_EACH for each of those that are swept `at_once`. Raises only when the
    database goes away; the next sweep does what this one could not.
    """
    swept = Swept()
    async with engine.connect() as connection:
        found = await connection.execute(text("select * from organisation order by id"))
        left = iter([Organisation(**row._mapping) for row in found])

    async def sweep_one_after_the_other() -> None:
        for organisation in left:
            if not due(organisation, clock()):
                continue
            one = OrganisationSweep(engine, organisation, clock, report, chunk, swept)
            try:
                alone = await one.run()
            except Exception as error:
                if is_lost(error):
                    raise
                logger.exception("The sweep of organisation %s broke off", organisation.key)
                swept.failed.append(organisation.key)
            else:
                swept.organisations += alone

    tasks = [asyncio.create_task(sweep_one_after_the_other()) for _ in range(at_once)]
    try:
        await asyncio.gather(*tasks)
    finally:
        # When one is cut off, the others do not go on by themselves.
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return swept
