"""Freezing a review: what it shows is written once, and never again.

Gathering takes a second for a thousand initiatives, and so does writing. Neither needs the
organisation's lock: it is gathered from one snapshot of the database, whose revision the review
names, and nobody sees what is written before the transaction that writes it commits.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Table, Uuid, bindparam, insert, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.cooperative import cooperative
from db.json_select.computed import Scope
from db.reviews.changes import frozen_changes
from db.reviews.entries import frozen_entries
from db.reviews.review import review_change, review_entry
from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.reviews.review import Review

# A statement of more keeps everything else of the process waiting while it is put together.
ROWS_AT_ONCE: Final = 200
# After any of these a review may compare with another one than was meant.
MATTERING: Final = [
    EventKind.REVIEW_HELD.value,
    EventKind.REVIEW_ARCHIVED.value,
    EventKind.REVIEW_UNARCHIVED.value,
]
REVISION: Final = text("select revision from organisation where id = :organisation_id").bindparams(
    bindparam("organisation_id", type_=Uuid)
)
OVERTAKEN: Final = text(
    """
    select exists (
      select from event
      where organisation_id = :organisation_id and revision > :since and kind = any(:mattering)
    )
    """
).bindparams(bindparam("organisation_id", type_=Uuid), bindparam("since", type_=BigInteger))


class Snapshot(NamedTuple):
    """What a review shows, by the state that stood at `revision`."""

    revision: int
    entries: Sequence[dict[str, Any]]
    changes: Sequence[dict[str, Any]]


async def snapshot_outside_lock(engine: AsyncEngine, review: Review, since: int) -> Snapshot | None:
    """Gather what a review shows from one snapshot, while others go on changing things.

    None if it was overtaken already since a revision.
    """
    async with engine.connect() as connection:
        await connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        if await is_overtaken(connection, review.organisation_id, since):
            return None
        return await snapshot(connection, review)


async def snapshot(connection: AsyncConnection, review: Review) -> Snapshot:
    """Gather what a review shows of what the connection sees.

    It compares with what the review before showed; what had been recorded on that day already, but
    only after it was held, is told now.
    """
    scope = Scope(organisation_id=review.organisation_id, today=review.held_on)
    own = {"organisation_id": review.organisation_id}
    return Snapshot(
        (await connection.execute(REVISION, own)).scalar_one(),
        await frozen_entries(connection, scope, review),
        await frozen_changes(connection, scope, review),
    )


async def is_overtaken(connection: AsyncConnection, organisation_id: UUID, since: int) -> bool:
    """Tell whether another review was held, or put away or brought back, after a revision."""
    given = {"organisation_id": organisation_id, "since": since, "mattering": MATTERING}
    return bool((await connection.execute(OVERTAKEN, given)).scalar_one())


async def keep(connection: AsyncConnection, review: Review, shown: Snapshot) -> None:
    """Write what a review shows whose own row has just been written."""
    for table, rows in ((review_entry, shown.entries), (review_change, shown.changes)):
        for start in range(0, len(rows), ROWS_AT_ONCE):
            await keep_some(connection, review, table, rows[start : start + ROWS_AT_ONCE], start)


async def keep_some(
    connection: AsyncConnection,
    review: Review,
    table: Table,
    rows: Sequence[dict[str, Any]],
    start: int,
) -> None:
    own = {"organisation_id": review.organisation_id, "review_id": review.id}
    written = await cooperative(
        row | own | {"id": new_id(), "position": position}
        for position, row in enumerate(rows, start + 1)
    )
    await connection.execute(insert(table), written)
