"""What events came to, told as news."""

from uuid import UUID

from domain.core.event import EventKind
from domain.reviews.since_last_visit import NEWS, LedgerEntry, news_of

ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))
LEVEL = EventKind.STALL_RISK_LEVEL_CHANGED
MOVED = EventKind.MILESTONE_REPLANNED


def test_a_level_is_compared_with_what_it_was_at_first() -> None:
    news = news_of(
        [
            LedgerEntry(LEVEL, ONE, ONE, "LOW", "HIGH"),
            LedgerEntry(LEVEL, TWO, TWO, "CRITICAL", "HIGH"),
            LedgerEntry(LEVEL, THREE, THREE, "WATCH", "HIGH"),
            LedgerEntry(LEVEL, ONE, ONE, "HIGH", "WATCH"),
            LedgerEntry(LEVEL, THREE, THREE, "HIGH", "WATCH"),
        ]
    )
    assert (news.risks_increased, news.risks_decreased) == ((ONE,), (TWO,))
    assert news.changed == (THREE, ONE, TWO)


def test_without_a_number_there_is_nothing_to_worry_about() -> None:
    began = LedgerEntry(LEVEL, ONE, ONE, None, "LOW"), LedgerEntry(LEVEL, TWO, TWO, None, "WATCH")
    ended = LedgerEntry(LEVEL, THREE, THREE, "HIGH", None)
    news = news_of([*began, ended])
    assert (news.risks_increased, news.risks_decreased) == ((TWO,), (THREE,))


def test_slips_are_added_up() -> None:
    news = news_of(
        [
            LedgerEntry(MOVED, ONE, THREE, days=10),
            LedgerEntry(MOVED, TWO, THREE, days=5),
            LedgerEntry(MOVED, ONE, THREE, days=-10),
        ]
    )
    assert news.slipped == (TWO,)


def test_every_kind_that_is_counted_is_news() -> None:
    from domain.reviews.since_last_visit import LAST_WORD

    assert {LEVEL, MOVED} | LAST_WORD <= NEWS
