"""Decisions in PostgreSQL."""

from sqlalchemy import CheckConstraint

from db.json_select.catalogue import Expression
from db.json_select.kind_entity import entity_of
from db.schema.kind_table import table_of
from domain.reviews.decision import DECISION as KIND

decision = table_of(
    KIND,
    CheckConstraint(
        "(state = 'ASKED') = (closed_on is null) and (closed_on is null) = (outcome is null)",
        name="closed_whole",
    ),
)

DECISION = entity_of(
    KIND,
    decision,
    attributes={
        "overdue": Expression(
            "coalesce({row}.state = 'ASKED' and {row}.due_on < {today}, false)",
            "boolean",
            nullable=False,
        ),
    },
)
