"""What the product said of single initiatives on a past day, and what was recorded afterwards.

    python -m bench.explain 2023-06-10 KEP-3488 KEP-1860

It reads the Kubernetes portfolio in bench/data as an import does (bench/kubernetes.py) and asks as
the product does: about the end of that very day, with the lifecycle that was recorded, and with
every kind of progress as a sign of life, where a back-test hears only of creation and activity.
What it prints is what `throughline import` stores with the clock on that day (a test compares the
two); docs/risk.md is written from it.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from bench.folder import DATA, Cells, read_table
from bench.kubernetes import Event, retell
from domain.portfolio.initiative import Lifecycle
from domain.risk.missed_dates import Promise
from domain.risk.stall_risk import StallRisk, assess
from integrations.backtest.histories import History, read_calendar, read_snapshots
from integrations.backtest.scoring import facts_on

DATING = frozenset({"planned", "replanned", "unplanned"})


class Imported(NamedTuple):
    """One initiative as an import makes it of its events."""

    history: History
    moves: Sequence[tuple[date, Lifecycle]]
    events: Sequence[Event]


def explain(day: date, names: Sequence[str]) -> Iterator[str]:
    """Yield the lines to print."""
    portfolio = imported()
    titles = {row["initiative"]: row["title"] for row in read_table("kep_snapshots.csv")}
    outcomes = {
        row.initiative: "stalled" if row.stalled else "delivered"
        for row in read_snapshots(DATA / "kep_snapshots.csv").rows
        if row.day == day
    }
    for name in names:
        risk = said_on(day, portfolio[name])
        yield f"{name} {titles.get(name, '')}"
        yield f"  {risk.state} {risk.probability} {risk.level}"
        for reason in risk.reasons:
            yield f"  {reason.share:.2f} {reason.factor}: {reason.sentence}"
        yield f"  the label of {day}: {outcomes.get(name, 'none')}"
        yield from (f"  {line}" for line in afterwards(portfolio[name].events, day))


def said_on(day: date, initiative: Imported) -> StallRisk:
    """The product's answer for the end of a day, from what had been recorded by then."""
    status = Lifecycle.PROPOSED
    for on, moved in initiative.moves:
        status = moved if on <= day else status
    return assess(facts_on(initiative.history, {}, day, day, status), day)


def imported() -> dict[str, Imported]:
    """Read the portfolio; deliveries of later stages have been spread over the earlier ones."""
    calendar = read_calendar(DATA / "kep_releases.csv")
    releases = {name: on.isoformat() for name, on in calendar.items()}
    events: dict[str, list[Event]] = defaultdict(list)
    for row in read_table("kep_events.csv"):
        events[row["initiative"]].append(row)
    return {
        name: rebuilt(name, retell(name, history, releases), history)
        for name, history in events.items()
    }


def rebuilt(name: str, rows: Sequence[Cells], events: Sequence[Event]) -> Imported:
    """Put the import's rows into the ledgers that the rule's facts are derived from."""
    signs: list[date] = []
    moves: list[tuple[date, Lifecycle]] = []
    promises: dict[str, list[Promise]] = defaultdict(list)
    delivered: dict[str, date] = {}
    for row in rows:
        on = day_of(row, "occurred_on")
        stage = str(row.get("milestone", "")).rpartition("/")[2]
        signs.append(on)
        if row["event"] in DATING:
            due_on = day_of(row, "due_on") if row["due_on"] else None
            promises[stage].append(Promise(on, due_on))
        elif row["event"] == "delivered":
            delivered[stage] = on
        elif row["event"] == "lifecycle":
            moves.append((on, Lifecycle[str(row["value"])]))
    ledger: Mapping[str, Sequence[Promise]] = promises
    return Imported(History(name, signs, ledger, delivered), moves, events)


def day_of(row: Cells, column: str) -> date:
    return date.fromisoformat(str(row[column]))


def afterwards(events: Sequence[Event], day: date) -> Iterator[str]:
    """Yield what was recorded later, but for mere activity."""
    for row in events:
        if row["date"] > day.isoformat() and row["event"] != "activity":
            moved = " -> ".join(part for part in (row["from_target"], row["to_target"]) if part)
            words = (row["date"], row["event"], row["milestone"], moved, row["note"])
            yield " ".join(word for word in words if word)


def main() -> int:
    if len(sys.argv) < 3:
        print("usage: python -m bench.explain DAY INITIATIVE ...", file=sys.stderr)
        return 2
    for line in explain(date.fromisoformat(sys.argv[1]), sys.argv[2:]):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
