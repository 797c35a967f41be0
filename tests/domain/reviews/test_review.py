"""Reviews: what they compare with, and what they take up."""

from datetime import date

from domain.core.event import EventKind
from domain.core.problem import ProblemCode
from domain.reviews import holding
from domain.reviews import review as reviews
from domain.reviews.decision import Decision
from domain.reviews.review import Review
from tests.domain.memory import TODAY, Memory
from tests.domain.refusing import refused


def review(work: Memory, **given: object) -> Review:
    values = {"title": "One", "held_on": date(2026, 3, 1), "since_on": date(2026, 2, 1)}
    return work.keep(Review(**work.own, **values | {"revision": 1} | given))  # type: ignore[arg-type]


def decision(work: Memory, **given: object) -> Decision:
    values = {"text": "Pay for it?", "asked_on": date(2026, 3, 20)}
    return work.keep(Decision(**work.own, **values | given))  # type: ignore[arg-type]


async def test_a_review_compares_with_the_last_one_held_by_then(work: Memory) -> None:
    review(work, held_on=date(2026, 2, 1))
    last = review(work, held_on=date(2026, 3, 1))
    review(work, held_on=date(2026, 3, 30), archived_on=TODAY)
    held = await holding.hold(work, "April")
    assert (held.previous_id, held.since_on) == (last.id, date(2026, 3, 1))
    assert (held.title, held.held_on, held.held_by_id) == ("April", TODAY, work.person_id)
    assert work.frozen == [held]
    assert work.kinds == [EventKind.REVIEW_HELD]
    earlier = await holding.hold(work, on=date(2026, 2, 15))
    assert (earlier.title, earlier.since_on) == ("Review of 2026-02-15", date(2026, 2, 1))


async def test_the_first_review_looks_back_a_month(work: Memory) -> None:
    held = await holding.hold(work)
    assert (held.previous_id, held.since_on) == (None, date(2026, 3, 1))


async def test_a_review_compares_with_a_day_that_is_given(work: Memory) -> None:
    review(work)
    held = await holding.hold(work, since=date(2026, 1, 1))
    assert (held.previous_id, held.since_on) == (None, date(2026, 1, 1))
    with refused(ProblemCode.DATES_OUT_OF_ORDER, "since"):
        await holding.hold(work, since=TODAY)


async def test_nothing_is_reviewed_that_has_not_come(work: Memory) -> None:
    with refused(ProblemCode.IN_THE_FUTURE, "on"):
        await holding.hold(work, on=date(2026, 4, 1))


async def test_a_review_takes_up_what_was_asked_between_reviews(work: Memory) -> None:
    other = review(work)
    waiting, asked_of_it = decision(work), decision(work, review_id=other.id)
    later = decision(work, asked_on=TODAY)
    held = await holding.hold(work, on=date(2026, 3, 30))
    assert (waiting.review_id, asked_of_it.review_id, later.review_id) == (held.id, other.id, None)


async def test_a_review_is_called_differently_and_put_away(work: Memory) -> None:
    held = await holding.hold(work)
    await reviews.update(work, held.id, title="March")
    await reviews.archive(work, held.id)
    with refused(ProblemCode.ARCHIVED, "id"):
        await reviews.update(work, held.id, title="Too late")
    await reviews.unarchive(work, held.id)
    assert (held.title, held.archived_on) == ("March", None)
