"""Findings and their rules in PostgreSQL."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    Uuid,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.schema import SchemaItem

from db.json_select.catalogue import Entity, Expression, Key, Order, Stored, Through
from db.schema.metadata import (
    EnumText,
    day,
    enum,
    instant,
    map_entity,
    metadata,
    reference,
    tenant_table,
    text,
    version,
)
from domain.findings.finding import Finding, FindingRule
from domain.findings.rule import Severity, SubjectType
from domain.findings.rules import RuleName

SHOWING = "archived_on is null"


def rule(*, required: bool = True) -> tuple[SchemaItem, ...]:
    """Declare the name of a rule. A new rule needs no migration: any name in capitals will do."""
    return (
        Column("rule", EnumText(RuleName), nullable=not required),
        CheckConstraint("rule ~ '^[A-Z][A-Z_]{0,59}$'", name="rule_form"),
    )


def while_showing(column: str, *order: str) -> Index:
    """Declare the index of the findings that show, of whatever a column points at.

    Most columns of a finding point at nothing, and a sweep may raise hundreds of thousands.
    """
    showing = sql(f"{SHOWING} and {column} is not null")
    return Index(None, "organisation_id", column, *order, postgresql_where=showing)


finding = tenant_table(
    "finding",
    *rule(),
    *enum("severity", Severity),
    *enum("subject_type", SubjectType),
    Column("subject_id", Uuid, nullable=False),
    *reference("initiative_id", "initiative"),
    *reference("milestone_id", "milestone"),
    *reference("person_id", "person"),
    *reference("touchpoint_id", "touchpoint"),
    *reference("short_term_win_id", "short_term_win"),
    *day("since", required=True),
    *day("first_seen_on", required=True),
    *day("last_seen_on"),
    *day("archived_on"),
    *text("sentence", required=True, at_most=1_000),
    Column("evidence", JSON, nullable=False),
    *reference("acknowledged_by_id", "person"),
    *day("acknowledged_on"),
    *day("acknowledged_until"),
    *text("acknowledgement_note"),
    *instant("recorded_at", required=True),
    version(),
    Column(
        "severity_rank",
        SmallInteger,
        Computed(
            "array_position(array['CRITICAL','WARNING','INFO'], severity)::smallint", persisted=True
        ),
        nullable=False,
    ),
    # The more severe, the higher, and among equals the newer: one key, so that a page is one
    # index scan.
    Column(
        "attention",
        Integer,
        Computed(
            "(3 - array_position(array['CRITICAL','WARNING','INFO'], severity)) * 10000000"
            " + (since - '2000-01-01'::date)",
            persisted=True,
        ),
        nullable=False,
    ),
    CheckConstraint("(archived_on is null) = (last_seen_on is null)", name="gone_whole"),
    CheckConstraint(
        "(acknowledged_on is null) = (acknowledged_until is null)", name="acknowledged_whole"
    ),
    Index(
        "finding_showing_key",
        "organisation_id",
        "subject_id",
        "rule",
        unique=True,
        postgresql_where=sql(SHOWING),
    ),
    while_showing("initiative_id", "severity_rank", "id"),
    while_showing("milestone_id", "severity_rank", "id"),
    while_showing("person_id", "severity_rank", "id"),
    while_showing("touchpoint_id", "severity_rank", "id"),
    while_showing("short_term_win_id", "severity_rank", "id"),
    Index(
        None,
        "organisation_id",
        "archived_on",
        postgresql_where=sql("archived_on is not null"),
    ),
    Index(None, "organisation_id", "since", "id"),
    Index(None, "organisation_id", "severity_rank", "id"),
    Index(None, "organisation_id", "first_seen_on", "id"),
    Index(None, "organisation_id", "attention", "id"),
    Index(None, "organisation_id", "rule", "id"),
)

# Initiatives that a finding tells of beside its own: involved are those that bring it about, as by
# changing a touchpoint at once; of the others it counts or names facts. Whoever may not see all of
# them does not see the finding.
finding_initiative = Table(
    "finding_initiative",
    metadata,
    Column("organisation_id", Uuid, nullable=False),
    *reference("finding_id", "finding", required=True),
    *reference("initiative_id", "initiative", required=True),
    Column("involved", Boolean, nullable=False, server_default=sql("true")),
    PrimaryKeyConstraint("organisation_id", "finding_id", "initiative_id"),
    Index(None, "organisation_id", "initiative_id", "finding_id"),
)
# The findings that show of an initiative: its own, and those that it is involved in.
OF_INITIATIVE = Through(
    f"""(
      select organisation_id, initiative_id, id as finding_id
      from finding
      where {SHOWING} and initiative_id is not null
      union all
      select organisation_id, initiative_id, finding_id
      from finding_initiative
      where involved
    )""",
    "initiative_id",
    "finding_id",
)

finding_rule = tenant_table(
    "finding_rule",
    *rule(),
    *enum("severity", Severity),
    Column("description", Text, nullable=False),
    Column("thresholds", JSON, nullable=False),
    Column("changed", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
    *instant("recorded_at", required=True),
    version(),
    Index("finding_rule_organisation_id_rule_key", "organisation_id", "rule", unique=True),
)

map_entity(Finding, finding)
map_entity(FindingRule, finding_rule)

FINDING = Entity(
    name="Finding",
    table=finding,
    prefix="finding",
    finding="{row}.id",
    attributes={
        "subject_id": Expression(
            "(lower({row}.subject_type) || '_' || {row}.subject_id)", "text", nullable=False
        ),
        "showing": Expression("({row}.archived_on is null)", "boolean", nullable=False),
        "gone_on": Expression("{row}.archived_on", "date"),
        "last_seen_on": Expression("coalesce({row}.last_seen_on, {today})", "date", nullable=False),
        "acknowledged": Expression(
            "coalesce({row}.acknowledged_until >= {today}, false)", "boolean", nullable=False
        ),
        "evidence": Stored(
            "FindingEvidence",
            "evidence",
            keys={
                "fact": Key("enum"),
                "number": Key("integer", nullable=True),
                "day": Key("date", nullable=True),
                "until": Key("date", nullable=True),
                "word": Key("enum", nullable=True),
                "initiative_id": Key("uuid", nullable=True, prefix="initiative"),
                "milestone_id": Key("uuid", nullable=True, prefix="milestone"),
                "person_id": Key("uuid", nullable=True, prefix="person"),
                "department_id": Key("uuid", nullable=True, prefix="department"),
            },
        ),
    },
    orders={
        "ID": Order("id", "uuid"),
        "SINCE": Order("since", "date"),
        "SEVERITY": Order("severity_rank", "smallint"),
        "FIRST_SEEN": Order("first_seen_on", "date"),
        "ATTENTION": Order("attention", "integer"),
    },
)

FINDING_RULE = Entity(
    name="FindingRule",
    table=finding_rule,
    prefix="finding_rule",
    attributes={
        "thresholds": Stored(
            "FindingThreshold",
            "thresholds",
            keys={
                "name": Key("text"),
                "value": Key("integer"),
                "default_value": Key("integer"),
                "unit": Key("text"),
                "lowest": Key("integer"),
                "highest": Key("integer"),
                "description": Key("text"),
            },
        )
    },
    orders={"ID": Order("id", "uuid")},
)
