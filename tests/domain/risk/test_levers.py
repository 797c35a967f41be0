"""What would lower the stall risk: each lever is the rule itself, run on changed facts."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.portfolio.initiative import Lifecycle
from domain.risk.facts import MilestoneLedger, facts_of
from domain.risk.levers import DATED_WITHIN_DAYS, STALE_AFTER_DAYS, Lever, LeverKind, levers
from domain.risk.missed_dates import Promise
from domain.risk.stall_risk import Facts, State, assess

DAY = date(2024, 6, 1)
MADE = DAY - timedelta(1000)


def facts(*due: int | None, silent: int = 0, delivered: int = 0) -> Facts:
    """The facts of an initiative on DAY with a milestone due in so many days, or undated."""
    ledgers = [
        MilestoneLedger(
            UUID(int=number),
            f"Milestone {number}",
            [] if days is None else [Promise(MADE, DAY + timedelta(days))],
        )
        for number, days in enumerate(due, 1)
    ]
    done = [MilestoneLedger(UUID(int=100 + n), "Done", [], MADE) for n in range(delivered)]
    return facts_of(Lifecycle.IN_PROGRESS, [*ledgers, *done], [DAY - timedelta(silent)], DAY)


def found(known: Facts) -> list[Lever]:
    return list(levers(known, assess(known, DAY)))


def kinds(known: Facts) -> list[LeverKind]:
    return [lever.kind for lever in found(known)]


def test_delivering_the_oldest_leaves_the_second_and_ends_the_silence() -> None:
    """Before: 1 - .95 (1 - .35) (1 - .1) (1 - .175) (1 - .4); after with 30 days and no silence."""
    known = facts(-90, -30, 20, silent=60)
    assert assess(known, DAY).probability == 0.7249
    [lever] = [each for each in found(known) if each.kind is LeverKind.DELIVER_OVERDUE]
    lateness = 1 - 0.7 * (1 - 2 ** (-30 / 90))
    assert lever.probability == round(1 - 0.95 * lateness * 0.9 * 0.6, 4)
    assert lever.milestone_id == UUID(int=1)
    assert lever.sentence == "Deliver “Milestone 1”: the rule would then read 56 % instead of 72 %."


def test_what_the_rule_would_then_read_is_what_it_reads_when_it_is_done() -> None:
    known = facts(-200, -30, None, 20, silent=60)
    lever = found(known)[-1]
    assert lever.kind is LeverKind.DELIVER_OVERDUE
    ledgers = [
        MilestoneLedger(UUID(int=1), "Milestone 1", [Promise(MADE, DAY - timedelta(200))], DAY),
        MilestoneLedger(UUID(int=2), "Milestone 2", [Promise(MADE, DAY - timedelta(30))]),
        MilestoneLedger(UUID(int=3), "Milestone 3", []),
        MilestoneLedger(UUID(int=4), "Milestone 4", [Promise(MADE, DAY + timedelta(20))]),
    ]
    then = assess(facts_of(Lifecycle.IN_PROGRESS, ledgers, [DAY], DAY), DAY)
    assert (lever.state, lever.probability, lever.level) == (
        then.state,
        then.probability,
        then.level,
    )


def test_the_least_effort_comes_first() -> None:
    assert kinds(facts(-STALE_AFTER_DAYS, 20)) == [LeverKind.DROP_STALE, LeverKind.DELIVER_OVERDUE]
    assert kinds(facts(None, 200)) == [LeverKind.DATE_UNDATED]


def test_what_is_late_for_less_than_a_quarter_is_not_dead() -> None:
    assert kinds(facts(1 - STALE_AFTER_DAYS, 20)) == [LeverKind.DELIVER_OVERDUE]


def test_dropping_one_of_two_as_late_changes_nothing_about_the_plan() -> None:
    assert LeverKind.DROP_STALE not in kinds(facts(-100, -100, 20, silent=300))


def test_an_empty_plan_is_no_better_plan() -> None:
    assert LeverKind.DROP_STALE not in kinds(facts(-100, delivered=1))
    assert LeverKind.DROP_STALE not in kinds(facts(-100, 300))


def test_delivering_the_last_leaves_nothing_to_read() -> None:
    [lever] = found(facts(-100))
    assert (lever.state, lever.probability, lever.level) == (State.ALL_DELIVERED, None, None)
    assert lever.sentence == (
        "Deliver “Milestone 1”: the rule would then read no risk, as every milestone is delivered."
    )


def test_delivering_may_leave_what_lies_outside_the_evidence() -> None:
    [lever] = found(facts(-10, 300))
    assert (lever.state, lever.probability) == (State.OUTSIDE_EVIDENCE, None)
    assert lever.sentence.endswith("more than 240 days off, which lies outside the evidence.")


def test_dating_says_how_near_the_date_is_taken_to_be() -> None:
    [lever] = found(facts(None, silent=30))
    assert (lever.milestone_id, lever.assumed_days) == (UUID(int=1), DATED_WITHIN_DAYS)
    assert lever.sentence == (
        "Give “Milestone 1” a date within 60 days: the rule would then read 14 % instead of 49 %."
    )
    [several] = found(facts(None, None))
    assert several.milestone_id is None
    assert several.sentence.startswith(
        "Give the 2 undated milestones dates, the first within 60 days: the rule would then read "
    )


def test_a_date_is_no_lever_beside_a_nearer_one_or_behind_an_overdue_one() -> None:
    assert kinds(facts(None, DATED_WITHIN_DAYS)) == []
    assert LeverKind.DATE_UNDATED not in kinds(facts(None, -10))


def test_silence_alone_has_no_lever() -> None:
    """Nothing is overdue and the next date is near: only news are missing, and news are no plan."""
    assert assess(facts(30, silent=400), DAY).probability == 0.4103
    assert kinds(facts(30, silent=400)) == []


def test_without_a_probability_there_is_nothing_to_lower() -> None:
    known = facts(-100, None, 20)
    for status in (Lifecycle.ON_HOLD, Lifecycle.EMBEDDING, Lifecycle.DONE):
        held = facts_of(status, [], [DAY], DAY)
        assert levers(held, assess(held, DAY)) == ()
    assert levers(known, assess(known, DAY)) != ()


plans = st.lists(st.one_of(st.none(), st.integers(-800, 400)), max_size=6)


@given(due=plans, silent=st.integers(0, 500), delivered=st.integers(0, 2))
def test_every_lever_lowers_what_a_reader_sees(
    due: list[int | None], silent: int, delivered: int
) -> None:
    known = facts(*due, silent=silent, delivered=delivered)
    risk = assess(known, DAY)
    offered = levers(known, risk)
    order = list(LeverKind)
    assert [each.kind for each in offered] == sorted(
        {each.kind for each in offered}, key=order.index
    )
    for each in offered:
        assert risk.probability is not None
        assert "the rule would then read" in each.sentence
        if each.probability is None:
            assert each.kind is LeverKind.DELIVER_OVERDUE
            assert each.state in (State.ALL_DELIVERED, State.OUTSIDE_EVIDENCE)
        else:
            assert each.state is State.ASSESSED
            assert each.probability < risk.probability - 0.0001
