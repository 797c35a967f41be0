"""People in PostgreSQL."""

from sqlalchemy import Boolean, Column, Index, UniqueConstraint
from sqlalchemy import text as sql

from db.json_select.catalogue import IN_USE, Entity, Order, Relation, Searched
from db.schema.metadata import (
    day,
    instant,
    map_entity,
    reference,
    search_index,
    tenant_table,
    text,
    version,
)
from domain.people.person import Person

person = tenant_table(
    "person",
    *text("name", required=True, at_most=200),
    *text("email", at_most=320),
    *text("job_title", at_most=200),
    *reference("department_id", "department"),
    *day("left_on"),
    # The default is for those who write people without knowing of it, such as an import.
    Column("reminders", Boolean, nullable=False, server_default=sql("true")),
    *text("external_id", at_most=200),
    *day("archived_on"),
    *instant("recorded_at", required=True),
    version(),
    UniqueConstraint("organisation_id", "external_id"),
    Index("person_organisation_id_email_key", "organisation_id", sql("lower(email)"), unique=True),
    Index(None, "organisation_id", "name", "id"),
    Index(None, "organisation_id", "department_id", "name", "id"),
    search_index("person", "name"),
)

map_entity(Person, person)

PERSON = Entity(
    name="Person",
    table=person,
    prefix="person",
    attributes={
        "owned_initiatives": Relation("Initiative", remote="owner_id", many=True),
        "sponsored_initiatives": Relation("Initiative", remote="sponsor_id", many=True),
        "owned_milestones": Relation(
            "Milestone", remote="owner_id", many=True, order=("due_key", "id")
        ),
        "stewarded_touchpoints": Relation("Touchpoint", remote="steward_id", many=True),
        "findings": Relation(
            "Finding",
            remote="person_id",
            many=True,
            order=("severity_rank", "id"),
            where=IN_USE,
        ),
    },
    orders={"ID": Order("id", "uuid"), "NAME": Order("name", "text")},
    searched=Searched("name", 1, "People, by name."),
)
