"""Independent assessments in PostgreSQL."""

from sqlalchemy import Boolean, Column, Index

from db.json_select.catalogue import Entity
from db.schema.metadata import day, enum, instant, map_entity, reference, tenant_table, text
from domain.portfolio.assessment import Assessment, Rating

assessment = tenant_table(
    "assessment",
    *reference("initiative_id", "initiative", required=True),
    *text("assessor", required=True, at_most=200),
    *enum("rating", Rating),
    *text("text"),
    *day("occurred_on", required=True),
    *instant("recorded_at", required=True),
    Column("imported", Boolean, nullable=False),
    Index(None, "organisation_id", "initiative_id", "occurred_on", "id"),
)

map_entity(Assessment, assessment)

ASSESSMENT = Entity(name="Assessment", table=assessment, prefix="assessment")
