"""Initiatives, their life and their participants in PostgreSQL."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    Index,
    Numeric,
    SmallInteger,
    UniqueConstraint,
)
from sqlalchemy import text as sql

from db.findings.finding import OF_INITIATIVE
from db.json_select.catalogue import IN_USE, Embedded, Entity, Order, Relation, Searched, Through
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
from domain.portfolio.initiative import (
    Initiative,
    Lifecycle,
    LifecycleMove,
    Participation,
    Priority,
)

initiative = tenant_table(
    "initiative",
    *text("title", required=True, at_most=300),
    *text("summary"),
    *enum("status", Lifecycle),
    *enum("priority", Priority),
    *reference("owner_id", "person"),
    *reference("sponsor_id", "person"),
    *text("case_for_change"),
    *day("case_for_change_on"),
    Column("budget_amount", Numeric(18, 2)),
    *text("budget_currency", at_most=3),
    Column("expected_benefit_amount", Numeric(18, 2)),
    *text("expected_benefit_currency", at_most=3),
    *text("expected_benefit_note"),
    *day("proposed_on", required=True),
    *day("started_on"),
    *day("target_on"),
    *day("ended_on"),
    *text("external_id", at_most=200),
    Column("imported", Boolean, nullable=False),
    # The default is for those who write initiatives without knowing of it.
    Column("confidential", Boolean, nullable=False, server_default=sql("false")),
    *day("archived_on"),
    *instant("recorded_at", required=True),
    version(),
    Column(
        "priority_rank",
        SmallInteger,
        Computed(
            "array_position(array['CRITICAL','HIGH','MEDIUM','LOW'], priority)::smallint",
            persisted=True,
        ),
        nullable=False,
    ),
    Column(
        "target_key",
        Date,
        Computed("coalesce(target_on, date '9999-12-31')", persisted=True),
        nullable=False,
    ),
    CheckConstraint("budget_amount >= 0 and budget_amount < 'infinity'", name="budget_range"),
    CheckConstraint("expected_benefit_amount < 'infinity'", name="expected_benefit_range"),
    CheckConstraint("(budget_amount is null) = (budget_currency is null)", name="budget_whole"),
    CheckConstraint(
        "(expected_benefit_amount is null) = (expected_benefit_currency is null)",
        name="expected_benefit_whole",
    ),
    UniqueConstraint("organisation_id", "external_id"),
    Index(None, "organisation_id", "title", "id"),
    Index(None, "organisation_id", "priority_rank", "id"),
    Index(None, "organisation_id", "target_key", "id"),
    Index(None, "organisation_id", "proposed_on", "id"),
    Index(None, "organisation_id", "status", "id"),
    Index(None, "organisation_id", "owner_id", "id"),
    Index(None, "organisation_id", "sponsor_id", "id"),
    Index(
        "initiative_confidential_idx",
        "organisation_id",
        "id",
        postgresql_where=sql("confidential"),
    ),
    search_index("initiative", "title"),
)

lifecycle_move = tenant_table(
    "lifecycle_move",
    *reference("initiative_id", "initiative", required=True),
    *enum("from_status", Lifecycle, required=False),
    *enum("to_status", Lifecycle),
    *reference("person_id", "person"),
    *text("reason"),
    *day("occurred_on", required=True),
    *instant("recorded_at", required=True),
    Column("imported", Boolean, nullable=False),
    Index(None, "organisation_id", "initiative_id", "occurred_on", "id"),
)

participation = tenant_table(
    "participation",
    *reference("initiative_id", "initiative", required=True),
    *reference("department_id", "department", required=True),
    *text("role", required=True, at_most=500),
    *instant("recorded_at", required=True),
    version(),
    UniqueConstraint("organisation_id", "initiative_id", "department_id"),
    Index(None, "organisation_id", "initiative_id", "id"),
    Index(None, "organisation_id", "department_id", "id"),
)

map_entity(Initiative, initiative)
map_entity(LifecycleMove, lifecycle_move)
map_entity(Participation, participation)

INITIATIVE = Entity(
    name="Initiative",
    table=initiative,
    prefix="initiative",
    initiative="id",
    attributes={
        "budget": Embedded("Money", "budget_", "budget_amount"),
        "expected_benefit": Embedded("Money", "expected_benefit_", "expected_benefit_amount"),
        "milestones": Relation(
            "Milestone", remote="initiative_id", many=True, order=("due_key", "id")
        ),
        "short_term_wins": Relation(
            "ShortTermWin",
            remote="initiative_id",
            many=True,
            order=("achieved_on", "id"),
            where=IN_USE,
        ),
        "effects": Relation("Effect", remote="initiative_id", many=True),
        "participations": Relation("Participation", remote="initiative_id", many=True),
        "lifecycle_moves": Relation(
            "LifecycleMove", remote="initiative_id", many=True, order=("occurred_on", "id")
        ),
        "status_updates": Relation(
            "StatusUpdate", remote="initiative_id", many=True, order=("occurred_on", "id")
        ),
        "latest_status_update": Relation(
            "StatusUpdate",
            remote="initiative_id",
            order=("occurred_on", "id"),
            descending=True,
            first=True,
        ),
        "assessments": Relation(
            "Assessment", remote="initiative_id", many=True, order=("occurred_on", "id")
        ),
        "objectives": Relation(
            "Objective",
            many=True,
            order=("title", "id"),
            through=Through("initiative_objective", "initiative_id", "objective_id"),
        ),
        "comments": Relation(
            "Comment", remote="initiative_id", many=True, order=("recorded_at", "id")
        ),
        "stall_risk": Relation("StallRisk", remote="initiative_id"),
        "stall_risk_history": Relation(
            "StallRiskDay", remote="initiative_id", many=True, order=("day",)
        ),
        "findings": Relation(
            "Finding",
            many=True,
            order=("severity_rank", "id"),
            where=IN_USE,
            through=OF_INITIATIVE,
        ),
    },
    orders={
        "ID": Order("id", "uuid"),
        "TITLE": Order("title", "text"),
        "PRIORITY": Order("priority_rank", "smallint"),
        "TARGET": Order("target_key", "date"),
        "PROPOSED": Order("proposed_on", "date"),
        "ATTENTION": Order("attention", "double precision", relation="stall_risk"),
    },
    searched=Searched("title", 0, "Initiatives, by title."),
)

LIFECYCLE_MOVE = Entity(name="LifecycleMove", table=lifecycle_move, prefix="lifecycle_move")

PARTICIPATION = Entity(
    name="Participation",
    table=participation,
    prefix="participation",
    orders={"ID": Order("id", "uuid")},
)
