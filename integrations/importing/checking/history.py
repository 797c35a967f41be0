"""History: the dates of a milestone and the life of an initiative, retold from their events.

What is on record and what a file tells are merged into one story in order of days. Nothing on
record is taken back: a file can only add to it. Everything here is plain Python without I/O.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from domain.portfolio.initiative import Lifecycle
from integrations.importing.changes.context import Calendar
from integrations.importing.checking.milestone_outcomes import (
    MilestoneOutcomes,
    Outcome,
    merge_outcomes,
    problem,
)
from integrations.importing.format.problems import RowProblem
from integrations.importing.rows.portfolio import EventKind, EventRow

DATING = (EventKind.PLANNED, EventKind.REPLANNED, EventKind.UNPLANNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """On the day `on` the date in force became `due_on`; `id` is that of a replan on record."""

    on: date
    due_on: date | None
    reason: str | None = None
    person: UUID | None = None
    recorded_at: datetime | None = None
    id: UUID | None = None
    first: bool = False
    row: EventRow | None = None

    @property
    def on_record(self) -> bool:
        return self.first or self.id is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """What is on record of one milestone."""

    dated: tuple[Dated, ...] = ()
    turns: tuple[Outcome, ...] = ()
    known: bool = False


@dataclass(slots=True, kw_only=True)
class Retold:
    """The merged history: every date in order, and how the milestone ended."""

    dated: list[Dated] = field(default_factory=list)
    endings: MilestoneOutcomes = field(default_factory=MilestoneOutcomes)
    problems: list[RowProblem] = field(default_factory=list)
    contradicts_first: bool = False

    @property
    def due_on(self) -> date | None:
        return self.dated[-1].due_on if self.dated else None


def in_order(events: Sequence[EventRow]) -> list[EventRow]:
    """Sort events by day; those of one day keep the order of the file."""
    return sorted(events, key=lambda row: row.occurred_on)


def retell_milestone(record: Promises, events: Sequence[EventRow], calendar: Calendar) -> Retold:
    """Merge the events a file tells of one milestone with what is on record.

    An event that is on record already (same day, same date) adds nothing. A plan that names another
    first date than the one on record is no event: see `contradicts_first`.
    """
    retold = Retold()
    missing = Counter((each.on, each.due_on) for each in record.dated)
    fresh: list[Dated] = []
    promised = record.known
    for row in in_order(events):
        if row.event in DATING:
            if missing[row.occurred_on, row.due_on] > 0 and row.due_on is not None:
                missing[row.occurred_on, row.due_on] -= 1
            elif row.event is EventKind.UNPLANNED and missing[row.occurred_on, None] > 0:
                missing[row.occurred_on, None] -= 1
            elif row.event is EventKind.PLANNED and row.due_on is None:
                pass  # a promise without a date
            elif not promised and row.event is not EventKind.PLANNED:
                retold.problems.append(
                    problem(row, f"“{row.event}” comes before any “planned”; add the plan first")
                )
                continue
            else:
                fresh.append(
                    Dated(
                        on=row.occurred_on,
                        due_on=row.due_on,
                        reason=row.text,
                        row=row,
                    )
                )
            promised = True
    _merge(record, fresh, retold)
    retold.endings = merge_outcomes(record.turns, events, calendar)
    retold.problems += retold.endings.problems
    _check_end(retold)
    return retold


def _merge(record: Promises, fresh: list[Dated], retold: Retold) -> None:
    """Put the fresh dates among those on record; record what can't be put anywhere."""
    while True:
        retold.dated, rejected = _replay(record.dated, fresh, retold)
        if rejected is None:
            return
        fresh.remove(rejected)


def _replay(
    on_record: tuple[Dated, ...], fresh: list[Dated], retold: Retold
) -> tuple[list[Dated], Dated | None]:
    """Retell the dates in order; returns the first fresh date that has to be left out."""
    story: list[Dated] = []
    merged = sorted([*on_record, *fresh], key=lambda each: (each.on, not each.on_record))
    recorded_first = on_record[0] if on_record else None
    for each in merged:
        due_on = story[-1].due_on if story else None
        if each.on_record:
            if story and due_on == each.due_on and not story[-1].on_record:
                return story, story[-1]  # the same move, told of another day
            if each is recorded_first and story:
                retold.contradicts_first = True
                return story, story[-1]  # the first date on record is kept for good
        elif each.row is not None:
            reason = _objection(each.row, story, due_on)
            if reason and recorded_first is not None and each.row.event is EventKind.PLANNED:
                retold.contradicts_first = True
                return story, each
            if reason:
                retold.problems.append(problem(each.row, reason))
                return story, each
            if each.due_on is None and due_on is None:
                return story, each  # a promise without a date is withdrawn: nothing to move
        story.append(each)
    return story, None


def _objection(row: EventRow, story: list[Dated], due_on: date | None) -> str | None:
    """Say what speaks against a fresh date, given the story until then."""
    if row.event is EventKind.PLANNED and due_on is not None:
        return f"is planned for {due_on} already; write “replanned” for a new date"
    if row.event is EventKind.REPLANNED and due_on is not None and row.due_on == due_on:
        return f"moves nothing: {due_on} is in force already; take the row away"
    if row.event is EventKind.UNPLANNED and story and due_on is None:
        return "withdraws a date that is withdrawn already; take the row away"
    return None


def _check_end(retold: Retold) -> None:
    """Refuse fresh dates after the end, except a first plan that was put on record afterwards."""
    if (end := retold.endings.standing) is None:
        return
    ended_on, how = end.on, end.kind
    for position, each in enumerate(retold.dated):
        row = each.row
        if row is None or each.on <= ended_on or each.on_record:
            continue
        if position == 0 and how is EventKind.DELIVERED:
            continue
        reason = f"comes after the milestone was {how} on {ended_on}; take the row away"
        retold.problems.append(problem(row, reason))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """On the day `on` the initiative moved to `to`; `id` is that of a move on record."""

    on: date
    to: Lifecycle
    id: UUID | None = None
    row: EventRow | None = None


def retell_life(
    record: Sequence[Step], events: Sequence[EventRow]
) -> tuple[list[Step], list[RowProblem]]:
    """Merge the moves a file tells with those on record; the first step is the proposal."""
    problems: list[RowProblem] = []
    missing = Counter((each.on, each.to) for each in record)
    steps = list(record)
    for row in in_order(events):
        if row.event is not EventKind.LIFECYCLE or row.value is None:
            continue
        to = Lifecycle(row.value)
        if missing[row.occurred_on, to] > 0:
            missing[row.occurred_on, to] -= 1
        else:
            steps.append(Step(on=row.occurred_on, to=to, row=row))
    story: list[Step] = []
    for step in sorted(steps, key=lambda each: (each.on, each.id is None)):
        before = story[-1] if story else None
        if before is not None and before.to is step.to:
            if step.id is not None and before.id is None:
                story[-1] = step  # the same move, told of another day
            elif step.row is not None and before.id is None:
                reason = f"is {step.to} already since {before.on}; take the row away"
                problems.append(problem(step.row, reason, "value"))
            elif step.id is not None:
                story.append(step)
            continue
        story.append(step)
    return story, problems
