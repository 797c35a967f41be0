"""The UK government's major construction projects as a portfolio in the import format.

    python -m bench.uk_projects OUT_FOLDER

Yearly snapshots of bench/data/gmpp_construction_panel.csv: rows of one project are found by its id
and, where that is missing, by its name and department with their spelling normalised. Of 2019 only
ids are known; one seen in no other year is found by its department and first day. The end date is
the promise: a date that moved between two snapshots is a replan on the day of the later one.
SRO_RAG is the owner's own status, IPA_RAG the rating of the Infrastructure and Projects Authority.

The rows labelled 2020 and 2024 are read as those of March 2024 and March 2025. Those of 2020 name
departments made in 2023 and projects that joined in 2023, and their values lie between those of
2023 and 2024; the file of 2024 carries the name of an authority founded in April 2025.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

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

AS_OF = date(2025, 3, 31)
DATA_DAY = {
    **{str(year): date(year, 9, 30) for year in range(2013, 2020)},
    **{str(year): date(year, 3, 31) for year in range(2021, 2024)},
    "2020": date(2024, 3, 31),
    "2024": date(2025, 3, 31),
}
ID_FORM = re.compile(r"[A-Z]+_\d{4}_\d{4}-Q\d")
DAY_FORMS = ("%d/%m/%Y", "%d/%m/%y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S")
# Departments that took over each other's projects, for matching by name.
FAMILIES = (
    ("BEIS", "DECC", "DESNZ", "DBT"),
    ("DHSC", "DOH"),
    ("FCDO", "FCO", "DFID"),
    ("MHCLG", "DLUHC"),
    ("DCMS", "DSIT"),
)
FAMILY = {name: names[0] for names in FAMILIES for name in names}
SAID = {"GREEN": "ON_TRACK", "AMBER": "AT_RISK", "RED": "OFF_TRACK"}
RATED = {
    "Green": "GREEN",
    "Amber/Green": "AMBER_GREEN",
    "Amber": "AMBER",
    "Amber/Red": "AMBER_RED",
    "Red": "RED",
}
# Cost cells that held "Exempt under Section 43 ..." were turned into that number by the collector.
EXEMPT = {"43.0", "35.0", "22.0"}
ASSESSOR = "Infrastructure and Projects Authority"


class Snapshot(NamedTuple):
    """What the panel says of one project on one day."""

    day: date
    project_id: str
    name: str
    department: str
    said: str | None
    rated: str | None
    starts_on: date | None
    ends_on: date | None
    cost: str | None


def convert(folder: Path) -> dict[str, int]:
    """Write the portfolio; returns the number of rows of each file."""
    projects = {identify(snapshots): snapshots for snapshots in match(read())}
    last_day = max(snapshots[-1].day for snapshots in projects.values())
    departments = sorted({name for snapshots in projects.values() for name in named(snapshots[-1])})
    files: dict[type[Row], list[Cells]] = {
        OrganisationRow: [
            {
                "name": "UK government major construction projects",
                "time_zone": "Europe/London",
                "currency": "GBP",
            }
        ],
        DepartmentRow: [{"external_id": name, "name": name} for name in departments],
        InitiativeRow: [describe(key, snapshots) for key, snapshots in projects.items()],
        MilestoneRow: [
            {"external_id": f"{key}/end", "initiative": key, "title": "Project end"}
            for key in projects
        ],
        ParticipationRow: [
            {"initiative": key, "department": name, "role": "Answers for the project"}
            for key, snapshots in projects.items()
            for name in named(snapshots[-1])
        ],
        EventRow: [
            row for key, snapshots in projects.items() for row in retell(key, snapshots, last_day)
        ],
    }
    return {row.file: write_file(folder, row, rows) for row, rows in files.items()}


def read() -> list[Snapshot]:
    """Read the panel. Of 2019 only ids are known: they stand in the column of the names."""
    snapshots = []
    for row in read_table("gmpp_construction_panel.csv"):
        name = " ".join(row["Project_Name"].split())
        project_id = (row["GMPP_ID"] or name).strip().upper()
        snapshots.append(
            Snapshot(
                DATA_DAY[row["Year"]],
                project_id if ID_FORM.fullmatch(project_id) else "",
                "" if ID_FORM.fullmatch(name.upper()) else name,
                row["Department"].strip().upper(),
                SAID.get(row["SRO_RAG"].strip().upper()),
                RATED.get(row["IPA_RAG"].strip()),
                day(row["Start_Date"]),
                day(row["End_Date"]),
                None if row["WLC_Baseline_GBPm"] in EXEMPT else row["WLC_Baseline_GBPm"] or None,
            )
        )
    return snapshots


def day(cell: str) -> date | None:
    """Read a date in any of the panel's forms; of a range the middle. Words say nothing."""
    if "Mid:" in cell:
        cell = cell.partition("Mid:")[2].partition(",")[0]
    for form in DAY_FORMS:
        try:
            return datetime.strptime(cell.strip().replace("/012/", "/12/"), form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def normalise(name: str) -> str:
    """Return a name without what its spellings differ in."""
    name = re.sub(r"\([^)]*\)", " ", name.casefold().replace("&", " and "))
    words = re.findall(r"[a-z0-9]+", name)
    dull = {"the", "programme", "project", "scheme"}
    return "".join(word for word in words if word not in dull)


def match(snapshots: Sequence[Snapshot]) -> list[list[Snapshot]]:
    """Return the snapshots of each project in order of days."""
    group: dict[str, str] = {}

    def root(key: str) -> str:
        while group.setdefault(key, key) != key:
            key = group[key]
        return key

    keys = []
    for each in snapshots:
        own = [f"id {each.project_id}"] if each.project_id else []
        if each.name:
            own.append(f"name {family(each)} {normalise(each.name)}")
        for key in own[1:]:
            group[root(key)] = root(own[0])
        keys.append(own[0])
    projects: dict[str, list[Snapshot]] = defaultdict(list)
    for each, key in zip(snapshots, keys, strict=True):
        projects[root(key)].append(each)
    by_day = [sorted(each, key=lambda row: row.day) for each in projects.values()]
    return sorted(map(once_a_year, join_nameless(by_day)), key=identify)


def join_nameless(projects: list[list[Snapshot]]) -> list[list[Snapshot]]:
    """Join what is known by its id only to the one project without id that began the same day."""
    nameless = [each for each in projects if not any(row.name for row in each)]
    named = [each for each in projects if each not in nameless]
    for lost in nameless:
        candidates = [
            each
            for each in named
            if not any(row.project_id for row in each)
            and family(each[-1]) == family(lost[0])
            and each[-1].starts_on == lost[0].starts_on is not None
            and each[-1].day < lost[0].day
        ]
        if len(candidates) == 1:
            candidates[0].extend(lost)
        else:
            named.append(lost)
    return named


def family(snapshot: Snapshot) -> str:
    return FAMILY.get(snapshot.department, snapshot.department)


def once_a_year(snapshots: list[Snapshot]) -> list[Snapshot]:
    """Keep one snapshot of a day, the one that says more."""
    by_day: dict[date, Snapshot] = {}
    for each in snapshots:
        known = by_day.get(each.day)
        if known is None or sum(map(bool, each)) > sum(map(bool, known)):
            by_day[each.day] = each
    return list(by_day.values())


def identify(snapshots: Sequence[Snapshot]) -> str:
    """Return the project's id, the latest if it had several; its name when it never had one."""
    ids = [each.project_id for each in snapshots if each.project_id]
    if ids:
        return ids[-1]
    last = snapshots[-1]
    return f"{last.department} {re.sub(r'[^a-z0-9]+', '-', last.name.lower()).strip('-')}"[:200]


def named(snapshot: Snapshot) -> list[str]:
    return [name.strip() for name in snapshot.department.split("&")]


def describe(key: str, snapshots: Sequence[Snapshot]) -> Cells:
    """Return the project's row: its latest name that is not shouted, start and cost."""
    names = [each.name for each in snapshots if each.name]
    spoken = [name for name in names if not name.isupper()] or names or [key]
    starts = [each.starts_on for each in snapshots if each.starts_on]
    costs = [float(each.cost) for each in snapshots if each.cost and float(each.cost) > 0]
    return {
        "external_id": key,
        "title": spoken[-1][:300],
        "started_on": starts[-1] if starts else None,
        "budget_amount": f"{costs[-1] * 1_000_000:.0f}" if costs else None,
        "budget_currency": "GBP" if costs else None,
    }


def retell(key: str, snapshots: Sequence[Snapshot], last_day: date) -> Iterator[Cells]:
    """Yield the history of one project as rows of events.csv."""
    first = snapshots[0].day
    yield {"initiative": key, "occurred_on": first, "event": "created"}
    yield {"initiative": key, "occurred_on": first, "event": "lifecycle", "value": "IN_PROGRESS"}
    milestone = {"initiative": key, "milestone": f"{key}/end"}
    ends_on: date | None = None
    if snapshots[0].ends_on is None:
        yield {**milestone, "occurred_on": first, "event": "planned"}
    for each in snapshots:
        base: dict[str, str | date | int | None] = {"initiative": key, "occurred_on": each.day}
        if each.ends_on is not None and each.ends_on != ends_on:
            event = "planned" if ends_on is None else "replanned"
            ends_on = each.ends_on
            yield {**milestone, "occurred_on": each.day, "event": event, "due_on": ends_on}
        if each.said:
            yield {**base, "event": "status", "value": each.said}
        if each.rated:
            yield {**base, "event": "assessed", "value": each.rated, "assessor": ASSESSOR}
    if snapshots[-1].day < last_day:
        later = min(day for day in DATA_DAY.values() if day > snapshots[-1].day)
        yield {
            "initiative": key,
            "occurred_on": later,
            "event": "lifecycle",
            "value": "ON_HOLD",
            "text": "No longer in the published portfolio; how it ended is not said there.",
        }


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: python -m bench.uk_projects OUT_FOLDER", file=sys.stderr)
        return 2
    for file, count in convert(Path(sys.argv[1])).items():
        print(f"{file}: {count:,} rows")
    print(f"throughline import {sys.argv[1]} --organisation uk --create --as-of {AS_OF}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
