"""Two portfolios that nobody here wrote: converted, imported twice, and checked by hand."""

from datetime import date
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bench import kubernetes, uk_projects
from bench.uk_projects import Snapshot, match, normalise
from integrations.importing.rows.portfolio import EventRow
from tests.integrations.portfolios import bring_in, rows

LEDGER = """
    select m.promised_on, m.first_due_on, m.due_on, m.completed_on, m.missed_count,
           (select count(*) from replan r where r.milestone_id = m.id)
    from milestone m where m.external_id = :milestone
"""
MOVES = """
    select r.occurred_on, r.from_due_on, r.to_due_on, r.days
    from replan r join milestone m on m.id = r.milestone_id
    where m.external_id = :milestone order by r.ordinal
"""


async def count(engine: AsyncEngine, query: str) -> object:
    return (await rows(engine, f"select count(*) from {query}"))[0][0]


async def test_the_kubernetes_enhancements(engine: AsyncEngine, tmp_path: Path) -> None:
    files = kubernetes.convert(tmp_path)
    assert (files["initiatives.csv"], files["milestones.csv"]) == (293, 743)
    imported = await bring_in(engine, tmp_path, key="k8s", as_of=kubernetes.AS_OF)
    again = await bring_in(engine, tmp_path, key="k8s", as_of=kubernetes.AS_OF)
    assert (imported.changed_initiatives, again.changed_rows) == (293, 0)
    assert again.revision == imported.revision
    assert await count(engine, "department") == 18
    assert await count(engine, "replan") == 437
    assert await count(engine, "activity where kind = 'WORK'") == 1357
    assert await count(engine, "milestone where completed_on is not null") == 517
    assert await count(engine, "milestone where first_due_on is null") == 48
    assert await count(engine, "milestone where first_due_on < promised_on") == 46
    assert await rows(engine, "select status, count(*) from initiative group by 1 order by 1") == [
        ("DONE", 86),
        ("IN_PROGRESS", 191),
        ("PROPOSED", 12),
        ("STOPPED", 4),
    ]
    levels = "select level, count(*) from stall_risk_current where level is not null group by 1"
    assert dict(await rows(engine, levels)) == {"CRITICAL": 68, "HIGH": 21, "LOW": 39, "WATCH": 22}
    assert await rows(engine, "select distinct computed_on from stall_risk_current") == [
        (date(2024, 6, 16),)
    ]


async def test_three_kubernetes_histories_checked_by_hand(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    kubernetes.convert(tmp_path)
    await bring_in(engine, tmp_path, key="k8s", as_of=kubernetes.AS_OF)
    # Delivered before anything was planned; beta withdrawn, planned again, moved: two dates missed.
    assert await rows(engine, LEDGER, milestone="KEP-1029/alpha") == [
        (None, None, None, date(2019, 6, 10), 0, 0)
    ]
    assert await rows(engine, LEDGER, milestone="KEP-1029/beta") == [
        (date(2022, 6, 22), date(2022, 8, 23), date(2024, 8, 13), None, 2, 3)
    ]
    assert await rows(engine, MOVES, milestone="KEP-1029/beta") == [
        (date(2022, 9, 20), date(2022, 8, 23), None, None),
        (date(2023, 10, 5), None, date(2023, 12, 13), None),
        (date(2024, 6, 13), date(2023, 12, 13), date(2024, 8, 13), 244),
    ]
    # Alpha was past when first recorded, and delivered: no miss. Stable moved four times.
    assert await rows(engine, LEDGER, milestone="KEP-1040/alpha") == [
        (date(2020, 10, 15), date(2020, 3, 25), date(2020, 3, 25), date(2020, 3, 25), 0, 0)
    ]
    assert await rows(engine, LEDGER, milestone="KEP-1040/stable") == [
        (date(2020, 10, 15), date(2021, 8, 4), date(2023, 12, 13), date(2023, 12, 13), 2, 4)
    ]
    # A stage planned for releases that have no date here.
    assert await rows(engine, LEDGER, milestone="KEP-24/stable") == [
        (date(2024, 2, 8), date(2024, 4, 17), date(2024, 8, 13), None, 1, 1)
    ]


async def test_the_uk_projects(engine: AsyncEngine, tmp_path: Path) -> None:
    files = uk_projects.convert(tmp_path)
    assert files["initiatives.csv"] == 160
    imported = await bring_in(engine, tmp_path, key="uk", as_of=uk_projects.AS_OF)
    again = await bring_in(engine, tmp_path, key="uk", as_of=uk_projects.AS_OF)
    assert (imported.changed_initiatives, again.changed_rows) == (160, 0)
    assert again.revision == imported.revision
    assert await count(engine, "milestone where first_due_on is not null") == 153
    assert await count(engine, "replan") == 94
    said = "select reported_status, count(*) from status_update group by 1 order by 1"
    assert await rows(engine, said) == [("AT_RISK", 77), ("OFF_TRACK", 5), ("ON_TRACK", 30)]
    assert await count(engine, "assessment") == 320
    assert await count(engine, "initiative where status = 'ON_HOLD'") == 92
    # No cost is a paragraph of the Freedom of Information Act.
    assert await count(engine, "initiative where budget_amount in (43e6, 35e6, 22e6)") == 0


async def test_three_uk_histories_checked_by_hand(engine: AsyncEngine, tmp_path: Path) -> None:
    uk_projects.convert(tmp_path)
    await bring_in(engine, tmp_path, key="uk", as_of=uk_projects.AS_OF)
    # Crossrail: known by two names until it had an id; the date of 2019 and 2018 is not given.
    assert await rows(engine, LEDGER, milestone="DFT_0001_1112-Q1/end") == [
        (date(2013, 9, 30), date(2019, 12, 31), date(2023, 5, 14), None, 2, 1)
    ]
    assert await rows(engine, MOVES, milestone="DFT_0001_1112-Q1/end") == [
        (date(2021, 3, 31), date(2019, 12, 31), date(2023, 5, 14), 1230)
    ]
    # A14: named until 2018; of 2019 only its id is known, with the same department and first day.
    assert await rows(engine, MOVES, milestone="DFT_0020_1314-Q2/end") == [
        (date(2014, 9, 30), date(2020, 3, 12), date(2021, 9, 30), 567)
    ]
    # Lower Thames Crossing, once a feasibility study under another name.
    assert await rows(engine, MOVES, milestone="DFT_0022_1415-Q4/end") == [
        (date(2021, 3, 31), date(2028, 7, 31), date(2029, 5, 31), 304),
        (date(2023, 3, 31), date(2029, 5, 31), date(2032, 3, 10), 1014),
        (date(2024, 3, 31), date(2032, 3, 10), date(2034, 4, 20), 771),
    ]
    rated = """
        select a.occurred_on, a.rating, a.assessor
        from assessment a join initiative i on i.id = a.initiative_id
        where i.external_id = 'DFT_0001_1112-Q1' order by 1
    """
    assert [row[:2] for row in await rows(engine, rated)] == [
        (date(2016, 9, 30), "AMBER_GREEN"),
        (date(2017, 9, 30), "AMBER"),
        (date(2018, 9, 30), "RED"),
        (date(2019, 9, 30), "RED"),
        (date(2021, 3, 31), "AMBER_RED"),
        (date(2022, 3, 31), "AMBER"),
    ]


def test_names_are_matched_whatever_their_spelling() -> None:
    assert normalise("East West Rail (Western Section) Programme") == normalise("EAST WEST RAIL")
    assert normalise("UK Holocaust Memorial & Learning Centre") == normalise(
        "UK Holocaust Memorial and Learning Centre Programme"
    )

    def snapshot(year: int, project_id: str, name: str, department: str) -> Snapshot:
        blank = (None,) * 5
        return Snapshot(date(year, 3, 31), project_id, name, department, *blank)

    found = match(
        [
            snapshot(2018, "", "Smart Metering Programme", "BEIS"),
            snapshot(2019, "DECC_0010_1112-Q1", "", "BEIS"),
            snapshot(2021, "DECC_0010_1112-Q1", "SMART METERING", "DESNZ"),
            snapshot(2018, "", "Smart Metering", "DFT"),
        ]
    )
    assert [[each.day.year for each in project] for project in found] == [
        [2018, 2019, 2021],
        [2018],
    ]


def test_events_are_written_in_order_of_days(tmp_path: Path) -> None:
    kubernetes.convert(tmp_path)
    lines = (tmp_path / EventRow.file).read_text(encoding="utf-8").splitlines()[1:]
    days = [line.split(",")[:2] for line in lines if line.startswith("KEP-1040,")]
    assert days == sorted(days)
