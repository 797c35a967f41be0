"""Status updates in PostgreSQL."""

from uuid import UUID

from sqlalchemy import Boolean, Column, Double, Index, Integer, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.json_select.catalogue import Embedded, Entity, Order
from db.portfolio.milestone import milestone
from db.risk.stall_risk import stall_risk_current
from db.schema.metadata import day, enum, instant, map_entity, reference, tenant_table, text
from domain.portfolio.status_update import ReportedStatus, StatusFacts, StatusUpdate

status_update = tenant_table(
    "status_update",
    *reference("initiative_id", "initiative", required=True),
    *reference("person_id", "person"),
    *enum("reported_status", ReportedStatus),
    *text("text"),
    *text("facts_state", at_most=40),
    Column("facts_probability", Double),
    *text("facts_level", at_most=40),
    *text("facts_rule", at_most=40),
    Column("facts_overdue_count", Integer),
    Column("facts_missed_count", Integer),
    Column("facts_days_late", Integer),
    Column("facts_open_count", Integer),
    Column("facts_delivered_count", Integer),
    *day("facts_next_due_on"),
    *day("occurred_on", required=True),
    *instant("recorded_at", required=True),
    Column("imported", Boolean, nullable=False),
    Index(None, "organisation_id", "initiative_id", "occurred_on", "id"),
    Index(None, "organisation_id", "occurred_on", "id"),
)

map_entity(StatusUpdate, status_update)

STATUS_UPDATE = Entity(
    name="StatusUpdate",
    table=status_update,
    prefix="status_update",
    attributes={"facts": Embedded("StatusFacts", "facts_", "facts_state")},
    orders={"ID": Order("id", "uuid"), "OCCURRED": Order("occurred_on", "date")},
)


async def stored_facts(
    session: AsyncSession, organisation_id: UUID, initiative_id: UUID
) -> StatusFacts:
    """Return what the stall risk now stored of an initiative says, as an update freezes it."""
    risk = stall_risk_current.c
    following = and_(
        milestone.c.organisation_id == risk.organisation_id,
        milestone.c.id == risk.next_milestone_id,
    )
    row = (
        await session.execute(
            select(
                risk.state,
                risk.probability,
                risk.level,
                risk.rule,
                risk.overdue_count,
                risk.missed_count,
                risk.days_late,
                risk.open_count,
                risk.delivered_count,
                milestone.c.due_on.label("next_due_on"),
            )
            .select_from(stall_risk_current.outerjoin(milestone, following))
            .where(risk.organisation_id == organisation_id, risk.initiative_id == initiative_id)
        )
    ).one()
    return StatusFacts(**row._mapping)
