"""Stall risk in PostgreSQL: one current row per initiative, and a history of numbers per day."""

from sqlalchemy import (
    REAL,
    BigInteger,
    Column,
    Date,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSON

from db.catalogue import Entity, Stored
from db.metadata import metadata

stall_risk_current = Table(
    "stall_risk_current",
    metadata,
    Column("organisation_id", Uuid, nullable=False),
    Column("initiative_id", Uuid, nullable=False),
    Column("state", Text, nullable=False),
    Column("probability", Double),
    Column("level", Text),
    Column("rule", Text, nullable=False),
    Column("computed_on", Date, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("attention", Double, nullable=False),
    Column("days_late", Integer, nullable=False),
    Column("missed_count", Integer, nullable=False),
    Column("days_silent", Integer, nullable=False),
    Column("days_to_next", Integer),
    Column("open_count", Integer, nullable=False),
    Column("overdue_count", Integer, nullable=False),
    Column("undated_count", Integer, nullable=False),
    Column("delivered_count", Integer, nullable=False),
    Column("last_activity_on", Date),
    Column("oldest_overdue_milestone_id", Uuid),
    Column("next_milestone_id", Uuid),
    Column("reasons", JSON, nullable=False),
    PrimaryKeyConstraint("organisation_id", "initiative_id"),
    ForeignKeyConstraint(
        ["organisation_id", "initiative_id"], ["initiative.organisation_id", "initiative.id"]
    ),
    ForeignKeyConstraint(
        ["organisation_id", "oldest_overdue_milestone_id"],
        ["milestone.organisation_id", "milestone.id"],
    ),
    ForeignKeyConstraint(
        ["organisation_id", "next_milestone_id"], ["milestone.organisation_id", "milestone.id"]
    ),
    Index(None, "organisation_id", "attention", "initiative_id"),
    Index(None, "organisation_id", "level", "initiative_id"),
)

stall_risk_history = Table(
    "stall_risk_history",
    metadata,
    Column("organisation_id", Uuid, nullable=False),
    Column("initiative_id", Uuid, nullable=False),
    Column("day", Date, nullable=False),
    Column("probability", REAL),
    Column("days_late", Integer, nullable=False),
    Column("missed_count", SmallInteger, nullable=False),
    Column("days_silent", Integer, nullable=False),
    Column("days_to_next", Integer),
    Column("state", SmallInteger, nullable=False),
    Column("rule", SmallInteger, nullable=False),
    Column("oldest_overdue_milestone_id", Uuid),
    PrimaryKeyConstraint("organisation_id", "initiative_id", "day"),
    postgresql_partition_by="RANGE (day)",
)

STALL_RISK = Entity(
    name="StallRisk",
    table=stall_risk_current,
    key="initiative_id",
    attributes={"reasons": Stored("StallRiskReason", "reasons")},
)
