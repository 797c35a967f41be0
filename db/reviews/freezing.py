"""Freezing a review: what it shows is written once, and never again."""

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db.json_select.computed import Scope
from db.review import review_change, review_entry
from db.reviews.changes import frozen_changes
from db.reviews.entries import frozen_entries
from domain.identity import new_id
from domain.review import Review


async def freeze(connection: AsyncConnection, review: Review) -> None:
    """Keep what a review shows that has just been written.

    It compares with what the review before showed; what had been recorded on that day already, but
    only after it was held, is told now.
    """
    scope = Scope(organisation_id=review.organisation_id, today=review.held_on)
    entries = await frozen_entries(connection, scope, review)
    changes = await frozen_changes(connection, scope, review)
    for table, rows in ((review_entry, entries), (review_change, changes)):
        written = [
            row
            | {
                "organisation_id": review.organisation_id,
                "id": new_id(),
                "review_id": review.id,
                "position": position,
            }
            for position, row in enumerate(rows, start=1)
        ]
        if written:
            await connection.execute(insert(table), written)
