"""Reading the files of a back-test: events, snapshots, and the calendar of targets.

Columns that are not named here are not read; above all not the factors that somebody computed.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final, NamedTuple

from domain.risk.missed_dates import Promise

PLANS: Final = frozenset({"planned", "replanned", "unplanned"})
SIGNS_OF_LIFE: Final = frozenset({"created", "activity"})
DELIVERED: Final = "delivered"
STATUS: Final = "status"
YES: Final = frozenset({"1", "1.0", "true", "yes"})
NO: Final = frozenset({"0", "0.0", "false", "no"})


class HistoryError(Exception):
    """A file can't be used; the message names file, line and column."""


class Line(NamedTuple):
    """One row of a file, and where it stands."""

    path: Path
    number: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def day(self, column: str) -> date | None:
        """Return a day, that of an instant too; None where the cell is blank."""
        text = self.text(column)
        if not text:
            return None
        try:
            return datetime.fromisoformat(text).date()
        except ValueError:
            raise self.error(column, f"{text!r} is not a day such as 2024-06-30") from None

    def required_day(self, column: str) -> date:
        day = self.day(column)
        if day is None:
            raise self.error(column, "a day is missing")
        return day

    def required_text(self, column: str) -> str:
        text = self.text(column)
        if not text:
            raise self.error(column, "a value is missing")
        return text

    def truth(self, column: str) -> bool | None:
        text = self.text(column).lower()
        if text in YES:
            return True
        if text in NO:
            return False
        if not text:
            return None
        raise self.error(column, f"{text!r} is neither 0 nor 1")

    def error(self, column: str, what: str) -> HistoryError:
        return HistoryError(f"{self.path}, line {self.number}, column {column}: {what}")


class Table(NamedTuple):
    columns: Sequence[str]
    lines: Sequence[Line]


def read_table(path: Path, *required: str) -> Table:
    """Read a CSV file whose first line names at least the required columns."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file)
            columns = [name.strip() for name in next(reader, [])]
            lines = [
                Line(path, reader.line_num, dict(zip(columns, cells, strict=False)))
                for cells in reader
                if cells
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise HistoryError(f"{path} can't be read: {reason}") from error
    missing = [name for name in required if name not in columns]
    if missing:
        named = ", ".join(columns) or "none"
        raise HistoryError(
            f"{path}, line 1: column {missing[0]} is missing; the columns are: {named}"
        )
    return Table(columns, lines)


class Plan(NamedTuple):
    """A plan as recorded on a day: from which target, to which one, and when that one is due."""

    on: date
    before: str
    target: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class History:
    """What was recorded of one initiative, each kind in order of days.

    `delivered` holds the first day on which each milestone was itself told to be delivered.
    """

    name: str
    signs_of_life: Sequence[date] = ()
    promises: Mapping[str, Sequence[Promise]] = field(default_factory=dict)
    delivered: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Histories:
    """All histories of a file, and what in it could not be used."""

    of: Mapping[str, History]
    targets_without_date: int = 0
    unknown_events: Mapping[str, int] = field(default_factory=dict)


def read_calendar(path: Path | None) -> dict[str, date]:
    """Read the days of the targets: `date` holds the day, the first other column the name."""
    if path is None:
        return {}
    table = read_table(path, "date")
    named = next((column for column in table.columns if column != "date"), None)
    if named is None:
        raise HistoryError(f"{path}, line 1: a column with the names of the targets is missing")
    dated = {line.required_text(named): line.day("date") for line in table.lines}
    return {name: day for name, day in dated.items() if day is not None}


def read_histories(path: Path, calendar: Mapping[str, date]) -> Histories:
    """Read the events. A target without a date in its event gets the calendar's, or none."""
    table = read_table(path, "initiative", "date", "event", "milestone")
    if not {"to_target", "to_target_date"} & set(table.columns):
        raise HistoryError(f"{path}, line 1: column to_target_date (or to_target) is missing")
    signs: dict[str, list[date]] = defaultdict(list)
    plans: dict[tuple[str, str], list[Plan]] = defaultdict(list)
    delivered: dict[str, dict[str, date]] = defaultdict(dict)
    unknown: Counter[str] = Counter()
    names: set[str] = set()
    undated = 0
    for line in table.lines:
        name, on = line.required_text("initiative"), line.required_day("date")
        event, milestone = line.required_text("event").lower(), line.text("milestone")
        names.add(name)
        if event in PLANS:
            plan = read_plan(line, event, on, calendar)
            undated += bool(plan.target) and plan.due_on is None
            plans[name, milestone].append(plan)
        elif event in SIGNS_OF_LIFE:
            signs[name].append(on)
        elif event == DELIVERED:
            delivered[name][milestone] = min(on, delivered[name].get(milestone, on))
        elif event != STATUS:
            unknown[event] += 1
    promises: dict[str, dict[str, Sequence[Promise]]] = defaultdict(dict)
    for (name, milestone), made in plans.items():
        promises[name][milestone] = tuple(promises_of(made))
    histories = {
        name: History(name, sorted(signs[name]), promises[name], delivered[name])
        for name in sorted(names)
    }
    return Histories(histories, undated, unknown)


def read_plan(line: Line, event: str, on: date, calendar: Mapping[str, date]) -> Plan:
    before = line.text("from_target") or line.text("from_target_date")
    if event == "unplanned":
        return Plan(on, before, "", None)
    target = line.text("to_target")
    due_on = line.day("to_target_date") or calendar.get(target)
    return Plan(on, before, target or line.text("to_target_date"), due_on)


def promises_of(plans: Sequence[Plan]) -> Iterator[Promise]:
    """Yield what stood in the evening of each day on which one milestone was planned."""
    by_day: dict[date, list[Plan]] = defaultdict(list)
    for plan in plans:
        by_day[plan.on].append(plan)
    stood: date | None = None
    for on in sorted(by_day):
        stood = evening(by_day[on], stood)
        yield Promise(on, stood)


def evening(plans: Sequence[Plan], stood: date | None) -> date | None:
    """Return the date in force after the plans of one day, whatever their order in the file.

    The plans are steps from one target to the next: the last one is arrived at more often than it
    is left. If none is, the day ended where it began. Where the steps do not tell (the file has no
    `from_target`), the latest date stands, and none only if no plan had one.
    """
    if len(plans) == 1:
        return plans[0].due_on
    arrived = Counter(plan.target for plan in plans)
    arrived.subtract(plan.before for plan in plans)
    ends = {target for target, count in arrived.items() if count > 0}
    if not ends:
        return stood
    return max((plan.due_on for plan in plans if plan.due_on and plan.target in ends), default=None)


class Snapshot(NamedTuple):
    """A row to be scored: an initiative that was open on a day, and whether it stalled.

    `snapshot`, `status` and `split` are blank where the file does not have them.
    """

    initiative: str
    day: date
    snapshot: str
    split: str
    status: str
    stalled: bool


class Snapshots(NamedTuple):
    """The primary rows with a label, and whether the file says to which split they belong."""

    rows: Sequence[Snapshot]
    has_split: bool


def read_snapshots(path: Path) -> Snapshots:
    """Read the rows with `primary` = 1 (all, where there is no such column) that have a label."""
    table = read_table(path, "initiative", "stalled_H2")
    day_column = "snapshot_date" if "snapshot_date" in table.columns else "snapshot"
    if day_column not in table.columns:
        raise HistoryError(f"{path}, line 1: column snapshot_date is missing")
    rows = []
    for line in table.lines:
        stalled = line.truth("stalled_H2")
        if stalled is None or ("primary" in table.columns and not line.truth("primary")):
            continue
        rows.append(
            Snapshot(
                line.required_text("initiative"),
                line.required_day(day_column),
                line.text("snapshot"),
                line.text("split"),
                line.text("status"),
                stalled,
            )
        )
    return Snapshots(rows, "split" in table.columns)
