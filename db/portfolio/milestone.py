"""Milestones, the ledger of their dates, and their dependencies in PostgreSQL."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    Uuid,
)

from db.json_select.catalogue import (
    IN_USE,
    Entity,
    Expression,
    Order,
    Relation,
    Searched,
    Through,
    while_used,
)
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
from domain.portfolio.milestone import Dependency, Milestone, Reopening, Replan

# Its pages are filled to 75 % (migrations/): the sweep writes how often dates were missed, and a
# row that has to move to another page moves in six indexes, the search among them.
milestone = tenant_table(
    "milestone",
    *reference("initiative_id", "initiative", required=True),
    *text("title", required=True, at_most=300),
    *reference("owner_id", "person"),
    *day("first_due_on"),
    *day("due_on"),
    *day("promised_on"),
    *day("completed_on"),
    *instant("completed_recorded_at"),
    *day("dropped_on"),
    *instant("dropped_recorded_at"),
    *text("dropped_reason"),
    Column("missed_count", Integer, nullable=False),
    *text("external_id", at_most=200),
    Column("imported", Boolean, nullable=False),
    *instant("recorded_at", required=True),
    version(),
    Column(
        "due_key",
        Date,
        Computed("coalesce(due_on, date '9999-12-31')", persisted=True),
        nullable=False,
    ),
    CheckConstraint("missed_count >= 0", name="missed_count_range"),
    CheckConstraint("due_on is null or first_due_on is not null", name="first_date"),
    CheckConstraint("completed_on is null or dropped_on is null", name="one_end"),
    CheckConstraint(
        "(completed_on is null) = (completed_recorded_at is null)", name="completed_twice_timed"
    ),
    CheckConstraint(
        "(dropped_on is null) = (dropped_recorded_at is null)", name="dropped_twice_timed"
    ),
    UniqueConstraint("organisation_id", "external_id"),
    Index(None, "organisation_id", "initiative_id", "due_key", "id"),
    Index(None, "organisation_id", "due_key", "id"),
    Index(None, "organisation_id", "owner_id", "due_key", "id"),
    search_index("milestone", "title"),
)

replan = tenant_table(
    "replan",
    *reference("milestone_id", "milestone", required=True),
    Column("ordinal", Integer, nullable=False),
    *day("from_due_on"),
    *day("to_due_on"),
    Column("days", Integer),
    *text("reason"),
    *reference("person_id", "person"),
    *day("occurred_on", required=True),
    *instant("recorded_at", required=True),
    Column("imported", Boolean, nullable=False),
    CheckConstraint("ordinal >= 1", name="ordinal_range"),
    CheckConstraint("from_due_on is distinct from to_due_on", name="moves"),
    CheckConstraint("reason is not null or imported", name="reason_given"),
    UniqueConstraint("organisation_id", "milestone_id", "ordinal"),
)

reopening = tenant_table(
    "reopening",
    *reference("milestone_id", "milestone", required=True),
    *day("completed_on"),
    *instant("completed_recorded_at"),
    *day("dropped_on"),
    *instant("dropped_recorded_at"),
    *instant("recorded_at", required=True),
    CheckConstraint("num_nonnulls(completed_on, dropped_on) = 1", name="of_one_end"),
    Index(None, "organisation_id", "milestone_id", "recorded_at"),
)

dependency = tenant_table(
    "dependency",
    *reference("milestone_id", "milestone", required=True),
    *reference("depends_on_id", "milestone", required=True),
    *instant("recorded_at", required=True),
    CheckConstraint("milestone_id <> depends_on_id", name="of_another"),
    UniqueConstraint("organisation_id", "milestone_id", "depends_on_id"),
    Index(None, "organisation_id", "depends_on_id", "milestone_id"),
)

# A view over both ledgers: the first date and every later one. Migrations make it, so it is not
# among the tables.
promise = Table(
    "milestone_promise",
    MetaData(),
    Column("organisation_id", Uuid, nullable=False),
    Column("milestone_id", Uuid, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("promised_on", Date),
    Column("due_on", Date),
    Column("replan_id", Uuid),
    PrimaryKeyConstraint("organisation_id", "milestone_id", "ordinal"),
)

map_entity(Milestone, milestone)
map_entity(Replan, replan)
map_entity(Reopening, reopening)
map_entity(Dependency, dependency)

_OPEN = "{row}.completed_on is null and {row}.dropped_on is null"

MILESTONE = Entity(
    name="Milestone",
    table=milestone,
    prefix="milestone",
    attributes={
        "open": Expression(f"({_OPEN})", "boolean", nullable=False),
        "overdue": Expression(
            f"coalesce({_OPEN} and {{row}}.due_on < {{today}}, false)", "boolean", nullable=False
        ),
        "slip_days": Expression("({row}.due_on - {row}.first_due_on)", "integer"),
        "replans": Relation("Replan", remote="milestone_id", many=True, order=("ordinal",)),
        "promises": Relation("Promise", remote="milestone_id", many=True, order=("ordinal",)),
        "findings": Relation(
            "Finding",
            remote="milestone_id",
            many=True,
            order=("severity_rank", "id"),
            where=IN_USE,
        ),
        "depends_on": Relation(
            "Milestone",
            many=True,
            order=("due_key", "id"),
            through=Through("dependency", "milestone_id", "depends_on_id"),
        ),
        "needed_by": Relation(
            "Milestone",
            many=True,
            order=("due_key", "id"),
            through=Through("dependency", "depends_on_id", "milestone_id"),
        ),
        "comments": Relation(
            "Comment", remote="milestone_id", many=True, order=("recorded_at", "id")
        ),
    },
    orders={"ID": Order("id", "uuid"), "DUE": Order("due_key", "date")},
    searched=Searched("title", 6, "Milestones, by title.", while_used("initiative")),
)

REPLAN = Entity(name="Replan", table=replan, prefix="replan", hangs_on="milestone_id")

PROMISE = Entity(
    name="Promise",
    table=promise,
    key="milestone_id",
    hangs_on="milestone_id",
    attributes={
        "milestone": Relation("Milestone", local="milestone_id"),
        "replan": Relation("Replan", local="replan_id"),
    },
)
