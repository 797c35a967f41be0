"""How much is written at once under a lock."""

from db.sweep.chunk_size import FIRST, LEAST, LONG_SECONDS, SHORT_SECONDS, ChunkSizer


def test_what_is_written_quickly_grows_up_to_the_most() -> None:
    sizer = ChunkSizer(100)
    assert sizer.size == FIRST
    for _ in range(5):
        sizer.written(SHORT_SECONDS / 2)
    assert sizer.size == 100


def test_what_takes_long_shrinks_down_to_the_least() -> None:
    sizer = ChunkSizer(100)
    for _ in range(9):
        sizer.written(LONG_SECONDS * 2)
    assert sizer.size == LEAST


def test_in_between_nothing_changes() -> None:
    sizer = ChunkSizer(100)
    sizer.written((LONG_SECONDS + SHORT_SECONDS) / 2)
    assert sizer.size == FIRST


def test_a_most_below_the_first_size_holds() -> None:
    sizer = ChunkSizer(2)
    sizer.written(LONG_SECONDS * 2)
    assert sizer.size == 2
    sizer.written(0)
    assert sizer.size == 2


def test_what_may_be_heavy_begins_with_one_and_comes_back_to_it() -> None:
    sizer = ChunkSizer(100, 1, 1)
    for _ in range(3):
        sizer.written(0)
    assert sizer.size == 8
    for _ in range(9):
        sizer.written(LONG_SECONDS * 2)
    assert sizer.size == 1
