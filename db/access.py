"""Access tokens in PostgreSQL."""

from sqlalchemy import CheckConstraint, Column, LargeBinary, UniqueConstraint

from db.catalogue import Entity, Relation
from db.metadata import enum, instant, map_entity, reference, tenant_table, text
from domain.access import AccessToken, Role

access_token = tenant_table(
    "access_token",
    *reference("person_id", "person"),
    *text("label", at_most=200),
    *enum("role", Role),
    Column("hash", LargeBinary, nullable=False),
    *instant("recorded_at", required=True),
    *instant("expires_at"),
    *instant("revoked_at"),
    CheckConstraint("length(hash) = 32", name="hash_length"),
    UniqueConstraint("organisation_id", "hash"),
)

map_entity(AccessToken, access_token)

VIEWER = Entity(
    name="Viewer",
    table=access_token,
    attributes={"organisation": Relation("Organisation", local="organisation_id")},
)
