"""When an organisation is due for its sweep, and which days it missed."""

from datetime import UTC, date, datetime

from domain.core.tenant import Organisation
from domain.risk.sweep import due, missed_days

NOW = datetime(2024, 6, 10, 22, 30, tzinfo=UTC)
TODAY = date(2024, 6, 10)


def organisation(
    *, swept_on: date | None = None, time_zone: str = "UTC", fixed_on: date | None = None
) -> Organisation:
    return Organisation(
        key="acme",
        name="Acme",
        time_zone=time_zone,
        clock_fixed_on=fixed_on,
        swept_on=swept_on,
        recorded_at=NOW,
    )


def test_it_is_due_once_on_each_day() -> None:
    assert due(organisation(), NOW)
    assert due(organisation(swept_on=date(2024, 6, 9)), NOW)
    assert not due(organisation(swept_on=TODAY), NOW)


def test_its_day_begins_in_its_time_zone() -> None:
    """At half past ten in the evening in UTC a new day has begun in Berlin."""
    assert due(organisation(swept_on=TODAY, time_zone="Europe/Berlin"), NOW)


def test_a_fixed_day_is_swept_once_even_if_it_lies_before_the_last() -> None:
    fixed_on = date(2023, 6, 10)
    assert due(organisation(fixed_on=fixed_on), NOW)
    assert due(organisation(fixed_on=fixed_on, swept_on=TODAY), NOW)
    assert not due(organisation(fixed_on=fixed_on, swept_on=fixed_on), NOW)


def test_missed_days_lie_between_the_last_sweep_and_today() -> None:
    missed = missed_days(organisation(swept_on=date(2024, 6, 7)), TODAY)
    assert list(missed) == [date(2024, 6, 8), date(2024, 6, 9)]
    assert list(missed_days(organisation(swept_on=date(2024, 6, 9)), TODAY)) == []
    assert list(missed_days(organisation(), TODAY)) == []


def test_on_a_fixed_clock_no_day_passes() -> None:
    fixed = organisation(fixed_on=TODAY, swept_on=date(2024, 6, 1))
    assert list(missed_days(fixed, TODAY)) == []
