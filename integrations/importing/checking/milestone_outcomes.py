"""Endings: how a milestone was met or given up, and what was taken back of that.

What is on record and what a file tells become one story: an end, a reopening, another end. It goes
by the instants of recording, since a delivery may be entered for a day before the reopening.
Whatever a file tells of the time before the last reopening on record is settled and adds nothing.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from integrations.importing.changes.context import Calendar
from integrations.importing.format.problems import RowProblem
from integrations.importing.rows.portfolio import EventKind, EventRow

ENDING = (EventKind.DELIVERED, EventKind.DROPPED, EventKind.REOPENED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A milestone ended, or was reopened, on a day; without a row it is on record."""

    kind: EventKind
    on: date
    at: datetime
    row: EventRow | None = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An end, and the reopening that took it back."""

    end: Outcome
    reopening: Outcome


@dataclass(slots=True)
class MilestoneOutcomes:
    """The merged story: the end that stands, if one does, and those that were taken back."""

    standing: Outcome | None = None
    taken_back: list[TakenBack] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def fresh(self) -> list[TakenBack]:
        """What was taken back and is not on record."""
        return [each for each in self.taken_back if each.reopening.row is not None]

    @property
    def reopened(self) -> bool:
        """Whether an end on record is taken back by the file."""
        return any(each.end.row is None for each in self.fresh)

    def is_settled(self, day: date) -> bool:
        """Tell whether a later reopening took back an end on this day."""
        return any(day <= each.reopening.on for each in self.taken_back)


def merge_outcomes(
    record: Sequence[Outcome], events: Sequence[EventRow], calendar: Calendar
) -> MilestoneOutcomes:
    """Merge the turns on record, in their order, with those that a file tells."""
    missing = Counter((each.kind, each.on) for each in record)
    settled = max((each.on for each in record if each.kind is EventKind.REOPENED), default=None)
    turns = list(record)
    for row in events:
        if row.event not in ENDING:
            continue
        if missing[row.event, row.occurred_on] > 0:
            missing[row.event, row.occurred_on] -= 1
        elif settled is None or row.occurred_on > settled:
            at = calendar.moment(row.recorded_at, row.occurred_on)
            turns.append(Outcome(kind=row.event, on=row.occurred_on, at=at, row=row))
    outcomes = MilestoneOutcomes()
    for turn in sorted(turns, key=lambda each: (each.at, each.row is not None)):
        if turn.kind is not EventKind.REOPENED:
            outcomes.standing = end(outcomes, outcomes.standing, turn)
        elif outcomes.standing is not None:
            outcomes.taken_back.append(TakenBack(outcomes.standing, turn))
            outcomes.standing = None
        elif turn.row is not None:
            reason = "takes back an end that is not there; add “delivered” or “dropped” before it"
            outcomes.problems.append(problem(turn.row, reason))
    return outcomes


def end(outcomes: MilestoneOutcomes, before: Outcome | None, slot: Outcome) -> Outcome:
    """Return the end that stands. On record, the first day that was told does."""
    if before is None:
        return slot
    if slot.row is None:
        if before.row is not None and before.kind is not slot.kind:
            outcomes.problems.append(ended_otherwise(before.row))
        return slot
    if before.row is None:
        if before.kind is not slot.kind:
            outcomes.problems.append(ended_otherwise(slot.row))
    elif before.kind is slot.kind:
        reason = f"is {slot.kind} twice, first on line {before.row.line}; keep one of them"
        outcomes.problems.append(problem(slot.row, f"{reason}, or add “reopened” between them"))
    else:
        reason = f"can't be {slot.kind}: the milestone is {before.kind} already"
        outcomes.problems.append(problem(slot.row, reason))
    return before


def ended_otherwise(row: EventRow) -> RowProblem:
    reason = f"can't be {row.event}: the milestone is ended otherwise on record already"
    return problem(row, reason)


def problem(row: EventRow, reason: str, column: str = "event") -> RowProblem:
    return RowProblem(row.file, row.line, column, reason)
