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

from db.json_select.catalogue import Entity, Expression, Order, Relation
from db.schema.metadata import metadata

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

# As api/vocabulary/global_id.py spells the type of a global id: ShortTermWin is short_term_win.
_SUBJECT = "lower(regexp_replace({row}.subject_type, '([a-z])([A-Z])', '\\1_\\2', 'g'))"

EVENT = Entity(
    name="Event",
    table=event,
    key="ordinal",
    finding="(case when {row}.subject_type = 'Finding' then {row}.subject_id end)",
    attributes={
        "subject_id": Expression(f"({_SUBJECT} || '_' || {{row}}.subject_id)", nullable=False),
        "initiative": Relation("Initiative", local="initiative_id"),
        "actor": Relation("Person", local="actor_id"),
        "token_id": Expression("('access_token_' || {row}.token_id)", "uuid"),
        "token_label": Expression(
            "(select token.label from access_token token"
            " where token.organisation_id = {row}.organisation_id and token.id = {row}.token_id)"
        ),
    },
    orders={"REVISION": Order("revision", "bigint")},
)
