"""Holding a review: freezing what it shows, and taking up what waits to be decided."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, Protocol

from domain.core import fields
from domain.core.event import EventKind
from domain.core.problem import ProblemCode, refuse
from domain.core.unit_of_work import UnitOfWork
from domain.reviews.decision import take_up
from domain.reviews.review import REVIEW, Review

# How far a review looks back when there is none before it.
FIRST_LOOK_DAYS: Final = 30


class HoldingWork(UnitOfWork, Protocol):
    """A unit of work that can keep what a review shows."""

    async def freeze(self, review: Review) -> None:
        """Keep what a review shows: the portfolio of its day, and what changed since the last.

        Others may change things meanwhile: `review.revision` is set to the one whose state it
        shows, and what was read before may be out of date.
        """


async def hold(
    work: HoldingWork,
    title: str | None = None,
    on: date | None = None,
    since: date | None = None,
    external_id: str | None = None,
) -> Review:
    """Hold a review of how things stand by the end of a day, and keep what it shows.

    It compares with the last review held by then unless a day is given, and takes up the decisions
    that were asked between reviews.
    """
    day = fields.day_of(on, work.today)
    previous = last_of(await work.find(Review, archived_on=None), day) if since is None else None
    review = await REVIEW.create(
        work,
        {"title": title or f"Review of {day}", "external_id": external_id},
        held_on=day,
        held_by_id=work.viewer.person_id,
        since_on=first_day(day, since, previous),
        previous_id=None if previous is None else previous.id,
        revision=work.organisation.revision,
    )
    await work.freeze(review)
    await take_up(work, review)
    work.record(
        EventKind.REVIEW_HELD,
        review,
        occurred_on=day,
        data={"since_on": review.since_on, "previous_id": review.previous_id},
    )
    return review


def last_of(reviews: Sequence[Review], day: date) -> Review | None:
    """Return the review that was held last by the end of a day."""
    held = [each for each in reviews if each.held_on <= day]
    return max(held, key=lambda each: (each.held_on, each.recorded_at, each.id), default=None)


def first_day(day: date, since: date | None, previous: Review | None) -> date:
    """Return the day whose end a review compares with."""
    if previous is not None:
        return previous.held_on
    if since is None:
        return day - timedelta(days=FIRST_LOOK_DAYS)
    first: date = fields.check_one("since", fields.day, since)
    if first >= day:
        refuse(
            ProblemCode.DATES_OUT_OF_ORDER,
            f"A review of {day} compares with a day before it.",
            "since",
            hint="Give an earlier day, or leave it out for the last review.",
        )
    return first
