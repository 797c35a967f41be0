"""Stall risk in PostgreSQL: one current row per initiative, and a history of numbers per day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    REAL,
    TIMESTAMP,
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
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.ext.asyncio import AsyncSession

from db.json_select.catalogue import Entity, Expression, Key, Relation, Stored
from db.risk.facts import gather
from db.risk.store import compute, write_current, write_history, write_missed_counts
from db.schema.metadata import metadata
from domain.risk.stall_risk import RULE_NUMBERS, STATE_NUMBERS, Level, State

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
    Column("levers", JSON, nullable=False, server_default=text("'[]'::json")),
    Column("recorded_at", TIMESTAMP(timezone=True), nullable=False),
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
    Column("next_milestone_id", Uuid),
    PrimaryKeyConstraint("organisation_id", "initiative_id", "day"),
    # The rows of a day lie together: where is told by a few kilobytes.
    Index(
        None,
        "day",
        postgresql_using="brin",
        postgresql_with={"pages_per_range": 32, "autosummarize": "on"},
    ),
    postgresql_partition_by="RANGE (day)",
)


def numbered(column: str, numbers: Mapping[State, int] | Mapping[str, int]) -> Expression:
    """Read a number of the history as the name that it stands for."""
    names = " ".join(f"when {number} then '{name}'" for name, number in numbers.items())
    return Expression(f"case {{row}}.{column} {names} end", "enum", nullable=False)


STALL_RISK_DAY = Entity(
    name="StallRiskDay",
    table=stall_risk_history,
    key="initiative_id",
    attributes={
        "state": numbered("state", STATE_NUMBERS),
        "rule": numbered("rule", RULE_NUMBERS),
        "level": Expression(
            "case when {row}.probability < 0.3 then 'LOW' when {row}.probability < 0.6 then 'WATCH'"
            " when {row}.probability < 0.8 then 'HIGH'"
            " when {row}.probability is not null then 'CRITICAL' end",
            "enum",
        ),
        "oldest_overdue_milestone": Relation("Milestone", local="oldest_overdue_milestone_id"),
        "next_milestone": Relation("Milestone", local="next_milestone_id"),
    },
)

STALL_RISK = Entity(
    name="StallRisk",
    table=stall_risk_current,
    key="initiative_id",
    attributes={
        "reasons": Stored(
            "StallRiskReason",
            "reasons",
            keys={
                "factor": Key("enum"),
                "value": Key("double precision"),
                "weight": Key("double precision"),
                "share": Key("double precision"),
                "sentence": Key("text"),
                "milestone_id": Key("uuid", nullable=True, prefix="milestone"),
                "days": Key("integer", nullable=True),
            },
        ),
        "levers": Stored(
            "StallRiskLever",
            "levers",
            keys={
                "kind": Key("enum"),
                "state": Key("enum"),
                "probability": Key("double precision", nullable=True),
                "level": Key("enum", nullable=True),
                "sentence": Key("text"),
                "milestone_id": Key("uuid", nullable=True, prefix="milestone"),
                "assumed_days": Key("integer", nullable=True),
            },
        ),
    },
)


@dataclass(frozen=True, slots=True)
class LevelChange:
    """The level of an initiative is another one; None stands for no probability."""

    initiative_id: UUID
    from_level: Level | None
    to_level: Level | None


async def refresh(
    session: AsyncSession,
    *,
    organisation_id: UUID,
    initiative_ids: Collection[UUID],
    day: date,
    revision: int,
    recorded_at: datetime,
) -> list[LevelChange]:
    """Judge these initiatives anew after a change of their facts, within the caller's transaction.

    What the session holds is flushed first. The caller has locked the organisation's row, and notes
    the changes of level that are returned in the ledger, under the same revision.
    """
    if not initiative_ids:
        return []
    await session.flush()
    connection = await session.connection()
    stood = stall_risk_current.c
    rows = await connection.execute(
        select(stood.initiative_id, stood.level).where(
            stood.organisation_id == organisation_id, stood.initiative_id.in_(initiative_ids)
        )
    )
    before = {row.initiative_id: row.level for row in rows}
    gathered = await gather(
        connection, organisation_id=organisation_id, initiative_ids=initiative_ids, day=day
    )
    computed = [compute(one, day) for one in gathered]
    if not computed:
        return []
    await write_current(
        connection,
        organisation_id=organisation_id,
        computed=computed,
        revision=revision,
        recorded_at=recorded_at,
    )
    await write_history(connection, organisation_id=organisation_id, computed=computed, day=day)
    missed = [count for one in gathered for count in one.missed_counts]
    if missed:
        await write_missed_counts(connection, organisation_id=organisation_id, counts=missed)
    return [
        LevelChange(one.initiative_id, level_named(level), one.risk.level)
        for one in computed
        if (level := before.get(one.initiative_id)) != one.risk.level
    ]


def level_named(name: str | None) -> Level | None:
    return None if name is None else Level(name)
