"""Retelling: events merged with what is on record, which is never taken back."""

from datetime import UTC, date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from domain.portfolio.initiative import Lifecycle
from integrations.importing.changes.context import Calendar
from integrations.importing.checking.history import (
    Dated,
    Promises,
    Retold,
    Step,
    retell_life,
    retell_milestone,
)
from integrations.importing.checking.milestone_outcomes import Outcome
from integrations.importing.rows.portfolio import EventKind, EventRow

NOW = datetime(2026, 6, 15, tzinfo=UTC)
CALENDAR = Calendar(ZoneInfo("UTC"), NOW.date(), NOW)
JANUARY, FEBRUARY, MARCH, APRIL, MAY = (date(2026, month, 1) for month in range(1, 6))


def event(kind: str, on: date, due_on: date | None = None, *, line: int = 2) -> EventRow:
    return EventRow(
        line=line,
        initiative="I",
        occurred_on=on,
        event=EventKind(kind),
        milestone="M",
        due_on=due_on,
    )


def turns(*told: tuple[str, date]) -> tuple[Outcome, ...]:
    return tuple(
        Outcome(kind=EventKind(kind), on=on, at=CALENDAR.moment(None, on)) for kind, on in told
    )


def on_record(*dates: tuple[date, date | None], ends: tuple[Outcome, ...] = ()) -> Promises:
    dated = tuple(
        Dated(on=on, due_on=due_on, first=not number, id=uuid4() if number else None)
        for number, (on, due_on) in enumerate(dates)
    )
    return Promises(dated=dated, turns=ends, known=True)


def retell(record: Promises, events: list[EventRow]) -> Retold:
    return retell_milestone(record, events, CALENDAR)


def test_a_story_is_told_in_order_of_days_whatever_the_order_of_lines() -> None:
    rows = [
        event("delivered", APRIL),
        event("replanned", FEBRUARY, APRIL),
        event("planned", JANUARY, MARCH),
    ]
    retold = retell(Promises(), rows)
    assert retold.problems == []
    assert [(each.on, each.due_on) for each in retold.dated] == [
        (JANUARY, MARCH),
        (FEBRUARY, APRIL),
    ]
    assert retold.endings.standing is not None
    assert retold.endings.standing.row is rows[0]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (
            [event("replanned", JANUARY, MARCH)],
            "“replanned” comes before any “planned”; add the plan first",
        ),
        (
            [event("planned", JANUARY, MARCH), event("planned", FEBRUARY, APRIL)],
            "is planned for 2026-03-01 already; write “replanned” for a new date",
        ),
        (
            [event("planned", JANUARY, MARCH), event("replanned", FEBRUARY, MARCH)],
            "moves nothing: 2026-03-01 is in force already; take the row away",
        ),
        (
            [event("delivered", JANUARY, line=4), event("delivered", FEBRUARY)],
            "is delivered twice, first on line 4; keep one of them, or add “reopened” between them",
        ),
        (
            [event("delivered", JANUARY), event("dropped", FEBRUARY)],
            "can't be dropped: the milestone is delivered already",
        ),
        (
            [
                event("planned", JANUARY, MARCH),
                event("delivered", FEBRUARY),
                event("replanned", MARCH, APRIL),
            ],
            "comes after the milestone was delivered on 2026-02-01; take the row away",
        ),
        (
            [
                event("planned", JANUARY, MARCH),
                event("unplanned", FEBRUARY),
                event("unplanned", MARCH),
            ],
            "withdraws a date that is withdrawn already; take the row away",
        ),
    ],
)
def test_a_contradiction_is_told(rows: list[EventRow], reason: str) -> None:
    problems = retell(Promises(), rows).problems
    assert [problem.reason for problem in problems] == [reason]


def test_a_plan_without_a_date_is_no_date_and_may_get_one() -> None:
    retold = retell(Promises(), [event("planned", JANUARY), event("replanned", FEBRUARY, MARCH)])
    assert (retold.problems, [each.due_on for each in retold.dated]) == ([], [MARCH])


def test_a_first_plan_recorded_after_the_delivery_is_history() -> None:
    retold = retell(Promises(), [event("delivered", FEBRUARY), event("planned", APRIL, JANUARY)])
    assert (retold.problems, retold.due_on) == ([], JANUARY)


def test_what_is_on_record_adds_nothing_and_what_disappeared_stays() -> None:
    record = on_record((JANUARY, MARCH), (FEBRUARY, APRIL))
    retold = retell(record, [event("planned", JANUARY, MARCH)])
    assert retold.dated == list(record.dated)


def test_a_new_date_is_put_among_those_on_record() -> None:
    record = on_record((JANUARY, MARCH), (MARCH, MAY))
    retold = retell(record, [event("replanned", FEBRUARY, APRIL)])
    assert [(each.on, each.due_on) for each in retold.dated] == [
        (JANUARY, MARCH),
        (FEBRUARY, APRIL),
        (MARCH, MAY),
    ]


def test_the_same_move_told_of_an_earlier_day_is_left_out() -> None:
    record = on_record((JANUARY, MARCH), (MARCH, MAY))
    retold = retell(record, [event("replanned", FEBRUARY, MAY)])
    assert (retold.dated, retold.problems) == (list(record.dated), [])


@pytest.mark.parametrize("on", [date(2025, 12, 1), JANUARY, FEBRUARY])
def test_another_first_date_never_replaces_the_one_on_record(on: date) -> None:
    record = on_record((JANUARY, MARCH))
    retold = retell(record, [event("planned", on, APRIL)])
    assert (retold.dated, retold.contradicts_first) == (list(record.dated), True)
    assert retold.problems == []


def test_a_delivery_on_record_keeps_its_day() -> None:
    record = on_record((JANUARY, MARCH), ends=turns(("delivered", FEBRUARY)))
    retold = retell(record, [event("delivered", APRIL)])
    assert (retold.endings.standing, retold.problems) == (record.turns[0], [])


def test_an_end_may_be_taken_back_and_come_again() -> None:
    rows = [
        event("planned", JANUARY, MARCH),
        event("delivered", FEBRUARY),
        event("reopened", MARCH),
        event("replanned", APRIL, MAY),
        event("dropped", MAY),
    ]
    retold = retell(Promises(), rows)
    assert retold.problems == []
    [taken_back] = retold.endings.fresh
    assert (taken_back.end.row, taken_back.reopening.row) == (rows[1], rows[2])
    assert retold.endings.standing is not None
    assert retold.endings.standing.row is rows[4]
    assert not retold.endings.reopened


def test_on_one_day_the_order_of_lines_counts() -> None:
    rows = [event("delivered", MARCH), event("reopened", MARCH), event("delivered", MARCH)]
    assert retell(Promises(), rows).problems == []
    [wrong, *_] = retell(Promises(), [rows[1], rows[0]]).problems
    assert wrong.reason == (
        "takes back an end that is not there; add “delivered” or “dropped” before it"
    )


def test_a_reopening_told_later_takes_back_the_end_on_record() -> None:
    record = on_record((JANUARY, MARCH), ends=turns(("delivered", FEBRUARY)))
    retold = retell(record, [event("delivered", FEBRUARY), event("reopened", MARCH)])
    assert (retold.endings.standing, retold.endings.reopened, retold.problems) == (None, True, [])


def test_what_lies_before_a_reopening_on_record_is_settled() -> None:
    """An older export tells of the delivery, and nothing of what was made of it here."""
    ends = turns(("delivered", FEBRUARY), ("reopened", MARCH))
    record = on_record((JANUARY, MARCH), ends=ends)
    for told in ([], [event("delivered", FEBRUARY)], [event("dropped", JANUARY)]):
        retold = retell(record, told)
        assert (retold.endings.standing, retold.endings.fresh, retold.problems) == (None, [], [])
    assert retell(record, []).endings.is_settled(FEBRUARY)
    again = retell(record, [event("delivered", APRIL)])
    assert again.endings.standing is not None
    assert again.endings.standing.on == APRIL


def move(on: date, value: str, *, line: int = 2) -> EventRow:
    kind = EventKind.LIFECYCLE
    return EventRow(line=line, initiative="I", occurred_on=on, event=kind, value=value)


def test_a_life_is_merged_and_a_move_to_where_it_stands_is_told() -> None:
    record = [
        Step(on=JANUARY, to=Lifecycle.PROPOSED, id=uuid4()),
        Step(on=APRIL, to=Lifecycle.DONE, id=uuid4()),
    ]
    story, problems = retell_life(
        record, [move(MARCH, "IN_PROGRESS", line=7), move(FEBRUARY, "IN_PROGRESS")]
    )
    assert [step.to for step in story] == ["PROPOSED", "IN_PROGRESS", "DONE"]
    assert [str(problem) for problem in problems] == [
        (
            "events.csv, line 7, column value: is IN_PROGRESS already since 2026-02-01; "
            "take the row away"
        )
    ]
