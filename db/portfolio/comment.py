"""Comments in PostgreSQL."""

from sqlalchemy import Index

from db.json_select.catalogue import Entity, Order
from db.schema.metadata import day, instant, map_entity, reference, tenant_table, text, version
from domain.portfolio.comment import Comment

comment = tenant_table(
    "comment",
    *reference("initiative_id", "initiative", required=True),
    *reference("milestone_id", "milestone"),
    *reference("person_id", "person"),
    *text("text", required=True),
    *instant("edited_at"),
    *day("archived_on"),
    *instant("recorded_at", required=True),
    version(),
    Index(None, "organisation_id", "initiative_id", "recorded_at", "id"),
    Index(None, "organisation_id", "milestone_id", "recorded_at", "id"),
)

map_entity(Comment, comment)

COMMENT = Entity(
    name="Comment",
    table=comment,
    prefix="comment",
    orders={"ID": Order("id", "uuid")},
)
