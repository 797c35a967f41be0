"""Access tokens in PostgreSQL."""

from sqlalchemy import ARRAY, CheckConstraint, Column, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy import text as sql

from db.json_select.catalogue import Entity, Expression, Order, Relation
from db.schema.metadata import EnumText, enum, instant, map_entity, reference, tenant_table, text
from domain.access.token import AccessToken
from domain.core.viewer import AuthenticationMethod, Role

_METHODS = ", ".join(f"'{method}'" for method in AuthenticationMethod)

access_token = tenant_table(
    "access_token",
    *reference("person_id", "person"),
    *text("label", at_most=200),
    *enum("role", Role),
    Column("scopes", ARRAY(Text)),
    Column("hash", LargeBinary, nullable=False),
    *instant("recorded_at", required=True),
    *instant("expires_at"),
    *instant("revoked_at"),
    *reference("member_id", "member"),
    # The default is for those who write tokens without knowing of other means.
    Column("method", EnumText(AuthenticationMethod), nullable=False, server_default=sql("'TOKEN'")),
    CheckConstraint(f"method in ({_METHODS})", name="method_value"),
    *instant("used_at"),
    CheckConstraint("length(hash) = 32", name="hash_length"),
    CheckConstraint("cardinality(scopes) > 0", name="scopes_given"),
    UniqueConstraint("organisation_id", "hash"),
    Index(None, "organisation_id", "member_id"),
    Index(None, "organisation_id", "person_id"),
)

map_entity(AccessToken, access_token)

ACCESS_TOKEN = Entity(
    name="AccessToken",
    table=access_token,
    prefix="access_token",
    attributes={
        # By the names of their values in the schema.
        "scopes": Expression(
            "(select coalesce(json_agg(upper(replace(scope, 'write:', '')) order by place), '[]')"
            " from unnest({row}.scopes) with ordinality as given(scope, place))",
            "json",
            nullable=False,
        ),
        "valid": Expression(
            "({row}.revoked_at is null and coalesce({row}.expires_at > now(), true))",
            "boolean",
            nullable=False,
        ),
    },
    orders={"ID": Order("id", "uuid")},
)

VIEWER = Entity(
    name="Viewer",
    table=access_token,
    attributes={"organisation": Relation("Organisation", local="organisation_id")},
)
