"""Short-term wins, whom they are due to and who was told, in PostgreSQL."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Numeric, UniqueConstraint

from db.json_select.catalogue import (
    IN_USE,
    Embedded,
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
from domain.portfolio.short_term_win import Audience, Credit, Proof, Share, ShortTermWin

short_term_win = tenant_table(
    "short_term_win",
    *reference("initiative_id", "initiative", required=True),
    *text("title", required=True, at_most=300),
    *text("what_changed"),
    *day("achieved_on", required=True),
    *reference("touchpoint_id", "touchpoint"),
    *text("evidence_measure", at_most=300),
    *text("evidence_unit", at_most=50),
    Column("evidence_before", Numeric),
    Column("evidence_after", Numeric),
    *text("evidence_source"),
    *enum("proof", Proof),
    Column("shared", Boolean, nullable=False),
    *text("external_id", at_most=200),
    Column("imported", Boolean, nullable=False),
    *day("archived_on"),
    *instant("recorded_at", required=True),
    version(),
    CheckConstraint("abs(evidence_before) < 'infinity'", name="evidence_before_finite"),
    CheckConstraint("abs(evidence_after) < 'infinity'", name="evidence_after_finite"),
    CheckConstraint(
        "proof <> 'PROVEN' or (evidence_measure is not null and evidence_before is not null"
        " and evidence_after is not null)",
        name="proven_by_evidence",
    ),
    UniqueConstraint("organisation_id", "external_id"),
    Index(None, "organisation_id", "initiative_id", "achieved_on", "id"),
    Index(None, "organisation_id", "achieved_on", "id"),
    Index(None, "organisation_id", "touchpoint_id", "achieved_on", "id"),
    search_index("short_term_win", "title"),
)

credit = tenant_table(
    "credit",
    *reference("short_term_win_id", "short_term_win", required=True),
    *reference("person_id", "person", required=True),
    *instant("recorded_at", required=True),
    UniqueConstraint("organisation_id", "short_term_win_id", "person_id"),
    Index(None, "organisation_id", "person_id", "id"),
)

share = tenant_table(
    "share",
    *reference("short_term_win_id", "short_term_win", required=True),
    *enum("audience", Audience),
    *reference("department_id", "department"),
    *reference("person_id", "person"),
    *text("channel", at_most=200),
    *day("occurred_on", required=True),
    *instant("recorded_at", required=True),
    Index(None, "organisation_id", "short_term_win_id", "occurred_on", "id"),
    Index(None, "organisation_id", "department_id", "occurred_on", "id"),
)

map_entity(ShortTermWin, short_term_win)
map_entity(Credit, credit)
map_entity(Share, share)

SHORT_TERM_WIN = Entity(
    name="ShortTermWin",
    table=short_term_win,
    prefix="short_term_win",
    attributes={
        "evidence": Embedded("Evidence", "evidence_", "evidence_measure"),
        "findings": Relation(
            "Finding",
            remote="short_term_win_id",
            many=True,
            order=("severity_rank", "id"),
            where=IN_USE,
        ),
        "due_to": Relation(
            "Person",
            many=True,
            order=("name", "id"),
            through=Through("credit", "short_term_win_id", "person_id"),
        ),
        "shares": Relation(
            "Share", remote="short_term_win_id", many=True, order=("occurred_on", "id")
        ),
    },
    orders={"ID": Order("id", "uuid"), "ACHIEVED": Order("achieved_on", "date")},
    searched=Searched("title", 7, "Short-term wins, by title.", in_use_under("initiative")),
)

SHARE = Entity(name="Share", table=share, prefix="share", hangs_on="short_term_win_id")
