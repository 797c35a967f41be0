"""Signs of life in PostgreSQL."""

from sqlalchemy import Boolean, Column, Index

from db.schema.metadata import day, enum, instant, map_entity, reference, tenant_table
from domain.portfolio.activity import Activity, ActivityKind

activity = tenant_table(
    "activity",
    *reference("initiative_id", "initiative", required=True),
    *enum("kind", ActivityKind),
    *day("occurred_on", required=True),
    *instant("recorded_at", required=True),
    Column("imported", Boolean, nullable=False),
    Index(None, "organisation_id", "initiative_id", "occurred_on", "id"),
)

map_entity(Activity, activity)
