"""How many initiatives of a review were of which level, then and before."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, TextClause, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.json_select.computed import Scope


def counted(before: str, day: str) -> TextClause:
    """Return the query of the levels in the columns that begin so."""
    return text(
        f"""
        select r.id, r.{day} as day,
               count(e.id) as total_count,
               count(*) filter (where e.{before}level = 'LOW') as low_count,
               count(*) filter (where e.{before}level = 'WATCH') as watch_count,
               count(*) filter (where e.{before}level = 'HIGH') as high_count,
               count(*) filter (where e.{before}level = 'CRITICAL') as critical_count,
               count(e.id) filter (where e.{before}level is null) as unassessed_count
        from review r
        left join review_entry e
          on e.organisation_id = r.organisation_id and e.review_id = r.id
          and e.{before}state is not null and not (e.initiative_id = any(:hidden))
        where r.organisation_id = :organisation_id and r.id = any(:ids)
        group by r.id, r.{day}
        """
    ).bindparams(
        bindparam("organisation_id", type_=Uuid),
        bindparam("ids", type_=ARRAY(Uuid)),
        bindparam("hidden", type_=ARRAY(Uuid)),
    )


SHOWN = counted("", "held_on")
BEFORE = counted("from_", "since_on")


async def levels_shown(
    connection: AsyncConnection,
    scope: Scope,
    ids: Sequence[UUID],
    _arguments: Mapping[str, object],
) -> Mapping[UUID | None, object]:
    """Return the levels on the day of each review."""
    return await levels(connection, scope, ids, SHOWN)


async def levels_before(
    connection: AsyncConnection,
    scope: Scope,
    ids: Sequence[UUID],
    _arguments: Mapping[str, object],
) -> Mapping[UUID | None, object]:
    """Return the levels on the day that each review compares with."""
    return await levels(connection, scope, ids, BEFORE)


async def levels(
    connection: AsyncConnection, scope: Scope, ids: Sequence[UUID], query: TextClause
) -> Mapping[UUID | None, object]:
    given = {
        "organisation_id": scope.organisation_id,
        "ids": list(ids),
        "hidden": list(scope.hidden),
    }
    rows = (await connection.execute(query, given)).mappings()
    answers: dict[UUID | None, Any] = {row["id"]: dict(row) for row in rows}
    return answers
