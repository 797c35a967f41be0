"""The history of an initiative as lines of events.csv, in order of days."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from db.portfolio.assessment import assessment
from db.portfolio.initiative import lifecycle_move
from db.portfolio.milestone import milestone, reopening, replan
from db.portfolio.status_update import status_update
from integrations.exporting.cells import Cells, Names, cells, unless_default
from integrations.importing.changes.context import Calendar
from integrations.importing.changes.on_record import OnRecord
from integrations.importing.planning.activities import beside_history
from integrations.importing.rows.portfolio import EventKind, EventRow

Record = Mapping[str, Any]


class History:
    """Writes the events of one initiative."""

    def __init__(
        self, external_id: str, record: OnRecord, names: Names, calendar: Calendar
    ) -> None:
        self.external_id = external_id
        self.record = record
        self.names = names
        self.calendar = calendar

    def events(self) -> list[Cells]:
        """Return everything that happened; what happened on one day stays in its own order."""
        lines = [
            *self.moves(),
            *self.promises(),
            *self.endings(),
            *alphabetical(self.statuses()),
            *alphabetical(self.assessments()),
            *alphabetical(self.signs()),
        ]
        return sorted(lines, key=lambda cells: cells["occurred_on"])

    def event(
        self, kind: EventKind, on: date, recorded_at: datetime, row: Record, **own: object
    ) -> Cells:
        given = unless_default(recorded_at, on, self.calendar)
        own = {"event": kind, "occurred_on": on, "recorded_at": given, **own}
        own.setdefault("milestone", None)
        return cells(EventRow, row, self.names, initiative=self.external_id, **own)

    def moves(self) -> Iterator[Cells]:
        for row in self.record.of(lifecycle_move):
            proposed = row["from_status"] is None
            yield self.event(
                EventKind.CREATED if proposed else EventKind.LIFECYCLE,
                row["occurred_on"],
                row["recorded_at"],
                row,
                value=None if proposed else row["to_status"],
                text=row["reason"],
            )

    def promises(self) -> Iterator[Cells]:
        """Yield each first date, then every new one, milestone by milestone."""
        for row in self.in_order():
            named = self.names["milestones.csv"][row["id"]]
            if row["first_due_on"] is not None:
                on, due_on = row["promised_on"], row["first_due_on"]
                moment = self.calendar.moment(None, on)
                blank: Record = {}
                yield self.event(
                    EventKind.PLANNED, on, moment, blank, milestone=named, due_on=due_on
                )
            for move in self.record.children(replan, "milestone_id", row["id"]):
                withdrawn = move["to_due_on"] is None
                yield self.event(
                    EventKind.UNPLANNED if withdrawn else EventKind.REPLANNED,
                    move["occurred_on"],
                    move["recorded_at"],
                    move,
                    milestone=named,
                    due_on=move["to_due_on"],
                    text=move["reason"],
                )

    def endings(self) -> Iterator[Cells]:
        """Yield how milestones ended: what was taken back, with its reopening, then the last."""
        blank: Record = {}
        for row in self.in_order():
            named = self.names["milestones.csv"][row["id"]]
            for taken_back in self.record.children(reopening, "milestone_id", row["id"]):
                yield from self.ending(named, taken_back)
                moment = taken_back["recorded_at"]
                on = self.calendar.day(moment)
                yield self.event(EventKind.REOPENED, on, moment, blank, milestone=named)
            yield from self.ending(named, row)

    def ending(self, named: str, row: Record) -> Iterator[Cells]:
        """Yield the end that a milestone or a reopening holds, if there is one."""
        blank: Record = {}
        if row["completed_on"] is not None:
            on, moment = row["completed_on"], row["completed_recorded_at"]
            yield self.event(EventKind.DELIVERED, on, moment, blank, milestone=named)
        if row["dropped_on"] is not None:
            on, moment = row["dropped_on"], row["dropped_recorded_at"]
            reason = row.get("dropped_reason")
            yield self.event(EventKind.DROPPED, on, moment, blank, milestone=named, text=reason)

    def in_order(self) -> list[Record]:
        names = self.names["milestones.csv"]
        return sorted(self.record.of(milestone), key=lambda row: names[row["id"]])

    def statuses(self) -> Iterator[Cells]:
        for row in self.record.of(status_update):
            yield self.event(
                EventKind.STATUS,
                row["occurred_on"],
                row["recorded_at"],
                row,
                value=row["reported_status"],
            )

    def assessments(self) -> Iterator[Cells]:
        for row in self.record.of(assessment):
            yield self.event(
                EventKind.ASSESSED, row["occurred_on"], row["recorded_at"], row, value=row["rating"]
            )

    def signs(self) -> Iterator[Cells]:
        """Yield the signs of life that do not follow from the rest."""
        blank: Record = {}
        for row in beside_history(self.record, self.calendar):
            yield self.event(
                EventKind.ACTIVITY, row["occurred_on"], row["recorded_at"], blank, value=row["kind"]
            )


def alphabetical(lines: Iterable[Cells]) -> list[Cells]:
    """Put lines in an order that does not depend on their ids."""
    return sorted(lines, key=lambda cells: tuple(cells.values()))
