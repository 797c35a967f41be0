"""Organisations in PostgreSQL."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Table, Text, Uuid

from db.json_select.catalogue import Entity, Expression, Relation
from db.schema.metadata import day, instant, map_entity, metadata, text
from domain.core.tenant import Organisation

organisation = Table(
    "organisation",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    *text("name", required=True, at_most=200),
    *text("vision_statement"),
    *text("time_zone", required=True, at_most=100),
    *text("currency", required=True, at_most=3),
    *day("clock_fixed_on"),
    Column("revision", BigInteger, nullable=False),
    *day("swept_on"),
    *day("reminded_on"),
    *instant("recorded_at", required=True),
    CheckConstraint("key ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name="key_form"),
)

map_entity(Organisation, organisation)

ORGANISATION = Entity(
    name="Organisation",
    table=organisation,
    prefix="organisation",
    tenant="id",
    attributes={
        "today": Expression("{today}", "date", nullable=False),
        "finding_rules": Relation(
            "FindingRule", remote="organisation_id", many=True, order=("position", "id")
        ),
    },
)
