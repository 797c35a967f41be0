"""Decisions in PostgreSQL."""

from sqlalchemy import CheckConstraint, Column, Computed, Date, Index, UniqueConstraint

from db.json_select.catalogue import Entity, Expression, Order
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
from domain.reviews.decision import Decision, DecisionState

decision = tenant_table(
    "decision",
    *reference("review_id", "review"),
    *reference("initiative_id", "initiative"),
    *text("text", required=True),
    *reference("owner_id", "person"),
    *day("due_on"),
    *enum("state", DecisionState),
    *day("asked_on", required=True),
    *reference("asked_by_id", "person"),
    *text("outcome"),
    *day("closed_on"),
    *reference("closed_by_id", "person"),
    *text("external_id", at_most=200),
    *instant("recorded_at", required=True),
    version(),
    Column(
        "due_key",
        Date,
        Computed("coalesce(due_on, date '9999-12-31')", persisted=True),
        nullable=False,
    ),
    CheckConstraint(
        "(state = 'ASKED') = (closed_on is null) and (closed_on is null) = (outcome is null)",
        name="closed_whole",
    ),
    UniqueConstraint("organisation_id", "external_id"),
    Index(None, "organisation_id", "review_id", "id"),
    Index(None, "organisation_id", "initiative_id", "id"),
    Index(None, "organisation_id", "owner_id", "id"),
    Index(None, "organisation_id", "state", "id"),
    Index(None, "organisation_id", "due_key", "id"),
)

map_entity(Decision, decision)

DECISION = Entity(
    name="Decision",
    table=decision,
    prefix="decision",
    attributes={
        "overdue": Expression(
            "coalesce({row}.state = 'ASKED' and {row}.due_on < {today}, false)",
            "boolean",
            nullable=False,
        ),
    },
    orders={"ID": Order("id", "uuid"), "DUE": Order("due_key", "date")},
)
