"""Visits to the portfolio: what somebody was shown last, noted off the request's path.

For each session: how far the organisation had come when the portfolio was last shown in it, and the
same of the visit before. A person's visits are those of all of their sessions.
"""

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    TIMESTAMP,
    BigInteger,
    Column,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    Table,
    Uuid,
    bindparam,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.access.last_use import EVERY_SECONDS, now_and_then, written
from db.json_select.computed import Scope
from db.schema.metadata import instant, metadata
from domain.reviews.since_last_visit import OVER_AFTER

visit = Table(
    "visit",
    metadata,
    Column("organisation_id", Uuid, nullable=False),
    Column("token_id", Uuid, nullable=False),
    *instant("shown_at", required=True),
    Column("shown_revision", BigInteger, nullable=False),
    *instant("left_at"),
    Column("left_revision", BigInteger),
    PrimaryKeyConstraint("organisation_id", "token_id"),
    # A session that is forgotten takes its visits along.
    ForeignKeyConstraint(
        ["organisation_id", "token_id"],
        ["access_token.organisation_id", "access_token.id"],
        ondelete="CASCADE",
    ),
)


class Shown(NamedTuple):
    """When the portfolio was shown, and how far the organisation had come."""

    at: datetime
    revision: int


# The last that was shown in each session, by organisation and token.
Visited = dict[tuple[UUID, UUID], Shown]

_WRITE: Final = text(
    """
    insert into visit as v (organisation_id, token_id, shown_at, shown_revision)
    select t.organisation_id, t.id, s.at, s.revision
    from unnest(:organisations, :tokens, :instants, :revisions) s(organisation_id, id, at, revision)
    join access_token t on t.organisation_id = s.organisation_id and t.id = s.id
    order by t.organisation_id, t.id
    on conflict (organisation_id, token_id) do update set
      left_at = case when excluded.shown_at - v.shown_at > :over then v.shown_at
                     else v.left_at end,
      left_revision = case when excluded.shown_at - v.shown_at > :over then v.shown_revision
                           else v.left_revision end,
      shown_at = excluded.shown_at, shown_revision = excluded.shown_revision
    where excluded.shown_at > v.shown_at
    """
).bindparams(
    bindparam("organisations", type_=ARRAY(Uuid)),
    bindparam("tokens", type_=ARRAY(Uuid)),
    bindparam("instants", type_=ARRAY(TIMESTAMP(timezone=True))),
    bindparam("revisions", type_=ARRAY(BigInteger)),
    bindparam("over", OVER_AFTER),
)
# Where a visit goes on, what counts is where the one before it was left.
_LAST: Final = text(
    """
    select case when v.shown_at > now() - :over then v.left_at else v.shown_at end as at,
           case when v.shown_at > now() - :over then v.left_revision else v.shown_revision end
             as revision
    from access_token own
    join access_token t on t.organisation_id = own.organisation_id
      and (t.id = own.id or t.person_id = own.person_id)
    join visit v on v.organisation_id = t.organisation_id and v.token_id = t.id
    where own.organisation_id = :organisation_id and own.id = :token_id
    order by at desc nulls last
    limit 1
    """
).bindparams(
    bindparam("organisation_id", type_=Uuid),
    bindparam("token_id", type_=Uuid),
    bindparam("over", OVER_AFTER),
)


def noting_visits(
    engine: AsyncEngine, visited: Visited, every_seconds: float = EVERY_SECONDS
) -> AbstractAsyncContextManager[None]:
    """Write now and then, and at the end, what was shown; `visited` is then emptied."""
    return now_and_then(partial(write_visits, engine, visited), every_seconds)


async def write_visits(engine: AsyncEngine, visited: Visited) -> None:
    """Write what was shown last in each session."""
    if not visited:
        return
    noted = dict(visited)
    visited.clear()
    rows = {
        "organisations": [organisation_id for organisation_id, _ in noted],
        "tokens": [token_id for _, token_id in noted],
        "instants": [shown.at for shown in noted.values()],
        "revisions": [shown.revision for shown in noted.values()],
    }
    await written(engine, _WRITE, rows, f"{len(noted)} visits")


async def last_visit(connection: AsyncConnection, scope: Scope, token_id: UUID) -> Shown | None:
    """Return what was shown at the end of the visit before this one; None before the second."""
    who = {"organisation_id": scope.organisation_id, "token_id": token_id}
    row = (await connection.execute(_LAST, who)).one_or_none()
    return None if row is None or row.at is None else Shown(row.at, row.revision)
