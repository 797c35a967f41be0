"""Departments in PostgreSQL."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, UniqueConstraint

from db.json_select.catalogue import Entity, Order, Relation, Searched
from db.schema.metadata import day, instant, map_entity, search_index, tenant_table, text, version
from domain.people.department import Department

department = tenant_table(
    "department",
    *text("name", required=True, at_most=200),
    *text("description"),
    Column("head_count", Integer),
    *text("external_id", at_most=200),
    *day("archived_on"),
    *instant("recorded_at", required=True),
    version(),
    CheckConstraint("head_count >= 0", name="head_count_range"),
    UniqueConstraint("organisation_id", "external_id"),
    Index(None, "organisation_id", "name", "id"),
    search_index("department", "name"),
)

map_entity(Department, department)

DEPARTMENT = Entity(
    name="Department",
    table=department,
    prefix="department",
    attributes={
        "people": Relation("Person", remote="department_id", many=True, order=("name", "id")),
        "touchpoints": Relation(
            "Touchpoint", remote="department_id", many=True, order=("name", "id")
        ),
        "participations": Relation("Participation", remote="department_id", many=True),
    },
    orders={"ID": Order("id", "uuid"), "NAME": Order("name", "text")},
    searched=Searched("name", 2, "Departments, by name."),
)
