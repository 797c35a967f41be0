"""The ledger of changes in PostgreSQL: audit trail, change feed and outbox in one."""

from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.metadata import metadata

event = Table(
    "event",
    metadata,
    Column("organisation_id", Uuid, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("occurred_on", Date, nullable=False),
    Column("recorded_at", TIMESTAMP(timezone=True), nullable=False),
    Column("actor_id", Uuid),
    Column("token_id", Uuid),
    Column("request_id", Text),
    Column("kind", Text, nullable=False),
    Column("subject_type", Text, nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("initiative_id", Uuid),
    Column("data", JSONB, nullable=False),
    PrimaryKeyConstraint("organisation_id", "revision", "ordinal", "recorded_at"),
    Index(None, "organisation_id", "initiative_id", "revision"),
    postgresql_partition_by="RANGE (recorded_at)",
)
