"""What was said and seen: status updates, assessments, comments, and the signs of life."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Table

from db.portfolio.activity import activity
from db.portfolio.assessment import assessment
from db.portfolio.comment import comment
from db.portfolio.initiative import lifecycle_move
from db.portfolio.milestone import milestone, reopening, replan
from db.portfolio.short_term_win import share, short_term_win
from db.portfolio.status_update import status_update
from domain.portfolio.activity import ActivityKind
from domain.portfolio.assessment import Rating
from domain.portfolio.initiative import Lifecycle
from domain.portfolio.status_update import ReportedStatus
from domain.risk.facts import MilestoneLedger, facts_of
from domain.risk.stall_risk import assess
from integrations.importing.changes.changes import Bundle, Changes, Context, Values
from integrations.importing.changes.on_record import OnRecord
from integrations.importing.planning.activities import Sign, beside_history, signs_of
from integrations.importing.rows.portfolio import EventKind, EventRow

Ledgers = Sequence[tuple[MilestoneLedger, date]]
# The tables whose new rows are signs of life.
LIVING = (lifecycle_move, milestone, reopening, replan, short_term_win, share)


def plan_activities(bundle: Bundle, record: OnRecord, context: Context, changes: Changes) -> None:
    """Add the signs of life of what is new, and those that the source names by themselves."""
    calendar = context.calendar
    after = OnRecord()
    for table in LIVING:
        after.rows[table.name] = [*altered(record, table, changes), *changes.inserts[table]]
    fresh = Counter(signs_of(after, calendar)) - Counter(signs_of(record, calendar))
    beside = Counter((row["kind"], row["occurred_on"]) for row in beside_history(record, calendar))
    signs = list(fresh.elements())
    for row in bundle.events:
        kind = named(row)
        if kind is None:
            continue
        if beside[kind, row.occurred_on] > 0:
            beside[kind, row.occurred_on] -= 1
        else:
            moment = calendar.moment(row.recorded_at, row.occurred_on)
            signs.append(Sign(kind, row.occurred_on, moment))
    for sign in signs:
        changes.insert(
            context,
            activity,
            {
                "initiative_id": bundle.initiative_id,
                "kind": sign.kind,
                "occurred_on": sign.on,
                "recorded_at": sign.recorded_at,
                "imported": True,
            },
        )


def altered(record: OnRecord, table: Table, changes: Changes) -> list[Values]:
    """Return the rows on record of a table as they will be."""
    return [{**row, **changes.updates.get((table, row["id"]), {})} for row in record.of(table)]


def named(row: EventRow) -> ActivityKind | None:
    """Return the sign of life that an event names by itself, beside any change."""
    if row.event is EventKind.ACTIVITY:
        return ActivityKind(row.value) if row.value else ActivityKind.WORK
    if row.event is EventKind.PLANNED and row.due_on is None:
        return ActivityKind.PLANNED
    return None


def plan_statuses(
    bundle: Bundle, record: OnRecord, context: Context, changes: Changes, ledgers: Ledgers
) -> None:
    """Add what the owner said, each time beside the facts of that day."""
    missing = Counter(
        (row["occurred_on"], row["reported_status"], row["text"], row["person_id"])
        for row in record.of(status_update)
    )
    for row in bundle.events:
        if row.event is not EventKind.STATUS or row.value is None:
            continue
        person_id = context.id_of("people.csv", row.person)
        key = (row.occurred_on, ReportedStatus(row.value), row.text, person_id)
        if missing[key] > 0:
            missing[key] -= 1
            continue
        changes.insert(
            context,
            status_update,
            {
                "initiative_id": bundle.initiative_id,
                "person_id": person_id,
                "reported_status": ReportedStatus(row.value),
                "text": row.text,
                **picture(record, changes, ledgers, row.occurred_on),
                "occurred_on": row.occurred_on,
                "recorded_at": context.calendar.moment(row.recorded_at, row.occurred_on),
                "imported": True,
            },
        )


def picture(record: OnRecord, changes: Changes, ledgers: Ledgers, day: date) -> Values:
    """Return what the facts showed at the end of a day, as it is frozen into a status update."""
    moves = [*record.of(lifecycle_move), *changes.inserts[lifecycle_move]]
    status = Lifecycle.PROPOSED
    for move in sorted(moves, key=lambda row: row["occurred_on"]):
        if move["occurred_on"] <= day:
            status = move["to_status"]
    lived = [row["occurred_on"] for row in [*record.of(activity), *changes.inserts[activity]]]
    known = [ledger for ledger, known_on in ledgers if known_on <= day]
    facts = facts_of(status, known, lived, day)
    risk = assess(facts, day)
    return {
        "facts_state": risk.state.value,
        "facts_probability": risk.probability,
        "facts_level": risk.level.value if risk.level else None,
        "facts_rule": risk.rule,
        "facts_overdue_count": facts.overdue_count,
        "facts_missed_count": facts.missed_count,
        "facts_days_late": risk.days_late,
        "facts_open_count": facts.open_count,
        "facts_delivered_count": facts.delivered_count,
        "facts_next_due_on": facts.next.due_on if facts.next else None,
    }


def plan_assessments(bundle: Bundle, record: OnRecord, context: Context, changes: Changes) -> None:
    """Add how someone outside the initiative rated it."""
    missing = Counter(
        (row["occurred_on"], row["assessor"], row["rating"], row["text"])
        for row in record.of(assessment)
    )
    for row in bundle.events:
        if row.event is not EventKind.ASSESSED or row.value is None:
            continue
        key = (row.occurred_on, row.assessor, Rating(row.value), row.text)
        if missing[key] > 0:
            missing[key] -= 1
            continue
        changes.insert(
            context,
            assessment,
            {
                "initiative_id": bundle.initiative_id,
                "assessor": row.assessor,
                "rating": Rating(row.value),
                "text": row.text,
                "occurred_on": row.occurred_on,
                "recorded_at": context.calendar.moment(row.recorded_at, row.occurred_on),
                "imported": True,
            },
        )


def plan_comments(bundle: Bundle, record: OnRecord, context: Context, changes: Changes) -> None:
    """Add comments and follow their rewording; who said it where and when tells them apart."""
    known = {
        (row["milestone_id"], row["person_id"], row["recorded_at"]): row
        for row in record.of(comment)
    }
    for row in bundle.comments:
        calendar = context.calendar
        values = context.values(row, "recorded_at", "edited_at")
        values["edited_at"] = calendar.moment(row.edited_at, date.min) if row.edited_at else None
        values["recorded_at"] = calendar.moment(row.recorded_at, date.min)
        key: tuple[Any, ...] = (
            values.get("milestone_id"),
            values.get("person_id"),
            values["recorded_at"],
        )
        if key in known:
            changes.update(comment, known[key], values)
        else:
            changes.insert(context, comment, values)
