"""The rule of the stall risk: values worked out by hand, and what must hold for any facts."""

from dataclasses import replace
from datetime import date, timedelta
from math import log
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.portfolio.initiative import Lifecycle
from domain.risk.stall_risk import (
    RULE,
    Factor,
    Facts,
    Level,
    MilestoneInView,
    Reason,
    StallRisk,
    State,
    assess,
    level_of,
    probability_of,
    read,
)

DAY = date(2024, 6, 1)
OVERDUE = UUID(int=1)
COMING = UUID(int=2)


def facts(
    *,
    status: Lifecycle = Lifecycle.IN_PROGRESS,
    days_late: int = 0,
    missed_count: int = 0,
    days_silent: int = 0,
    days_to_next: int | None = None,
    undated_count: int = 0,
    delivered_count: int = 0,
) -> Facts:
    """Make the facts of an initiative on DAY; without any argument it has no milestone."""
    oldest = MilestoneInView(OVERDUE, "Greet at the door", DAY - timedelta(days=days_late))
    ahead = timedelta(days=days_to_next or 0)
    coming = (
        None if days_to_next is None else MilestoneInView(COMING, "Train all sites", DAY + ahead)
    )
    return Facts(
        status=status,
        last_activity_on=DAY - timedelta(days=days_silent),
        missed_count=missed_count,
        open_count=(days_late > 0) + undated_count + (days_to_next is not None),
        overdue_count=int(days_late > 0),
        undated_count=undated_count,
        delivered_count=delivered_count,
        oldest_overdue=oldest if days_late else None,
        next=None if days_to_next is None else coming,
    )


def reason(risk: StallRisk, factor: Factor) -> Reason:
    return next(reason for reason in risk.reasons if reason.factor is factor)


def test_every_factor_at_its_half_life() -> None:
    """1 - .95 (1 - .70/2) (1 - .20/2) (1 - .35/2) (1 - .40) = .72490375."""
    risk = assess(facts(days_late=90, missed_count=2, days_silent=60), DAY)
    assert (risk.probability, risk.level, risk.rule) == (0.7249, Level.HIGH, RULE)
    assert (risk.days_late, risk.missed_count, risk.days_silent) == (90, 2, 60)
    values = {reason.factor: (reason.value, reason.weight) for reason in risk.reasons}
    assert values == {
        Factor.LATENESS: (0.5, 0.70),
        Factor.MISSES: (0.5, 0.20),
        Factor.SILENCE: (0.5, 0.35),
        Factor.RUNWAY: (1.0, 0.40),
        Factor.BASE: (1.0, 0.05),
    }


def test_without_any_sign_the_base_remains() -> None:
    risk = assess(facts(days_to_next=0), DAY)
    assert (risk.probability, risk.level) == (0.05, Level.LOW)
    assert (risk.reasons[0].factor, risk.reasons[0].share) == (Factor.BASE, 1.0)


def test_half_the_runway_alone() -> None:
    """1 - .95 (1 - .40/2) = .24; the shares are ln(.8) and ln(.95) over their sum."""
    risk = assess(facts(days_to_next=120), DAY)
    assert (risk.probability, risk.level) == (0.24, Level.LOW)
    assert reason(risk, Factor.RUNWAY).share == pytest.approx(
        log(0.8) / (log(0.8) + log(0.95)), abs=0.00005
    )


def test_an_undated_milestone_leaves_no_runway() -> None:
    """1 - .95 (1 - .40) = .43."""
    risk = assess(facts(undated_count=1), DAY)
    assert (risk.probability, risk.level) == (0.43, Level.WATCH)
    assert reason(risk, Factor.RUNWAY).sentence == "No open milestone has a date."


def test_an_overdue_milestone_leaves_no_runway_whatever_lies_ahead() -> None:
    risk = assess(facts(days_late=1, days_to_next=5), DAY)
    assert reason(risk, Factor.RUNWAY).value == 1.0
    assert risk.days_to_next == 5


def test_reasons_come_with_the_largest_share_first_and_name_their_evidence() -> None:
    risk = assess(facts(days_late=365, missed_count=1, days_silent=1, days_to_next=30), DAY)
    assert [
        (reason.factor, reason.sentence, reason.milestone_id, reason.days)
        for reason in risk.reasons
    ] == [
        (
            Factor.LATENESS,
            "“Greet at the door” is 365 days late: it was due on 2 June 2023.",
            OVERDUE,
            365,
        ),
        (
            Factor.RUNWAY,
            "“Greet at the door” should have come first, so no date ahead can be relied on.",
            OVERDUE,
            None,
        ),
        (
            Factor.MISSES,
            "1 promised date has passed undelivered; a new date does not clear it.",
            None,
            None,
        ),
        (Factor.BASE, "Any change effort can stall: the rule starts from 5 %.", None, None),
        (Factor.SILENCE, "No sign of life for 1 day: the last was on 31 May 2024.", None, 1),
    ]


def test_sentences_of_an_effort_that_is_well() -> None:
    risk = assess(facts(days_to_next=1), DAY)
    assert {reason.factor: reason.sentence for reason in risk.reasons} == {
        Factor.LATENESS: "No milestone is overdue.",
        Factor.MISSES: "No promised date has been missed.",
        Factor.SILENCE: "There was a sign of life today.",
        Factor.RUNWAY: "The next milestone, “Train all sites”, is due tomorrow, on 2 June 2024.",
        Factor.BASE: "Any change effort can stall: the rule starts from 5 %.",
    }
    assert reason(risk, Factor.RUNWAY).milestone_id == COMING


@pytest.mark.parametrize(
    ("known", "state"),
    [
        (facts(status=Lifecycle.DONE, days_late=9), State.CLOSED),
        (facts(status=Lifecycle.STOPPED, days_late=9), State.CLOSED),
        (facts(status=Lifecycle.ON_HOLD, days_late=9), State.ON_HOLD),
        (facts(status=Lifecycle.EMBEDDING, days_late=9), State.EMBEDDING),
        (facts(), State.NO_MILESTONE),
        (facts(delivered_count=1), State.ALL_DELIVERED),
        (facts(days_to_next=241), State.OUTSIDE_EVIDENCE),
    ],
)
def test_where_the_evidence_says_nothing_there_is_no_number(known: Facts, state: State) -> None:
    risk = assess(known, DAY)
    assert (risk.state, risk.probability, risk.level, risk.reasons) == (state, None, None, ())


@pytest.mark.parametrize(
    "known",
    [
        facts(days_to_next=240),
        facts(days_to_next=241, undated_count=1),
        facts(days_to_next=241, days_late=1),
        facts(status=Lifecycle.PROPOSED, undated_count=1),
        facts(status=Lifecycle.COMMITTED, undated_count=1, delivered_count=3),
    ],
)
def test_where_the_evidence_speaks_there_is_a_number(known: Facts) -> None:
    risk = assess(known, DAY)
    assert risk.state is State.ASSESSED
    assert risk.probability is not None


def test_levels_begin_at_their_bounds() -> None:
    bounds = [0.2999, 0.3, 0.5999, 0.6, 0.7999, 0.8]
    assert [level_of(probability).value for probability in bounds] == [
        *("LOW", "WATCH", "WATCH"),
        *("HIGH", "HIGH", "CRITICAL"),
    ]


late = st.integers(0, 4000)
counts = st.integers(0, 60)
ahead = st.none() | st.integers(0, 240)


@given(late, counts, late, ahead)
def test_a_probability_is_between_nought_and_one_and_its_shares_add_up_to_one(
    days_late: int, missed_count: int, days_silent: int, days_to_next: int | None
) -> None:
    known = facts(
        days_late=days_late,
        missed_count=missed_count,
        days_silent=days_silent,
        days_to_next=days_to_next,
        undated_count=1,
    )
    risk = assess(known, DAY)
    assert risk.probability is not None
    assert 0.05 <= risk.probability <= 1
    assert sum(round(reason.share * 10_000) for reason in risk.reasons) == 10_000
    assert all(0 <= reason.share <= 1 and 0 <= reason.value <= 1 for reason in risk.reasons)
    assert {reason.factor for reason in risk.reasons} == set(Factor)


@given(late, counts, late, ahead, st.integers(1, 500))
def test_the_probability_never_falls_when_one_factor_rises(
    days_late: int, missed_count: int, days_silent: int, days_to_next: int | None, more: int
) -> None:
    now = probability_of(read(days_late, missed_count, days_silent, days_to_next))
    assert now <= probability_of(read(days_late + more, missed_count, days_silent, days_to_next))
    assert now <= probability_of(read(days_late, missed_count + more, days_silent, days_to_next))
    assert now <= probability_of(read(days_late, missed_count, days_silent + more, days_to_next))
    assert now <= probability_of(read(days_late, missed_count, days_silent, None))
    if days_to_next is not None:
        farther = days_to_next + more
        assert now <= probability_of(read(days_late, missed_count, days_silent, farther))


@given(st.sampled_from(Lifecycle), late, counts, late, ahead)
def test_the_rule_is_pure(
    status: Lifecycle, days_late: int, missed: int, silent: int, days_to_next: int | None
) -> None:
    known = facts(
        status=status,
        days_late=days_late,
        missed_count=missed,
        days_silent=silent,
        days_to_next=days_to_next,
    )
    assert assess(known, DAY) == assess(replace(known), DAY)
