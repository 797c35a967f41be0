"""Signs of life: which follow from the history, and which are on record beside it."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from db.portfolio.activity import activity
from db.portfolio.initiative import lifecycle_move
from db.portfolio.milestone import milestone, reopening, replan
from db.portfolio.short_term_win import share, short_term_win
from domain.portfolio.activity import ActivityKind
from integrations.importing.changes.context import Calendar
from integrations.importing.changes.on_record import OnRecord, Record


class Sign(NamedTuple):
    """One sign of life, and when it was recorded."""

    kind: ActivityKind
    on: date
    recorded_at: datetime


def signs_of(record: OnRecord, calendar: Calendar) -> Iterator[Sign]:
    """Yield the signs of life that follow from the history on record of an initiative."""
    for row in record.of(lifecycle_move):
        kind = ActivityKind.CREATED if row["from_status"] is None else ActivityKind.LIFECYCLE
        yield Sign(kind, row["occurred_on"], row["recorded_at"])
    for row in record.of(milestone):
        yield from signs_of_milestone(row, calendar)
    for row in record.of(reopening):
        yield from signs_of_end(row)
    for row in record.of(replan):
        yield Sign(ActivityKind.REPLANNED, row["occurred_on"], row["recorded_at"])
    for row in record.of(short_term_win):
        yield Sign(ActivityKind.WIN, row["achieved_on"], row["recorded_at"])
    for row in record.of(share):
        yield Sign(ActivityKind.WIN_SHARED, row["occurred_on"], row["recorded_at"])


def signs_of_milestone(row: Record, calendar: Calendar) -> Iterator[Sign]:
    if row["first_due_on"] is not None:
        recorded_at = max(row["recorded_at"], calendar.moment(None, row["promised_on"]))
        yield Sign(ActivityKind.PLANNED, row["promised_on"], recorded_at)
    yield from signs_of_end(row)


def signs_of_end(row: Record) -> Iterator[Sign]:
    """Yield the sign of an end, also of one that was taken back later."""
    if row["completed_on"] is not None:
        yield Sign(ActivityKind.DELIVERED, row["completed_on"], row["completed_recorded_at"])
    if row["dropped_on"] is not None:
        yield Sign(ActivityKind.DROPPED, row["dropped_on"], row["dropped_recorded_at"])


def beside_history(record: OnRecord, calendar: Calendar) -> list[Record]:
    """Return the signs of life on record that do not follow from the history on record."""
    exact = Counter(signs_of(record, calendar))
    left: dict[tuple[ActivityKind, date], list[Record]] = defaultdict(list)
    for row in record.of(activity):
        sign = Sign(row["kind"], row["occurred_on"], row["recorded_at"])
        if exact[sign] > 0:
            exact[sign] -= 1
        else:
            left[sign.kind, sign.on].append(row)
    followed = Counter((sign.kind, sign.on) for sign in exact.elements())
    return [row for (kind, on), rows in left.items() for row in rows[followed.get((kind, on), 0) :]]
