"""Milestones: their promises, every new date, and how they ended."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from uuid import UUID

from db.portfolio.milestone import milestone, reopening, replan
from domain.risk.facts import MilestoneLedger
from domain.risk.missed_dates import Promise, missed_dates
from integrations.importing.changes.changes import Bundle, Changes, Context, Values
from integrations.importing.changes.on_record import OnRecord, Record
from integrations.importing.checking.history import (
    DATING,
    Dated,
    Promises,
    Retold,
    retell_milestone,
)
from integrations.importing.checking.milestone_outcomes import Outcome, TakenBack
from integrations.importing.format.problems import RowProblem
from integrations.importing.rows.portfolio import EventKind, EventRow, MilestoneRow


@dataclass(frozen=True, slots=True)
class Ending:
    """How a milestone ended: when, recorded when, and why it was dropped."""

    completed_on: date | None = None
    completed_recorded_at: datetime | None = None
    dropped_on: date | None = None
    dropped_recorded_at: datetime | None = None
    dropped_reason: str | None = None


# What a reopening keeps of the end that it takes back.
TAKEN_BACK = ("completed_on", "completed_recorded_at", "dropped_on", "dropped_recorded_at")


def plan_milestones(
    bundle: Bundle, record: OnRecord, context: Context, changes: Changes, recorded_at: datetime
) -> list[tuple[MilestoneLedger, date]]:
    """Plan every milestone of an initiative; returns all ledgers as they will be, with the day
    from which each is known.
    """
    events: dict[UUID, list[EventRow]] = defaultdict(list)
    for row in bundle.events:
        if row.milestone is not None:
            events[context.ids.known("milestones.csv", row.milestone)].append(row)
    known = {row["id"]: row for row in record.of(milestone)}
    ledgers = []
    for milestone_id in dict.fromkeys([*known, *bundle.milestones]):
        plan = MilestonePlan(
            milestone_id,
            bundle,
            context,
            changes,
            known=known.get(milestone_id),
            replans=record.children(replan, "milestone_id", milestone_id),
            reopenings=record.children(reopening, "milestone_id", milestone_id),
            events=events[milestone_id],
        )
        ledgers.append(plan.carry_out(recorded_at))
    return ledgers


class MilestonePlan:
    """The plan of one milestone."""

    def __init__(
        self,
        milestone_id: UUID,
        bundle: Bundle,
        context: Context,
        changes: Changes,
        *,
        known: Record | None,
        replans: Sequence[Record],
        reopenings: Sequence[Record],
        events: list[EventRow],
    ) -> None:
        self.id = milestone_id
        self.bundle = bundle
        self.row = bundle.milestones.get(milestone_id)
        self.context = context
        self.changes = changes
        self.known = known
        self.replans = replans
        self.reopenings = reopenings
        self.events = events

    def carry_out(self, recorded_at: datetime) -> tuple[MilestoneLedger, date]:
        retold = retell_milestone(self.on_record(), self.events, self.context.calendar)
        self.changes.problems += retold.problems
        dated = [*retold.dated, *self.moved_silently(retold)]
        ending = self.ending(retold)
        if self.row is not None and (wrong := ended_both_ways(self.row, ending)):
            self.changes.problems.append(wrong)
        promises = [Promise(each.on, each.due_on) for each in dated]
        known_at = self.plan_row(dated, promises, ending, recorded_at)
        self.plan_replans(dated)
        for taken_back in retold.endings.fresh:
            self.plan_reopening(taken_back)
        title = self.row.title if self.row else self.known["title"] if self.known else ""
        ledger = MilestoneLedger(self.id, title, promises, ending.completed_on, ending.dropped_on)
        return ledger, self.context.calendar.day(known_at)

    def on_record(self) -> Promises:
        """Return the promises on record: the first date, then every new one."""
        if self.known is None:
            return Promises()
        dated = []
        if self.known["first_due_on"] is not None:
            on, due_on = self.known["promised_on"], self.known["first_due_on"]
            dated.append(Dated(on=on, due_on=due_on, first=True))
        dated += [
            Dated(on=row["occurred_on"], due_on=row["to_due_on"], id=row["id"])
            for row in self.replans
        ]
        turns = []
        for row in self.reopenings:
            on = self.context.calendar.day(row["recorded_at"])
            turns += ends_of(row)
            turns.append(Outcome(kind=EventKind.REOPENED, on=on, at=row["recorded_at"]))
        turns += ends_of(self.known)
        return Promises(dated=tuple(dated), turns=tuple(turns), known=True)

    def moved_silently(self, retold: Retold) -> list[Dated]:
        """Return the new date that the source shows without an event for it, if there is one."""
        name = self.row.external_id if self.row else ""
        if retold.endings.standing or any(
            (kind.value, name) in self.bundle.ignored for kind in DATING
        ):
            return []
        dated = [row for row in self.events if row.event in DATING]
        theirs = max(dated, key=lambda row: row.occurred_on).due_on if dated else None
        shown = self.row.due_on if self.row else None
        if shown is None and retold.contradicts_first:
            shown = theirs
        elif shown is None or (dated and shown == theirs and not retold.contradicts_first):
            return []
        if shown is None or shown == retold.due_on:
            return []
        today = self.context.calendar.today
        return [Dated(on=today, due_on=shown, recorded_at=self.context.calendar.now)]

    def ending(self, retold: Retold) -> Ending:
        """Return how the milestone ended: as on record, else as told, else as its row shows."""
        calendar = self.context.calendar
        stands = retold.endings.standing
        if stands is not None and stands.row is None:
            assert self.known is not None, "an end without a row is on record"
            return Ending(**{name: self.known[name] for name in Ending.__slots__})
        if stands is not None:
            return ending_of(stands)
        met_on = self.row.completed_on if self.row else None
        if met_on is None or met_on > calendar.today or retold.endings.is_settled(met_on):
            return Ending()
        return Ending(completed_on=met_on, completed_recorded_at=calendar.moment(None, met_on))

    def plan_row(
        self,
        dated: Sequence[Dated],
        promises: Sequence[Promise],
        ending: Ending,
        recorded_at: datetime,
    ) -> datetime:
        """Plan the milestone's own row; returns since when it is on record."""
        calendar = self.context.calendar
        values: Values = {}
        if self.row is not None:
            leave_out = ("external_id", "initiative", "due_on", "completed_on", "recorded_at")
            values |= self.context.values(self.row, *leave_out)
        facts = {name: getattr(ending, name) for name in Ending.__slots__}
        facts["due_on"] = dated[-1].due_on if dated else None
        if dated:
            facts |= {"first_due_on": dated[0].due_on, "promised_on": dated[0].on}
        if self.known is not None:
            known_end = (self.known["completed_on"], self.known["dropped_on"])
            ended = (ending.completed_on, ending.dropped_on) != known_end
            if ended or not all(each.on_record for each in dated):
                facts["missed_count"] = self.missed(promises, ending)
            self.changes.update(milestone, self.known, {**values, **facts})
            kept: datetime = self.known["recorded_at"]
            return kept
        if self.row is None:  # pragma: no cover - every milestone is on record or in the file
            return recorded_at
        first = min((row.occurred_on for row in self.events), default=None)
        moment = calendar.moment(self.row.recorded_at, first or recorded_at)
        if self.row.recorded_at is None:
            moment = max(moment, recorded_at)
        self.changes.insert(
            self.context,
            milestone,
            {
                "first_due_on": None,
                "promised_on": None,
                "owner_id": None,
                **values,
                **facts,
                "id": self.id,
                "initiative_id": self.bundle.initiative_id,
                "external_id": self.row.external_id,
                "missed_count": self.missed(promises, ending),
                "imported": True,
                "recorded_at": moment,
            },
        )
        return moment

    def missed(self, promises: Sequence[Promise], ending: Ending) -> int:
        ended_on = ending.completed_on or ending.dropped_on
        return len(missed_dates(promises, ended_on=ended_on, day=self.context.calendar.today))

    def plan_replans(self, dated: Sequence[Dated]) -> None:
        """Add the new dates to the ledger; those after them count on from there.

        A date on record keeps its day, its reason and its person: only its place and the date it
        moved from follow from what came before.
        """
        known: Mapping[UUID, Record] = {row["id"]: row for row in self.replans}
        shifted: list[tuple[Record, Values]] = []
        for ordinal, (before, each) in enumerate(pairwise(dated), start=1):
            place: Values = {
                "ordinal": ordinal,
                "from_due_on": before.due_on,
                "days": days_between(before.due_on, each.due_on),
            }
            if each.id is not None:
                shifted.append((known[each.id], place))
                continue
            self.changes.insert(
                self.context,
                replan,
                {
                    **place,
                    "milestone_id": self.id,
                    "to_due_on": each.due_on,
                    "reason": each.reason,
                    "person_id": self.person(each),
                    "occurred_on": each.on,
                    "recorded_at": each.recorded_at or self.told_at(each),
                    "imported": True,
                },
            )
        # From the last on, so that no two rows share an ordinal on the way.
        for row, place in reversed(shifted):
            self.changes.update(replan, row, place)

    def plan_reopening(self, taken_back: TakenBack) -> None:
        """Keep an end that was taken back, as it was recorded until then."""
        end = taken_back.end
        if end.row is None:
            assert self.known is not None, "an end without a row is on record"
            ended = {name: self.known[name] for name in TAKEN_BACK}
        else:
            ended = {name: getattr(ending_of(end), name) for name in TAKEN_BACK}
        recorded_at = taken_back.reopening.at
        values = {"milestone_id": self.id, **ended, "recorded_at": recorded_at}
        self.changes.insert(self.context, reopening, values)

    def person(self, each: Dated) -> UUID | None:
        return self.context.id_of("people.csv", each.row.person) if each.row else None

    def told_at(self, each: Dated) -> datetime:
        given = each.row.recorded_at if each.row else None
        return self.context.calendar.moment(given, each.on)


def ends_of(record: Record) -> list[Outcome]:
    """Return the end that a milestone or a reopening on record holds, if there is one."""
    return [
        Outcome(kind=kind, on=record[f"{name}_on"], at=record[f"{name}_recorded_at"])
        for kind, name in ((EventKind.DELIVERED, "completed"), (EventKind.DROPPED, "dropped"))
        if record[f"{name}_on"] is not None
    ]


def ending_of(end: Outcome) -> Ending:
    """Return an end that a file tells."""
    assert end.row is not None
    if end.kind is EventKind.DELIVERED:
        return Ending(completed_on=end.on, completed_recorded_at=end.at)
    return Ending(dropped_on=end.on, dropped_recorded_at=end.at, dropped_reason=end.row.text)


def days_between(before: date | None, after: date | None) -> int | None:
    return None if before is None or after is None else (after - before).days


def ended_both_ways(row: MilestoneRow, ending: Ending) -> RowProblem | None:
    """Say so when a row shows a milestone as met that was dropped."""
    if row.completed_on is None or ending.dropped_on is None:
        return None
    reason = f"can't be met: the milestone was dropped on {ending.dropped_on}; blank the cell"
    return RowProblem(row.file, row.line, "completed_on", reason)
