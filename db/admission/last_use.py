"""When a token was last used: noted off the request's path, at most once a minute for each."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, TIMESTAMP, Uuid, bindparam, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.loss import LOST

LOG = logging.getLogger(__name__)
EVERY_SECONDS: Final = 60.0

Seen = dict[tuple[UUID, UUID], datetime]

# Rows that somebody is changing are left for the next time: nothing waits for this, nor this for
# anything.
_WRITE: Final = text(
    """
    with seen as (
        select t.organisation_id, t.id, s.at
        from unnest(:organisations, :tokens, :instants) s(organisation_id, id, at)
        join access_token t on t.organisation_id = s.organisation_id and t.id = s.id
        where t.used_at is null or t.used_at <= s.at - interval '1 minute'
        order by t.organisation_id, t.id
        for no key update of t skip locked
    )
    update access_token t set used_at = seen.at
    from seen where t.organisation_id = seen.organisation_id and t.id = seen.id
    """
).bindparams(
    bindparam("organisations", type_=ARRAY(Uuid)),
    bindparam("tokens", type_=ARRAY(Uuid)),
    bindparam("instants", type_=ARRAY(TIMESTAMP(timezone=True))),
)


@asynccontextmanager
async def noting_last_use(
    engine: AsyncEngine, seen: Seen, every_seconds: float = EVERY_SECONDS
) -> AsyncIterator[None]:
    """Write now and then, and at the end, when tokens were last seen; `seen` is then emptied."""

    async def keep_writing() -> None:
        while True:
            await asyncio.sleep(every_seconds)
            await write_seen(engine, seen)

    task = asyncio.create_task(keep_writing())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
        await write_seen(engine, seen)


async def write_seen(engine: AsyncEngine, seen: Seen) -> None:
    """Write when tokens were last seen, those within a minute of what is on record excepted."""
    if not seen:
        return
    noted = dict(seen)
    seen.clear()
    try:
        async with engine.begin() as connection:
            await connection.execute(
                _WRITE,
                {
                    "organisations": [organisation_id for organisation_id, _ in noted],
                    "tokens": [token_id for _, token_id in noted],
                    "instants": list(noted.values()),
                },
            )
    except (DBAPIError, *LOST) as error:
        # It only tells an administrator what is in use: not worth more than a line.
        LOG.warning("the last use of %d tokens was not noted: %s", len(noted), error)
