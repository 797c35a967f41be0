"""Writing the ledger: what happened at one revision, in the order in which it did."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import orjson
from sqlalchemy import TIMESTAMP, BigInteger, Text, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.core.event import Event, as_json

# Arrays: a sweep tells of hundreds of findings at once, a statement of as many rows is as long.
_NOTE: Final = text(
    """
    insert into event (organisation_id, revision, recorded_at, actor_id, token_id, request_id,
                       ordinal, occurred_on, kind, subject_type, subject_id, initiative_id, data)
    select :organisation_id, :revision, :recorded_at, :actor_id, :token_id, :request_id,
           fresh.ordinal, fresh.occurred_on, fresh.kind, fresh.subject_type, fresh.subject_id,
           fresh.initiative_id, fresh.data::jsonb
    from unnest(cast(:occurred_on as date[]), cast(:kind as text[]), cast(:subject_type as text[]),
                cast(:subject_id as uuid[]), cast(:initiative_id as uuid[]), cast(:data as text[]))
      with ordinality
      as fresh(occurred_on, kind, subject_type, subject_id, initiative_id, data, ordinal)
    """
).bindparams(
    bindparam("organisation_id", type_=Uuid),
    bindparam("revision", type_=BigInteger),
    bindparam("recorded_at", type_=TIMESTAMP(timezone=True)),
    bindparam("actor_id", type_=Uuid),
    bindparam("token_id", type_=Uuid),
    bindparam("request_id", type_=Text),
)


async def note(
    connection: AsyncConnection,
    organisation_id: UUID,
    revision: int,
    recorded_at: datetime,
    events: Sequence[Event],
    *,
    actor_id: UUID | None = None,
    token_id: UUID | None = None,
    request_id: str | None = None,
) -> None:
    """Write what happened at a revision, and who did it if it was somebody."""
    await connection.execute(
        _NOTE,
        {
            "organisation_id": organisation_id,
            "revision": revision,
            "recorded_at": recorded_at,
            "actor_id": actor_id,
            "token_id": token_id,
            "request_id": request_id,
            "occurred_on": [each.occurred_on for each in events],
            "kind": [each.kind.value for each in events],
            "subject_type": [each.subject_type for each in events],
            "subject_id": [each.subject_id for each in events],
            "initiative_id": [each.initiative_id for each in events],
            "data": [orjson.dumps(as_json(each.data)).decode() for each in events],
        },
    )
