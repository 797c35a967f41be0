"""What must hold within a row, whatever the others say."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import singledispatch
from uuid import UUID

from domain.portfolio.short_term_win import Proof
from integrations.importing.changes.context import Calendar, IdMap
from integrations.importing.checking.reviews import check_change, check_decision
from integrations.importing.checking.thresholds import check_threshold
from integrations.importing.format.columns import Row
from integrations.importing.format.problems import RowProblem
from integrations.importing.rows.events import check_event
from integrations.importing.rows.kinds import past_days
from integrations.importing.rows.portfolio import (
    DependencyRow,
    EventRow,
    InitiativeRow,
    MilestoneRow,
    ThresholdRow,
    WinRow,
)
from integrations.importing.rows.reviews import DecisionRow, ReviewChangeRow

# What has come by the day of the import; of kinds, their days say it.
PAST_ONLY = (
    *dict.fromkeys(each.name for each in past_days()),
    "occurred_on",
    "achieved_on",
    "asked_on",
    "closed_on",
    "completed_on",
    "held_on",
    "observed_on",
    "recorded_at",
    "edited_at",
)


def check_row(row: Row, calendar: Calendar, as_of: date | None) -> Iterator[RowProblem]:
    """Yield what contradicts itself in a row, or lies in the future of the organisation's clock.

    With --as-of what lies later is left out instead of refused.
    """
    if as_of is None:
        for name in PAST_ONLY:
            moment = getattr(row, name, None)
            if moment is not None and calendar.day(moment) > calendar.today:
                reason = f"lies after today, {calendar.today} on the organisation's clock"
                hint = "correct it, or name a later day with --as-of"
                yield RowProblem(row.file, row.line, name, f"{reason}; {hint}")
    yield from check_kind(row)


@singledispatch
def check_kind(_row: Row) -> Iterator[RowProblem]:
    """Yield what contradicts itself in a row of a certain file."""
    yield from ()


check_kind.register(EventRow, check_event)
check_kind.register(ThresholdRow, check_threshold)
check_kind.register(ReviewChangeRow, check_change)
check_kind.register(DecisionRow, check_decision)


@check_kind.register
def _(row: InitiativeRow) -> Iterator[RowProblem]:
    for name in ("budget", "expected_benefit"):
        amount, currency = getattr(row, f"{name}_amount"), getattr(row, f"{name}_currency")
        if (amount is None) != (currency is None):
            blank = f"{name}_amount" if amount is None else f"{name}_currency"
            yield RowProblem(
                row.file, row.line, blank, "is blank; give amount and currency, or none"
            )
    if row.budget_amount is not None and row.budget_amount < 0:
        yield RowProblem(row.file, row.line, "budget_amount", "is negative; give what it may cost")
    if row.started_on and row.ended_on and row.ended_on < row.started_on:
        reason = f"lies before its start on {row.started_on}; correct one of the days"
        yield RowProblem(row.file, row.line, "ended_on", reason)


@check_kind.register
def _(row: WinRow) -> Iterator[RowProblem]:
    if row.proof is Proof.PROVEN:
        for name in ("evidence_measure", "evidence_before", "evidence_after"):
            if getattr(row, name) is None:
                reason = "is blank and a PROVEN win needs it; fill it in or call the win CLAIMED"
                yield RowProblem(row.file, row.line, name, reason)


@check_kind.register
def _(row: DependencyRow) -> Iterator[RowProblem]:
    if row.milestone == row.depends_on:
        reason = "is the milestone itself; name another one or take the row away"
        yield RowProblem(row.file, row.line, "depends_on", reason)


def check_cycles(
    rows: Iterable[DependencyRow], ids: IdMap, on_record: Iterable[tuple[UUID, UUID]]
) -> Iterator[tuple[DependencyRow, RowProblem]]:
    """Yield each dependency by which a milestone would have to wait for itself."""
    waits_for: dict[UUID, set[UUID]] = defaultdict(set)
    for milestone, depends_on in on_record:
        waits_for[milestone].add(depends_on)
    for row in rows:
        milestone = ids.known(MilestoneRow.file, row.milestone)
        depends_on = ids.known(MilestoneRow.file, row.depends_on)
        if reaches(waits_for, depends_on, milestone):
            reason = f"closes a circle: “{row.depends_on}” waits for “{row.milestone}” already"
            yield row, RowProblem(row.file, row.line, "depends_on", f"{reason}; take one away")
        else:
            waits_for[milestone].add(depends_on)


def reaches(graph: dict[UUID, set[UUID]], start: UUID, goal: UUID) -> bool:
    seen, todo = {start}, [start]
    while todo:
        each = todo.pop()
        if each == goal:
            return True
        fresh = graph.get(each, set()) - seen
        seen |= fresh
        todo += fresh
    return False


def fresh(
    rows: Sequence[DependencyRow], ids: IdMap, known: Sequence[tuple[UUID, UUID]]
) -> list[DependencyRow]:
    """Return the dependencies that are not on record."""
    pairs = set(known)
    return [
        row
        for row in rows
        if (
            ids.known(MilestoneRow.file, row.milestone),
            ids.known(MilestoneRow.file, row.depends_on),
        )
        not in pairs
    ]
