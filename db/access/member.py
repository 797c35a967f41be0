"""Members in PostgreSQL."""

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql

from db.json_select.catalogue import Entity, Expression, Order
from db.schema.metadata import enum, instant, map_entity, reference, tenant_table, text, version
from domain.access.member import Member
from domain.core.viewer import Role

_PRESENT = sql("removed_at is null")

member = tenant_table(
    "member",
    *reference("person_id", "person", required=True),
    *enum("role", Role),
    *text("email", at_most=320),
    *text("issuer", at_most=2_000),
    *text("subject", at_most=1_000),
    *instant("joined_at"),
    *instant("removed_at"),
    *instant("recorded_at", required=True),
    version(),
    CheckConstraint("num_nulls(issuer, subject, joined_at) in (0, 3)", name="identity_whole"),
    CheckConstraint("email is null or subject is null", name="invited_or_in"),
    Index(
        "member_person_key", "organisation_id", "person_id", unique=True, postgresql_where=_PRESENT
    ),
    Index(
        "member_identity_key",
        "organisation_id",
        "issuer",
        "subject",
        unique=True,
        postgresql_where=_PRESENT,
    ),
    Index("member_email_key", "organisation_id", "email", unique=True, postgresql_where=_PRESENT),
    # For sign-in alone, which has to find out where somebody may go.
    Index("member_issuer_subject_idx", "issuer", "subject", postgresql_where=_PRESENT),
    Index("member_email_idx", "email", postgresql_where=_PRESENT),
)

_MAIL = """
(select mailed.state from invitation mailed
where {row}.email is not null and {row}.removed_at is null
and mailed.organisation_id = {row}.organisation_id and mailed.member_id = {row}.id
order by mailed.id desc limit 1)
"""

map_entity(Member, member)

MEMBER = Entity(
    name="Member",
    table=member,
    prefix="member",
    attributes={
        "joined": Expression("({row}.joined_at is not null)", "boolean", nullable=False),
        "invitation_mail": Expression(_MAIL, "enum"),
        "removed": Expression("({row}.removed_at is not null)", "boolean", nullable=False),
    },
    orders={"ID": Order("id", "uuid")},
)
