"""The facts behind the stall risk: what the ledgers say at the end of a day."""

from datetime import date, timedelta
from itertools import permutations
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.portfolio.initiative import Lifecycle
from domain.risk.facts import MilestoneLedger, facts_of
from domain.risk.missed_dates import Promise
from domain.risk.stall_risk import Facts, MilestoneInView, UndatedInView, assess

START = date(2024, 1, 1)


def day_at(number: int) -> date:
    return START + timedelta(days=number)


def ledger(
    number: int,
    *promises: tuple[int, int | None],
    completed: int | None = None,
    dropped: int | None = None,
) -> MilestoneLedger:
    """Make a milestone from promises (made on, due on), all in days after START."""
    return MilestoneLedger(
        UUID(int=number),
        f"Milestone {number}",
        [Promise(day_at(on), None if due is None else day_at(due)) for on, due in promises],
        None if completed is None else day_at(completed),
        None if dropped is None else day_at(dropped),
    )


def known(*milestones: MilestoneLedger, activity: tuple[int, ...] = (0,), day: int) -> Facts:
    days = [day_at(number) for number in activity]
    return facts_of(Lifecycle.IN_PROGRESS, milestones, days, day_at(day))


def in_view(number: int, due: int) -> MilestoneInView:
    return MilestoneInView(UUID(int=number), f"Milestone {number}", day_at(due))


def test_open_milestones_are_overdue_ahead_or_undated() -> None:
    milestones = [
        ledger(1, (0, 10)),
        ledger(2, (0, 20)),
        ledger(3, (0, 30)),
        ledger(4, (0, 40)),
        ledger(5),
        ledger(6, (0, 5), completed=9),
        ledger(7, (0, 5), dropped=5),
    ]
    assert known(*milestones, day=30) == Facts(
        status=Lifecycle.IN_PROGRESS,
        last_activity_on=START,
        missed_count=3,
        open_count=5,
        overdue_count=2,
        undated_count=1,
        delivered_count=1,
        oldest_overdue=in_view(1, 10),
        next=in_view(3, 30),
        second_overdue=in_view(2, 20),
        undated=UndatedInView(UUID(int=5), "Milestone 5"),
    )


def test_the_second_overdue_is_the_oldest_without_the_first_in_any_order() -> None:
    overdue = [ledger(1, (0, 10)), ledger(2, (0, 20)), ledger(3, (0, 10)), ledger(4, (0, 5))]
    for order in permutations(overdue):
        facts = known(*order, day=30)
        assert facts.oldest_overdue == in_view(4, 5)
        assert facts.second_overdue == in_view(1, 10)
    assert known(ledger(1, (0, 10)), ledger(2, (0, 40)), day=30).second_overdue is None


def test_of_undated_milestones_the_lowest_id_is_named() -> None:
    for order in permutations([ledger(3), ledger(1), ledger(2)]):
        assert known(*order, day=30).undated == UndatedInView(UUID(int=1), "Milestone 1")


def test_a_milestone_is_not_overdue_on_the_day_it_is_due() -> None:
    assert known(ledger(1, (0, 10)), day=10).overdue_count == 0
    assert known(ledger(1, (0, 10)), day=11).overdue_count == 1


def test_a_replan_moves_the_date_and_keeps_the_miss() -> None:
    facts = known(ledger(1, (0, 10), (15, 40)), day=20)
    assert (facts.missed_count, facts.oldest_overdue, facts.next) == (1, None, in_view(1, 40))


def test_a_past_day_knows_nothing_of_what_came_later() -> None:
    later = ledger(1, (0, 10), (15, 40), completed=30)
    assert known(later, activity=(0, 15, 30), day=12) == known(ledger(1, (0, 10)), day=12)


def test_silence_counts_from_the_last_sign_of_life_until_the_day() -> None:
    assert known(activity=(0, 7, 12), day=10).last_activity_on == day_at(7)


def test_a_withdrawn_date_leaves_the_milestone_undated() -> None:
    facts = known(ledger(1, (0, 10), (5, None)), day=20)
    assert (facts.undated_count, facts.missed_count, facts.next) == (1, 0, None)


numbers = st.integers(0, 60)
promises = st.lists(
    st.tuples(numbers, st.none() | numbers), max_size=4, unique_by=lambda made: made[0]
)
ends = st.none() | numbers


@given(st.lists(st.tuples(promises, ends), max_size=4), st.lists(numbers), numbers, st.randoms())
def test_the_order_of_events_does_not_matter(
    made: list[tuple[list[tuple[int, int | None]], int | None]],
    activity: list[int],
    day: int,
    random: Random,
) -> None:
    """Milestones, promises of different days and activities may come in any order."""
    milestones = [
        ledger(number, *dates, completed=ended) for number, (dates, ended) in enumerate(made)
    ]
    before = known(*milestones, activity=tuple(activity), day=day)
    shuffled = [
        ledger(number, *random.sample(dates, len(dates)), completed=ended)
        for number, (dates, ended) in enumerate(made)
    ]
    random.shuffle(shuffled)
    random.shuffle(activity)
    assert known(*shuffled, activity=tuple(activity), day=day) == before


@given(st.lists(st.tuples(promises, ends), min_size=1, max_size=4), numbers, numbers)
def test_a_replan_never_lowers_the_misses_of_an_initiative(
    made: list[tuple[list[tuple[int, int | None]], int | None]], day: int, due: int
) -> None:
    milestones = [
        ledger(number, *dates, completed=ended) for number, (dates, ended) in enumerate(made)
    ]
    before = known(*milestones, day=day)
    dates, ended = made[0]
    milestones[0] = ledger(0, *dates, (day, due), completed=ended)
    after = known(*milestones, day=day)
    assert after.missed_count == before.missed_count
    assert assess(after, day_at(day)).missed_count == before.missed_count
