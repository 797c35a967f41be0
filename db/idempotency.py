"""Idempotency keys in PostgreSQL: what a request changed, so that its repetition changes nothing."""

from sqlalchemy import TIMESTAMP, BigInteger, Column, LargeBinary, PrimaryKeyConstraint, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from db.metadata import metadata

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
)
