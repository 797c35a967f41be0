"""Idempotency keys in PostgreSQL: what a request changed, so that repeating it changes nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    delete,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.schema.metadata import metadata
from domain.core.problem import Problem, ProblemCode, refuse
from domain.core.viewer import Viewer

idempotency_key = Table(
    "idempotency_key",
    metadata,
    Column("organisation_id", Uuid, nullable=False),
    Column("token_id", Uuid, nullable=False),
    Column("key", Text, nullable=False),
    Column("mutation", Text, nullable=False),
    Column("input_hash", LargeBinary, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("ids", JSONB, nullable=False),
    Column("recorded_at", TIMESTAMP(timezone=True), nullable=False),
    PrimaryKeyConstraint("organisation_id", "token_id", "key"),
    ForeignKeyConstraint(
        ["organisation_id", "token_id"], ["access_token.organisation_id", "access_token.id"]
    ),
    Index(None, "recorded_at"),
)

LIFETIME = timedelta(days=7)
LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Request:
    """A request that may be repeated: its key, the mutation, and the hash of its input."""

    key: str
    mutation: str
    input_hash: bytes


# What was changed, or why one of several things asked for at once was not.
Kept: TypeAlias = UUID | tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered: the revision it led to and the ids of what it changed.

    Of a request for several changes, the problems of those that were refused stand in their places.
    """

    revision: int
    ids: tuple[Kept, ...]


async def known_answer(
    session: AsyncSession, viewer: Viewer, request: Request, instant: datetime
) -> Answer | None:
    """Return the answer given before; refuse a key that was used for something else."""
    c = idempotency_key.c
    row = (
        await session.execute(
            select(c.mutation, c.input_hash, c.revision, c.ids).where(
                c.organisation_id == viewer.organisation_id,
                c.token_id == viewer.token_id,
                c.key == request.key,
                c.recorded_at > instant - LIFETIME,
            )
        )
    ).one_or_none()
    if row is None:
        return None
    if (row.mutation, row.input_hash) != (request.mutation, request.input_hash):
        refuse(
            ProblemCode.IDEMPOTENCY_KEY_REUSED,
            "This idempotency key was used for another request.",
            "idempotency_key",
            hint="Make a fresh random key, such as a UUID, for every new request.",
        )
    return Answer(row.revision, tuple(_read(each) for each in row.ids))


async def keep_answer(
    session: AsyncSession, viewer: Viewer, request: Request, answer: Answer, instant: datetime
) -> None:
    """Keep what the request was answered, in place of an answer that has expired."""
    key = {
        "organisation_id": viewer.organisation_id,
        "token_id": viewer.token_id,
        "key": request.key,
    }
    kept = {
        "mutation": request.mutation,
        "input_hash": request.input_hash,
        "revision": answer.revision,
        "ids": [_written(each) for each in answer.ids],
        "recorded_at": instant,
    }
    await session.execute(
        insert(idempotency_key)
        .values(key | kept)
        .on_conflict_do_update(index_elements=list(key), set_=kept)
    )


async def forget_expired(session: AsyncSession, instant: datetime) -> None:
    """Forget the answers whose time is over; the caller commits."""
    await session.execute(
        delete(idempotency_key).where(idempotency_key.c.recorded_at <= instant - LIFETIME)
    )


def _written(kept: Kept) -> object:
    if isinstance(kept, UUID):
        return str(kept)
    return [
        {"code": each.code.value, "message": each.message, "path": each.path, "hint": each.hint}
        for each in kept
    ]


def _read(written: Any) -> Kept:
    if isinstance(written, str):
        return UUID(written)
    return tuple(
        Problem(ProblemCode[each["code"]], each["message"], tuple(each["path"]), each["hint"])
        for each in written
    )
