"""Missed dates: which promised dates passed undelivered, whatever was promised afterwards."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.risk.missed_dates import Promise, missed_dates

START = date(2024, 1, 1)


def day_at(number: int) -> date:
    return START + timedelta(days=number)


def promise(on: int, due_on: int | None) -> Promise:
    return Promise(day_at(on), None if due_on is None else day_at(due_on))


def missed(*promises: Promise, ended_on: int | None = None, day: int) -> list[int]:
    end = None if ended_on is None else day_at(ended_on)
    dates = missed_dates(promises, ended_on=end, day=day_at(day))
    return [(due_on - START).days for due_on in dates]


def test_a_date_is_missed_at_the_end_of_its_day() -> None:
    assert missed(promise(0, 10), day=10) == []
    assert missed(promise(0, 10), day=11) == [10]


def test_a_new_date_before_the_old_one_has_passed_is_no_miss() -> None:
    assert missed(promise(0, 10), promise(10, 20), day=15) == []


def test_a_new_date_never_clears_a_miss() -> None:
    assert missed(promise(0, 10), promise(11, 20), day=15) == [10]
    assert missed(promise(0, 10), promise(11, 20), promise(21, 30), day=40) == [10, 20, 30]


def test_completion_by_its_date_is_no_miss_and_after_it_is_one() -> None:
    assert missed(promise(0, 10), ended_on=10, day=40) == []
    assert missed(promise(0, 10), ended_on=11, day=40) == [10]


def test_an_end_after_the_day_asked_about_is_not_known_yet() -> None:
    assert missed(promise(0, 10), ended_on=30, day=20) == [10]


def test_a_date_withdrawn_before_it_has_passed_is_no_miss() -> None:
    assert missed(promise(0, 10), promise(10, None), day=40) == []
    assert missed(promise(0, 10), promise(11, None), day=40) == [10]


def test_a_date_missed_twice_counts_once() -> None:
    assert missed(promise(0, 10), promise(12, 20), promise(14, 10), day=40) == [10]


def test_of_promises_on_one_day_the_last_in_sequence_stands() -> None:
    assert missed(promise(0, 3), promise(0, 10), day=40) == [10]
    assert missed(promise(0, 10), promise(0, 3), day=40) == [3]


def test_a_date_past_when_promised_is_missed_at_the_end_of_that_day() -> None:
    assert missed(promise(20, 10), day=20) == []
    assert missed(promise(20, 10), day=21) == [10]
    assert missed(promise(20, 10), ended_on=20, day=40) == []


def test_promises_after_the_end_do_not_count() -> None:
    assert missed(promise(0, 10), promise(7, 20), ended_on=5, day=40) == []


days = st.integers(0, 60)
ledgers = st.lists(st.builds(promise, days, st.none() | days), max_size=6)


@given(ledgers, st.none() | days, days, days, st.none() | days)
def test_a_replan_never_lowers_the_misses(
    ledger: list[Promise], ended_on: int | None, day: int, later: int, due_on: int | None
) -> None:
    """A new date on the day asked about leaves the misses alone; so they grow from day to day."""
    before = missed(*ledger, ended_on=ended_on, day=day)
    assert missed(*ledger, promise(day, due_on), ended_on=ended_on, day=day) == before
    assert set(before) <= set(missed(*ledger, ended_on=ended_on, day=day + later))


def standing(ledger: list[Promise], at: date) -> date | None:
    """Return the date in force when the day `at` ended."""
    made = [promise for promise in sorted(ledger, key=lambda made: made.on) if promise.on <= at]
    return made[-1].due_on if made else None


@given(ledgers, st.none() | days, days)
def test_it_equals_looking_at_the_end_of_every_day(
    ledger: list[Promise], ended_on: int | None, day: int
) -> None:
    expected = set()
    for number in range(min(day, day if ended_on is None else ended_on)):
        due_on = standing(ledger, day_at(number))
        if due_on is not None and due_on <= day_at(number):
            expected.add((due_on - START).days)
    assert missed(*ledger, ended_on=ended_on, day=day) == sorted(expected)


@given(st.permutations([promise(0, 10), promise(5, 20), promise(21, 30), promise(40, None)]))
def test_the_order_of_promises_of_different_days_does_not_matter(ledger: list[Promise]) -> None:
    assert missed(*ledger, day=60) == [20, 30]
