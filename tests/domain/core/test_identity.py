"""Ids of version 7."""

import time

from domain.core.identity import new_id


def test_ids_follow_one_another_within_a_millisecond() -> None:
    made = [new_id() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_an_id_tells_when_it_was_made() -> None:
    before = time.time_ns() // 1_000_000
    made = new_id()
    after = time.time_ns() // 1_000_000
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"
    # Ids made at once may run a little ahead of the clock.
    assert before <= made.int >> 80 <= after + 10
