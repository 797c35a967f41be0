"""Objectives in PostgreSQL, and which initiatives serve them."""

from sqlalchemy import CheckConstraint

from db.json_select.catalogue import Relation, Through
from db.json_select.kind_entity import entity_of
from db.schema.kind_table import link_table_of, table_of
from domain.portfolio.objective import INITIATIVE_OBJECTIVE
from domain.portfolio.objective import OBJECTIVE as KIND

objective = table_of(KIND, CheckConstraint("ends_on >= starts_on", name="period"))
initiative_objective = link_table_of(INITIATIVE_OBJECTIVE)

OBJECTIVE = entity_of(
    KIND,
    objective,
    attributes={
        "initiatives": Relation(
            "Initiative",
            many=True,
            through=Through("initiative_objective", "objective_id", "initiative_id"),
        ),
    },
)
