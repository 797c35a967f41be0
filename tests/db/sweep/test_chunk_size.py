"""How much is written at once under a lock."""

from db.sweep.chunk_size import FIRST, LEAST, LONG_SECONDS, SHORT_SECONDS, Pace


def test_what_is_written_quickly_grows_up_to_the_most() -> None:
    pace = Pace(100)
    assert pace.size == FIRST
    for _ in range(5):
        pace.written(SHORT_SECONDS / 2)
    assert pace.size == 100


def test_what_takes_long_shrinks_down_to_the_least() -> None:
    pace = Pace(100)
    for _ in range(9):
        pace.written(LONG_SECONDS * 2)
    assert pace.size == LEAST


def test_in_between_nothing_changes() -> None:
    pace = Pace(100)
    pace.written((LONG_SECONDS + SHORT_SECONDS) / 2)
    assert pace.size == FIRST


def test_a_most_below_the_first_size_holds() -> None:
    pace = Pace(2)
    pace.written(LONG_SECONDS * 2)
    assert pace.size == 2
    pace.written(0)
    assert pace.size == 2


def test_what_may_be_heavy_begins_with_one_and_comes_back_to_it() -> None:
    pace = Pace(100, 1, 1)
    for _ in range(3):
        pace.written(0)
    assert pace.size == 8
    for _ in range(9):
        pace.written(LONG_SECONDS * 2)
    assert pace.size == 1
