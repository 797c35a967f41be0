"""Reviews: what leadership saw on a day, kept as it was shown.

A review freezes the portfolio of its day and what had changed since the one before. Whatever is
changed afterwards, it shows the same: titles, numbers and reasons are copied, people are referred
to, so that a person who is erased is erased there, too.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypedDict, Unpack
from uuid import UUID

from domain.core import fields
from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.core.unit_of_work import UnitOfWork
from domain.core.write_rules import WriteRules, archive_row, unarchive_row, usable

# For how long a win that nobody was told of is still worth telling.
WORTH_TELLING_DAYS: Final = 90


class ChangeKind(StrEnum):
    """What a line of a review tells, beside the levels that moved."""

    SLIPPED = "SLIPPED"
    MET = "MET"
    PROMISED = "PROMISED"
    WIN = "WIN"
    FINDING = "FINDING"


@dataclass(eq=False, kw_only=True)
class Review:
    """A review as it was held.

    It compares with the end of `since_on`, or with what the review `previous_id` showed that day.
    `revision` is the organisation's, whose state it froze.
    """

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    title: str
    held_on: date
    held_by_id: UUID | None = None
    since_on: date
    previous_id: UUID | None = None
    revision: int
    external_id: str | None = None
    archived_on: date | None = None
    recorded_at: datetime
    version: int = 0


class ReviewFields(TypedDict, total=False):
    """What may be written of a review."""

    title: str
    external_id: str | None


REVIEW = WriteRules(
    Review,
    {"title": fields.line(300), "external_id": fields.external_id},
    required=frozenset({"title"}),
)


async def update(work: UnitOfWork, review_id: UUID, **given: Unpack[ReviewFields]) -> Review:
    """Call a review differently; what it shows stays."""
    review = await usable(work, Review, review_id, "id")
    await REVIEW.update(work, review, given, EventKind.REVIEW_UPDATED)
    return review


async def archive(work: UnitOfWork, review_id: UUID) -> Review:
    """Archive a review, such as one held by mistake: the next does not compare with it."""
    return archive_row(work, await work.get(Review, review_id, "id"), EventKind.REVIEW_ARCHIVED)


async def unarchive(work: UnitOfWork, review_id: UUID) -> Review:
    """Unarchive a review."""
    return unarchive_row(work, await work.get(Review, review_id, "id"), EventKind.REVIEW_UNARCHIVED)
