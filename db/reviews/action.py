"""Actions in PostgreSQL."""

from sqlalchemy import Index, UniqueConstraint

from db.json_select.catalogue import Entity, Expression, Order
from db.schema.metadata import day, instant, map_entity, reference, tenant_table, text, version
from domain.reviews.action import Action

action = tenant_table(
    "action",
    *reference("review_id", "review", required=True),
    *reference("initiative_id", "initiative"),
    *text("text", required=True),
    *reference("owner_id", "person", required=True),
    *day("due_on", required=True),
    *day("completed_on"),
    *text("external_id", at_most=200),
    *instant("recorded_at", required=True),
    version(),
    UniqueConstraint("organisation_id", "external_id"),
    Index(None, "organisation_id", "review_id", "due_on", "id"),
    Index(None, "organisation_id", "initiative_id", "id"),
    Index(None, "organisation_id", "owner_id", "id"),
    Index(None, "organisation_id", "due_on", "id"),
)

map_entity(Action, action)

ACTION = Entity(
    name="Action",
    table=action,
    prefix="action",
    attributes={
        "open": Expression("({row}.completed_on is null)", "boolean", nullable=False),
        "overdue": Expression(
            "({row}.completed_on is null and {row}.due_on < {today})", "boolean", nullable=False
        ),
    },
    orders={"ID": Order("id", "uuid"), "DUE": Order("due_on", "date")},
)
