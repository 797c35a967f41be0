"""When a token was last used: noted off the request's path, at most once a minute for each."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, TIMESTAMP, TextClause, Uuid, bindparam, text
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


def noting_last_use(
    engine: AsyncEngine, seen: Seen, every_seconds: float = EVERY_SECONDS
) -> AbstractAsyncContextManager[None]:
    """Write now and then, and at the end, when tokens were last seen; `seen` is then emptied."""
    return now_and_then(partial(write_seen, engine, seen), every_seconds)


@asynccontextmanager
async def now_and_then(
    write: Callable[[], Awaitable[None]], every_seconds: float
) -> AsyncIterator[None]:
    """Write every so many seconds, and once more at the end."""

    async def keep_writing() -> None:
        while True:
            await asyncio.sleep(every_seconds)
            await write()

    task = asyncio.create_task(keep_writing())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
        await write()


async def write_seen(engine: AsyncEngine, seen: Seen) -> None:
    """Write when tokens were last seen, those within a minute of what is on record excepted."""
    if not seen:
        return
    noted = dict(seen)
    seen.clear()
    rows = {
        "organisations": [organisation_id for organisation_id, _ in noted],
        "tokens": [token_id for _, token_id in noted],
        "instants": list(noted.values()),
    }
    await written(engine, _WRITE, rows, f"the last use of {len(noted)} tokens")


async def written(
    engine: AsyncEngine, statement: TextClause, rows: Mapping[str, object], what: str
) -> None:
    """Write something that nobody waits for; where that fails, it is only logged."""
    try:
        async with engine.begin() as connection:
            await connection.execute(statement, rows)
    except (DBAPIError, *LOST) as error:
        LOG.warning("not noted: %s: %s", what, error)
