"""Journeys, their stages and touchpoints in PostgreSQL."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, UniqueConstraint

from db.json_select.catalogue import (
    IN_USE,
    Entity,
    Order,
    Relation,
    Searched,
    Through,
    in_use_under,
)
from db.schema.metadata import (
    day,
    enum,
    instant,
    map_entity,
    reference,
    search_index,
    tenant_table,
    text,
    version,
)
from domain.journeys.journey import Channel, Importance, Journey, Stage, Touchpoint

journey = tenant_table(
    "journey",
    *text("name", required=True, at_most=200),
    *text("description"),
    *text("external_id", at_most=200),
    *day("archived_on"),
    *instant("recorded_at", required=True),
    version(),
    UniqueConstraint("organisation_id", "external_id"),
    Index(None, "organisation_id", "name", "id"),
    search_index("journey", "name"),
)

stage = tenant_table(
    "stage",
    *reference("journey_id", "journey", required=True),
    *text("name", required=True, at_most=200),
    Column("position", Integer, nullable=False),
    *text("external_id", at_most=200),
    *day("archived_on"),
    *instant("recorded_at", required=True),
    version(),
    CheckConstraint("position >= 1", name="position_range"),
    UniqueConstraint("organisation_id", "external_id"),
    Index(None, "organisation_id", "journey_id", "position", "id"),
    search_index("stage", "name"),
)

touchpoint = tenant_table(
    "touchpoint",
    *reference("stage_id", "stage", required=True),
    *text("name", required=True, at_most=200),
    Column("position", Integer, nullable=False),
    *enum("channel", Channel),
    *enum("importance", Importance),
    *reference("department_id", "department"),
    *reference("steward_id", "person"),
    *text("external_id", at_most=200),
    *day("archived_on"),
    *instant("recorded_at", required=True),
    version(),
    CheckConstraint("position >= 1", name="position_range"),
    UniqueConstraint("organisation_id", "external_id"),
    Index(None, "organisation_id", "stage_id", "position", "id"),
    Index(None, "organisation_id", "department_id", "name", "id"),
    Index(None, "organisation_id", "steward_id"),
    Index(None, "organisation_id", "name", "id"),
    search_index("touchpoint", "name"),
)

map_entity(Journey, journey)
map_entity(Stage, stage)
map_entity(Touchpoint, touchpoint)

# The initiatives that change a touchpoint of a journey, each once.
CHANGED_BY = Through(
    """(
      select distinct stage.organisation_id, stage.journey_id, effect.initiative_id
      from stage
      join touchpoint on touchpoint.organisation_id = stage.organisation_id
        and touchpoint.stage_id = stage.id and touchpoint.archived_on is null
      join effect on effect.organisation_id = stage.organisation_id
        and effect.touchpoint_id = touchpoint.id
      where stage.archived_on is null
    )""",
    "journey_id",
    "initiative_id",
)
JOURNEY = Entity(
    name="Journey",
    table=journey,
    prefix="journey",
    attributes={
        "stages": Relation(
            "Stage", remote="journey_id", many=True, order=("position", "id"), where=IN_USE
        ),
        "initiatives": Relation("Initiative", many=True, through=CHANGED_BY),
    },
    orders={"ID": Order("id", "uuid"), "NAME": Order("name", "text")},
    searched=Searched("name", 3, "Journeys, by name."),
)

STAGE = Entity(
    name="Stage",
    table=stage,
    prefix="stage",
    attributes={
        "touchpoints": Relation(
            "Touchpoint", remote="stage_id", many=True, order=("position", "id"), where=IN_USE
        ),
    },
    searched=Searched("name", 4, "Stages of journeys, by name.", in_use_under("journey")),
)

TOUCHPOINT = Entity(
    name="Touchpoint",
    table=touchpoint,
    prefix="touchpoint",
    attributes={
        "effects": Relation("Effect", remote="touchpoint_id", many=True),
        "strongest_effects": Relation("Effect", remote="touchpoint_id", many=True),
        "findings": Relation(
            "Finding",
            remote="touchpoint_id",
            many=True,
            order=("severity_rank", "id"),
            where=IN_USE,
        ),
        "short_term_wins": Relation(
            "ShortTermWin", remote="touchpoint_id", many=True, order=("achieved_on", "id")
        ),
    },
    orders={"ID": Order("id", "uuid"), "NAME": Order("name", "text")},
    searched=Searched("name", 5, "Touchpoints, by name.", in_use_under("stage", "journey")),
)
