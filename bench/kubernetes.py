"""The Kubernetes enhancement proposals as a portfolio in the import format.

    python -m bench.kubernetes OUT_FOLDER

One initiative per proposal of bench/data/kep_snapshots.csv, with the events of kep_events.csv up to
2024-06-16: import it with `--as-of 2024-06-16`. The owning groups are departments, alpha, beta and
stable are milestones, a release stands for its date. Delivering a later stage delivers the earlier
ones. What a plan says of a stage that was delivered before is no promise: only the first such plan
is kept, as a date that was past when it was recorded. KEP status becomes the lifecycle.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bench.folder import Cells, read_table, write_file
from integrations.importing.format.columns import Row
from integrations.importing.rows.portfolio import (
    DepartmentRow,
    EventRow,
    InitiativeRow,
    MilestoneRow,
    OrganisationRow,
    ParticipationRow,
)

AS_OF = date(2024, 6, 16)
STAGES = ("alpha", "beta", "stable")
LIFECYCLE = {
    "provisional": "PROPOSED",
    "implementable": "IN_PROGRESS",
    "implemented": "DONE",
    "deferred": "ON_HOLD",
    "withdrawn": "STOPPED",
    "rejected": "STOPPED",
    "replaced": "STOPPED",
}
DATING = ("planned", "replanned", "unplanned")
Event = dict[str, str]


def convert(folder: Path) -> dict[str, int]:
    """Write the portfolio; returns the number of rows of each file."""
    latest: dict[str, Event] = {}
    for row in sorted(read_table("kep_snapshots.csv"), key=lambda row: row["snapshot_date"]):
        latest[row["initiative"]] = row
    histories: dict[str, list[Event]] = defaultdict(list)
    for row in read_table("kep_events.csv"):
        histories[row["initiative"]].append(row)
    releases = {row["release"]: row["date"] for row in read_table("kep_releases.csv")}
    names = sorted(latest, key=lambda name: int(name.removeprefix("KEP-")))
    teams = sorted({latest[name]["owning_team"] for name in names})
    milestones = [
        {"external_id": f"{name}/{stage}", "initiative": name, "title": stage.capitalize()}
        for name in names
        for stage in STAGES
        if any(row["milestone"] == stage for row in histories[name])
    ]
    files: dict[type[Row], list[Cells]] = {
        OrganisationRow: [
            {"name": "Kubernetes enhancements", "time_zone": "UTC", "currency": "USD"}
        ],
        DepartmentRow: [{"external_id": team, "name": spell(team)} for team in teams],
        InitiativeRow: [{"external_id": name, "title": latest[name]["title"]} for name in names],
        MilestoneRow: list(milestones),
        ParticipationRow: [
            {"initiative": name, "department": latest[name]["owning_team"], "role": "Owns it"}
            for name in names
        ],
        EventRow: [row for name in names for row in retell(name, histories[name], releases)],
    }
    return {row.file: write_file(folder, row, rows) for row, rows in files.items()}


def spell(team: str) -> str:
    """Write a group's slug as its name: sig-api-machinery is SIG API Machinery."""
    words = team.split("-")
    return " ".join(
        word.upper() if word in {"sig", "wg", "api", "cli", "ui"} else word.capitalize()
        for word in words
    )


def retell(name: str, history: list[Event], releases: dict[str, str]) -> list[Cells]:
    """Return the history of one proposal as rows of events.csv, in order of days."""
    delivered = deliveries(history)
    told = [*plans(name, history, delivered, releases), *moves(name, history)]
    told += [
        {"initiative": name, "occurred_on": row["date"], "event": "activity"}
        for row in history
        if row["event"] == "activity"
    ]
    told += [
        {**at(name, day, stage), "event": "delivered"} for stage, day in sorted(delivered.items())
    ]
    return sorted(told, key=lambda cells: str(cells["occurred_on"]))


def at(name: str, day: str, stage: str) -> dict[str, str]:
    return {"initiative": name, "occurred_on": day, "milestone": f"{name}/{stage}"}


def moves(name: str, history: list[Event]) -> Iterator[Cells]:
    """Yield the creation of a proposal and every change of its status."""
    status = "PROPOSED"
    for row in history:
        if row["event"] not in {"created", "status"}:
            continue
        base = {"initiative": name, "occurred_on": row["date"]}
        if row["event"] == "created":
            yield {**base, "event": "created"}
        moved = LIFECYCLE.get(row["note"], status)
        if moved != status:
            status = moved
            yield {**base, "event": "lifecycle", "value": status}


def plans(
    name: str, history: list[Event], delivered: dict[str, str], releases: dict[str, str]
) -> Iterator[Cells]:
    """Yield every plan that was a promise, and the first one that was recorded afterwards."""
    in_force: dict[str, str] = {}
    for row in history:
        stage, event = row["milestone"], row["event"]
        if event not in DATING:
            continue
        due_on = row["to_target_date"] or releases.get(row["to_target"], "")
        if delivered.get(stage, "9999") < row["date"] and (stage in in_force or not due_on):
            continue
        if event == "replanned" and due_on == in_force.get(stage):
            continue  # between two releases that have no date
        in_force[stage] = due_on
        yield {**at(name, row["date"], stage), "event": event, "due_on": due_on or None}


def deliveries(history: list[Event]) -> dict[str, str]:
    """Return when each stage of the history was delivered, by itself or with a later one."""
    told = {row["milestone"]: row["date"] for row in history if row["event"] == "delivered"}
    mentioned = {row["milestone"] for row in history}
    found: dict[str, str] = {}
    for position, stage in enumerate(STAGES):
        days = [told[later] for later in STAGES[position:] if later in told]
        if days and stage in mentioned:
            found[stage] = min(days)
    return found


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: python -m bench.kubernetes OUT_FOLDER", file=sys.stderr)
        return 2
    for file, count in convert(Path(sys.argv[1])).items():
        print(f"{file}: {count:,} rows")
    print(f"throughline import {sys.argv[1]} --organisation kubernetes --create --as-of {AS_OF}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
