"""The initiatives that a review keeps, as they stood and as they had stood before."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.cooperative import cooperative
from db.json_select.computed import Scope
from db.portfolio.initiative import initiative
from db.portfolio.past import entries_on, facts_on, level_move_json
from db.reviews.review import review_entry
from db.reviews.state_on import Standing, risk_of, state_on
from domain.reviews.review import Review
from domain.risk.level_moves import level_moves
from domain.risk.stall_risk import StallRisk, assess

Row = dict[str, Any]
NOTHING: Final[Row] = dict.fromkeys(column.key for column in review_entry.columns)


async def frozen_entries(connection: AsyncConnection, scope: Scope, review: Review) -> list[Row]:
    """Return the initiatives as they stand, those that need attention most first, with how they
    stood before; those that are gone since come last."""
    rows = await entries_on(connection, scope, review.held_on, None)
    stands = await state_on(connection, scope, [row.id for row in rows], review.held_on)
    before = await stood_before(connection, scope, review)
    after = {identity: each.risk for identity, each in stands.items()}
    entries = await cooperative(as_it_stands(row, stands[row.id]) for row in rows)
    entries.sort(key=lambda each: (-(each["probability"] or -1.0), each["title"]))
    entries += await gone(connection, scope, before.keys() - after.keys(), review.held_on)
    moves = {move.initiative_id: move for move in level_moves(before, after)}
    places = {identity: place for place, identity in enumerate(moves, start=1)}
    for row in entries:
        identity = row["initiative_id"]
        stood = before.get(identity)
        move = moves.get(identity)
        row["from_state"] = stood and stood.state
        row["from_probability"] = stood and stood.probability
        row["from_level"] = stood and stood.level
        row["move_position"] = places.get(identity)
        row["factor"] = move and move.factor
        row["sentence"] = None if move is None else level_move_json(move)["sentence"]
    return entries


def as_it_stands(row: Any, stands: Standing) -> Row:
    """Return the columns of an initiative that is there."""
    risk = stands.risk
    return {
        **stands.columns,
        "initiative_id": row.id,
        "title": row.title,
        "owner_id": row.owner_id,
        "started_on": row.started_on,
        "target_on": row.target_on,
        "reported_status": row.reported_status,
        "reported_on": row.said_on,
        "latest_status_update_id": row.said_id,
        "state": risk.state,
        "probability": risk.probability,
        "level": risk.level,
        "rule": risk.rule,
        "days_late": risk.days_late,
        "missed_count": risk.missed_count,
        "days_silent": risk.days_silent,
        "days_to_next": risk.days_to_next,
        "archived_on": None,
    }


async def gone(
    connection: AsyncConnection, scope: Scope, ids: Iterable[UUID], day: date
) -> list[Row]:
    """Return the columns of initiatives that were there before and are not any more."""
    c = initiative.c
    query = (
        select(c.id, c.title, c.archived_on)
        .where(c.organisation_id == scope.organisation_id, c.id.in_(list(ids)))
        .order_by(c.title, c.id)
    )
    return [
        NOTHING
        | {"initiative_id": row.id, "title": row.title, "archived_on": row.archived_on or day}
        | {"reasons": []}
        for row in await connection.execute(query)
    ]


async def stood_before(
    connection: AsyncConnection, scope: Scope, review: Review
) -> dict[UUID, StallRisk]:
    """Return how initiatives had stood: as the review before showed them, or on the day given."""
    if review.previous_id is None:
        rows = await entries_on(connection, scope, review.since_on, None)
        ids = [row.id for row in rows]
        known = await facts_on(connection, scope, ids, review.since_on)
        risks = await cooperative(assess(each.facts, review.since_on) for each in known)
        return {each.initiative_id: risk for each, risk in zip(known, risks, strict=True)}
    c = review_entry.c
    query = select(review_entry).where(
        c.organisation_id == scope.organisation_id,
        c.review_id == review.previous_id,
        c.archived_on.is_(None),
    )
    rows_before = await connection.execute(query)
    return dict(
        await cooperative((row.initiative_id, risk_of(row, review.since_on)) for row in rows_before)
    )
