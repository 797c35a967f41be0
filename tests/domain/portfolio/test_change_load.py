"""Change load: what is over in time no longer asks, what should be over goes on asking now."""

from datetime import date

from domain.portfolio.change_load import ChangeLoad, Parts, Promises, change_load, months_from

TODAY = date(2026, 11, 22)


def load(*parts: Parts, promises: tuple[Promises, ...] = (), months: int = 3) -> ChangeLoad:
    return change_load(parts, promises, TODAY, months)


def by_month(found: ChangeLoad) -> list[tuple[int, int]]:
    return [(each.initiative_count, each.milestone_count) for each in found.months]


def test_months_go_on_into_the_next_year() -> None:
    assert months_from(date(2026, 11, 1), 3) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]


def test_nothing_asks_nothing() -> None:
    found = load()
    assert (found.leading_count, found.participating_count, found.solo_count) == (0, 0, 0)
    assert by_month(found) == [(0, 0)] * 3


def test_an_initiative_asks_until_its_last_month() -> None:
    until_december = Parts(leads=True, solo=False, last=date(2026, 12, 1), number=2)
    assert by_month(load(until_december)) == [(2, 0), (2, 0), (0, 0)]


def test_one_without_an_end_asks_in_every_month() -> None:
    assert by_month(load(Parts(leads=False, solo=True, last=None, number=1))) == [(1, 0)] * 3


def test_what_should_be_over_asks_in_the_month_of_today() -> None:
    late = Parts(leads=False, solo=False, last=date(2026, 3, 1), number=1)
    overdue = Promises(due=date(2026, 3, 1), overdue=True, number=4)
    assert by_month(load(late, promises=(overdue,))) == [(1, 4), (0, 0), (0, 0)]


def test_parts_and_promises_are_added_up() -> None:
    found = load(
        Parts(leads=True, solo=True, last=None, number=2),
        Parts(leads=False, solo=False, last=None, number=3),
        promises=(
            Promises(due=date(2026, 11, 1), overdue=True, number=1),
            Promises(due=date(2026, 11, 1), overdue=False, number=2),
            Promises(due=date(2027, 6, 1), overdue=False, number=4),
            Promises(due=None, overdue=False, number=8),
        ),
    )
    assert (found.leading_count, found.participating_count, found.solo_count) == (2, 5, 2)
    assert (found.open_count, found.overdue_count, found.undated_count) == (15, 1, 8)
    assert by_month(found) == [(5, 3), (5, 0), (5, 0)]
