"""Reviews and what they froze, in PostgreSQL."""

from sqlalchemy import BigInteger, Boolean, Column, Double, Index, Integer, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSON

from db.findings.finding import rule
from db.json_select.catalogue import Entity, Expression, Order, Relation
from db.risk.stall_risk import STALL_RISK
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
from domain.findings.rule import Severity
from domain.portfolio.initiative import Lifecycle
from domain.portfolio.status_update import ReportedStatus
from domain.reviews.review import ChangeKind, Review
from domain.risk.stall_risk import Factor, Level, State

review = tenant_table(
    "review",
    *text("title", required=True, at_most=300),
    *day("held_on", required=True),
    *reference("held_by_id", "person"),
    *day("since_on", required=True),
    *reference("previous_id", "review"),
    Column("revision", BigInteger, nullable=False),
    *text("external_id", at_most=200),
    *day("archived_on"),
    *instant("recorded_at", required=True),
    version(),
    UniqueConstraint("organisation_id", "external_id"),
    Index(None, "organisation_id", "held_on", "id"),
)

# An initiative as a review showed it: as it stood (nothing where it was archived meanwhile), and
# how it had stood when the review before was held, or on the day that it compares with.
review_entry = tenant_table(
    "review_entry",
    *reference("review_id", "review", required=True),
    *reference("initiative_id", "initiative", required=True),
    Column("position", Integer, nullable=False),
    *text("title", required=True, at_most=300),
    *reference("owner_id", "person"),
    *enum("status", Lifecycle, required=False),
    *day("started_on"),
    *day("target_on"),
    *enum("reported_status", ReportedStatus, required=False),
    *day("reported_on"),
    *reference("latest_status_update_id", "status_update"),
    *enum("state", State, required=False),
    Column("probability", Double),
    *enum("level", Level, required=False),
    *text("rule", at_most=40),
    Column("days_late", Integer),
    Column("missed_count", Integer),
    Column("days_silent", Integer),
    Column("days_to_next", Integer),
    Column("open_count", Integer),
    Column("overdue_count", Integer),
    *reference("next_milestone_id", "milestone"),
    *text("next_title", at_most=300),
    *day("next_due_on"),
    Column("reasons", JSON, nullable=False),
    *enum("from_state", State, required=False),
    Column("from_probability", Double),
    *enum("from_level", Level, required=False),
    Column("move_position", Integer),
    *enum("factor", Factor, required=False),
    *text("sentence", at_most=1_000),
    *day("archived_on"),
    UniqueConstraint("organisation_id", "review_id", "initiative_id"),
    Index(None, "organisation_id", "review_id", "position", "id"),
)

review_change = tenant_table(
    "review_change",
    *reference("review_id", "review", required=True),
    *enum("kind", ChangeKind),
    Column("position", Integer, nullable=False),
    *reference("initiative_id", "initiative"),
    *reference("milestone_id", "milestone"),
    *reference("replan_id", "replan"),
    *reference("short_term_win_id", "short_term_win"),
    *reference("finding_id", "finding"),
    *reference("person_id", "person"),
    *text("title", at_most=300),
    *day("occurred_on", required=True),
    *day("from_due_on"),
    *day("due_on"),
    Column("days", Integer),
    *text("text"),
    Column("shared", Boolean),
    *enum("severity", Severity, required=False),
    *rule(required=False),
    Index(None, "organisation_id", "review_id", "kind", "position"),
)

map_entity(Review, review)


def changes(kind: ChangeKind) -> Relation:
    """Return the lines of one kind, in the order in which they were shown."""
    return Relation(
        "ReviewChange",
        remote="review_id",
        many=True,
        order=("position", "id"),
        where=f"{{row}}.kind = '{kind.value}'",
    )


REVIEW = Entity(
    name="Review",
    table=review,
    prefix="review",
    attributes={
        "entries": Relation("ReviewEntry", remote="review_id", many=True, order=("position", "id")),
        "moved": Relation(
            "ReviewEntry",
            remote="review_id",
            many=True,
            order=("move_position", "id"),
            where="{row}.move_position is not null",
        ),
        "slipped": changes(ChangeKind.SLIPPED),
        "met": changes(ChangeKind.MET),
        "promised": changes(ChangeKind.PROMISED),
        "wins": changes(ChangeKind.WIN),
        "findings": changes(ChangeKind.FINDING),
        "decisions": Relation("Decision", remote="review_id", many=True),
        "actions": Relation("Action", remote="review_id", many=True, order=("due_on", "id")),
    },
    orders={"ID": Order("id", "uuid"), "HELD": Order("held_on", "date")},
)

REVIEW_ENTRY = Entity(
    name="ReviewEntry",
    table=review_entry,
    prefix="review_entry",
    attributes={
        "gone": Expression("({row}.archived_on is not null)", "boolean", nullable=False),
        "reasons": STALL_RISK.attributes["reasons"],
    },
    orders={"ID": Order("id", "uuid"), "ATTENTION": Order("position", "integer")},
)

REVIEW_CHANGE = Entity(
    name="ReviewChange",
    table=review_change,
    prefix="review_change",
    finding="{row}.finding_id",
    attributes={
        "initiative_title": Expression(
            "(select shown.title from review_entry shown"
            " where shown.organisation_id = {row}.organisation_id"
            " and shown.review_id = {row}.review_id"
            " and shown.initiative_id = {row}.initiative_id)"
        )
    },
)
