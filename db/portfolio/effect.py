"""Effects on touchpoints in PostgreSQL."""

from sqlalchemy import CheckConstraint, Column, Index, SmallInteger, UniqueConstraint

from db.json_select.catalogue import Entity, Order, Relation
from db.schema.metadata import (
    day,
    enum,
    instant,
    map_entity,
    reference,
    tenant_table,
    text,
    version,
)
from domain.portfolio.effect import Direction, Effect

effect = tenant_table(
    "effect",
    *reference("initiative_id", "initiative", required=True),
    *reference("touchpoint_id", "touchpoint", required=True),
    *enum("direction", Direction),
    Column("strength", SmallInteger, nullable=False),
    *text("note"),
    *day("observed_on"),
    *instant("recorded_at", required=True),
    version(),
    CheckConstraint("strength between 1 and 5", name="strength_range"),
    UniqueConstraint("organisation_id", "initiative_id", "touchpoint_id"),
    Index(None, "organisation_id", "initiative_id", "id"),
    Index(None, "organisation_id", "touchpoint_id", "id"),
)

map_entity(Effect, effect)

EFFECT = Entity(
    name="Effect",
    table=effect,
    prefix="effect",
    # Of the initiative, so that effects can be listed by its need of attention.
    attributes={"stall_risk": Relation("StallRisk", local="initiative_id", remote="initiative_id")},
    orders={
        "ID": Order("id", "uuid"),
        "ATTENTION": Order("attention", "double precision", relation="stall_risk"),
    },
)
