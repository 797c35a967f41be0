"""Importing again: nothing twice, just the differences, and no promised date is ever lost."""

import asyncio
import signal
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from integrations.importing.format.problems import ImportRefusedError
from integrations.importing.running.run import exclusive
from tests.integrations.portfolios import NOW, SMALL, bring_in, exported, refused, rows, write

LEDGER = """
    select r.ordinal, r.occurred_on, r.from_due_on, r.to_due_on, r.days, r.reason, r.imported
    from replan r join milestone m on m.id = r.milestone_id
    where m.external_id = :milestone order by r.ordinal
"""
LATER = NOW + timedelta(days=10)


async def test_what_was_imported(engine: AsyncEngine, tmp_path: Path) -> None:
    imported = await bring_in(engine, write(tmp_path, SMALL))
    assert (imported.revision, imported.changed_initiatives) == (4, 2)
    milestones = """
        select external_id, promised_on, first_due_on, due_on, completed_on, missed_count, imported,
               recorded_at
        from milestone order by external_id
    """
    assert await rows(engine, milestones) == [
        (
            "I-1/all",
            date(2026, 1, 12),
            date(2026, 6, 1),
            date(2026, 6, 1),
            None,
            1,
            True,
            datetime(2026, 1, 12, 11, tzinfo=UTC),
        ),
        (
            "I-1/box",
            date(2026, 1, 12),
            date(2026, 3, 1),
            date(2026, 4, 1),
            date(2026, 4, 10),
            1,
            True,
            datetime(2026, 1, 12, 11, tzinfo=UTC),
        ),
        ("I-2/one", None, None, None, None, 0, True, datetime(2026, 2, 2, 11, tzinfo=UTC)),
    ]
    assert await rows(engine, LEDGER, milestone="I-1/box") == [
        (1, date(2026, 2, 20), date(2026, 3, 1), date(2026, 4, 1), 31, "The box leaks", True)
    ]
    facts = (
        "select reported_status, facts_level, facts_missed_count, facts_open_count"
        " from status_update"
    )
    assert await rows(engine, facts) == [("ON_TRACK", "LOW", 1, 1)]
    risk = """
        select i.external_id, r.state, r.days_late, r.missed_count, r.days_silent, r.revision
        from stall_risk_current r join initiative i on i.id = r.initiative_id order by 1
    """
    assert await rows(engine, risk) == [
        ("I-1", "ASSESSED", 14, 2, 26, 4),
        ("I-2", "ASSESSED", 0, 0, 133, 4),
    ]
    events = "select kind, count(*) from event where revision = 4 group by kind order by kind"
    assert await rows(engine, events) == [
        ("FINDING_RAISED", 5),
        ("INITIATIVE_IMPORTED", 2),
        ("STALL_RISK_LEVEL_CHANGED", 2),
    ]


async def test_the_same_again_changes_nothing_even_on_a_later_day(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    folder = write(tmp_path, SMALL)
    first = await bring_in(engine, folder)
    again = await bring_in(engine, folder, now=LATER)
    assert (again.revision, again.changed_rows) == (first.revision, 0)


async def test_a_newer_export_brings_just_the_differences(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await bring_in(engine, write(tmp_path, SMALL))
    events = SMALL["events.csv"] + "I-2,2026-06-20,replanned,I-2/one,2026-09-01,,,\n"
    people = SMALL["people.csv"].replace("Bo Lind", "Bo Lindgren")
    again = await bring_in(engine, write(tmp_path, SMALL, events=events, people=people), now=LATER)
    assert (again.revision, again.changed_initiatives) == (6, 1)
    assert await rows(engine, "select name from person where external_id = 'bo'") == [
        ("Bo Lindgren",)
    ]
    dates = "select first_due_on, due_on, promised_on from milestone where external_id = 'I-2/one'"
    assert await rows(engine, dates) == [(date(2026, 9, 1), date(2026, 9, 1), date(2026, 6, 20))]


async def test_a_replan_that_disappeared_from_the_export_stays(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    first = await bring_in(engine, write(tmp_path, SMALL))
    lines = SMALL["events.csv"].splitlines(keepends=True)
    events = "".join(line for line in lines if "replanned" not in line)
    again = await bring_in(engine, write(tmp_path, SMALL, events=events))
    assert (again.revision, again.changed_rows) == (first.revision, 0)
    assert len(await rows(engine, LEDGER, milestone="I-1/box")) == 1


@pytest.mark.parametrize("how", ["column", "plan"])
async def test_a_date_that_changed_silently_becomes_a_replan_without_a_reason(
    engine: AsyncEngine, tmp_path: Path, how: str
) -> None:
    await bring_in(engine, write(tmp_path, SMALL))
    changed = {
        "column": {
            "milestones": "external_id,initiative,title,due_on\n"
            "I-1/box,I-1,A better box,\nI-1/all,I-1,All sites,2026-08-01\nI-2/one,I-2,One bar,\n"
        },
        "plan": {"events": SMALL["events.csv"].replace("I-1/all,2026-06-01", "I-1/all,2026-08-01")},
    }[how]
    folder = write(tmp_path, SMALL, **changed)
    again = await bring_in(engine, folder, now=LATER)
    assert again.changed_initiatives == 1
    expected = [(1, LATER.date(), date(2026, 6, 1), date(2026, 8, 1), 61, None, True)]
    assert await rows(engine, LEDGER, milestone="I-1/all") == expected
    kept = "select first_due_on, due_on, missed_count from milestone where external_id = 'I-1/all'"
    assert await rows(engine, kept) == [(date(2026, 6, 1), date(2026, 8, 1), 1)]
    third = await bring_in(engine, folder, now=LATER + timedelta(days=1))
    assert third.revision == again.revision


async def test_a_new_date_made_in_the_product_survives_an_older_export(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    folder = write(tmp_path, SMALL)
    await bring_in(engine, folder)
    async with engine.begin() as connection:
        await connection.execute(
            text(
                """
                insert into replan (organisation_id, id, milestone_id, ordinal, from_due_on,
                    to_due_on, days, reason, occurred_on, recorded_at, imported)
                select organisation_id, gen_random_uuid(), id, 1, due_on, '2026-07-15', 44,
                    'Holidays', '2026-06-14', '2026-06-14T08:00Z', false
                from milestone where external_id = 'I-1/all'
                """
            )
        )
        await connection.execute(
            text("update milestone set due_on = '2026-07-15' where external_id = 'I-1/all'")
        )
    events = SMALL["events.csv"] + "I-1,2026-06-10,replanned,I-1/all,2026-07-01,,Late,ana\n"
    again = await bring_in(engine, write(tmp_path, SMALL, events=events))
    assert again.changed_initiatives == 1
    assert await rows(engine, LEDGER, milestone="I-1/all") == [
        (1, date(2026, 6, 10), date(2026, 6, 1), date(2026, 7, 1), 30, "Late", True),
        (2, date(2026, 6, 14), date(2026, 7, 1), date(2026, 7, 15), 14, "Holidays", False),
    ]


async def test_as_of_fixes_the_clock_and_leaves_out_what_came_later(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    folder = write(tmp_path, SMALL)
    imported = await bring_in(engine, folder, as_of=date(2026, 1, 31))
    assert imported.ignored_count == 7
    assert await rows(engine, "select clock_fixed_on from organisation") == [(date(2026, 1, 31),)]
    assert await rows(engine, "select external_id from initiative") == [("I-1",)]
    assert await rows(engine, "select due_on, completed_on from milestone order by 1") == [
        (date(2026, 3, 1), None),
        (date(2026, 6, 1), None),
    ]
    assert await rows(engine, "select computed_on, level from stall_risk_current") == [
        (date(2026, 1, 31), "LOW")
    ]
    whole = await bring_in(engine, folder, as_of=date(2026, 6, 15))
    assert whole.ignored_count == 0
    assert await rows(engine, "select distinct computed_on from stall_risk_current") == [
        (date(2026, 6, 15),)
    ]
    assert await rows(engine, "select count(*) from milestone") == [(3,)]


async def test_a_row_after_a_fixed_clock_is_refused(engine: AsyncEngine, tmp_path: Path) -> None:
    folder = write(tmp_path, SMALL)
    await bring_in(engine, folder, as_of=date(2026, 5, 31))
    events = SMALL["events.csv"] + "I-1,2026-06-01,activity,,,,,\n"
    assert await refused(engine, write(tmp_path, SMALL, events=events)) == [
        (
            "events.csv, line 12, column occurred_on: lies after today, 2026-05-31 on the "
            "organisation's clock; correct it, or name a later day with --as-of"
        )
    ]


async def test_a_person_made_in_the_product_is_recognised_by_address(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await bring_in(engine, write(tmp_path, {"people.csv": "external_id,name\nx,X\n"}))
    async with engine.begin() as connection:
        await connection.execute(
            text("update person set external_id = null, email = 'Ana@Example.com'")
        )
    folder = write(tmp_path, {"people.csv": "external_id,name,email\nana,Ana,ana@example.com\n"})
    await bring_in(engine, folder)
    assert await rows(engine, "select external_id, name, version from person") == [
        ("ana", "Ana", 2)
    ]


async def test_two_imports_into_one_organisation_do_not_run_at_once(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    async with exclusive(engine, "acme"):
        with pytest.raises(ImportRefusedError, match="Another import"):
            await bring_in(engine, write(tmp_path, SMALL))
        await bring_in(engine, write(tmp_path, SMALL), key="other")


KILLED = """
import asyncio, sys
from datetime import datetime
from pathlib import Path
from db.connections.connection import create_engine
from integrations.importing.files.reading import Folder
from integrations.importing.running.options import Options
from integrations.importing.running.run import import_source

def progress(line):
    print(line, flush=True)
    if line.startswith("wrote"):
        sys.stdin.readline()

options = Options(key="acme", create=True, chunk=2)
source, now = Folder(Path(sys.argv[2])), datetime.fromisoformat(sys.argv[3])
engine = create_engine(sys.argv[1])
asyncio.run(import_source(engine, source, options, progress=progress, clock=lambda: now))
"""


async def test_a_killed_import_is_completed_by_running_it_again(
    engine: AsyncEngine, database_url: str, tmp_path: Path
) -> None:
    numbers = range(10)
    files = {
        "initiatives.csv": "external_id,title\n" + "".join(f"I-{n},Number {n}\n" for n in numbers),
        "milestones.csv": "external_id,initiative,title\n"
        + "".join(f"M-{n},I-{n},Done {n}\n" for n in numbers),
        "events.csv": "initiative,occurred_on,event,milestone,due_on\n"
        + "".join(f"I-{n},2026-01-0{n % 8 + 1},created,,\n" for n in numbers)
        + "".join(f"I-{n},2026-02-01,planned,M-{n},2026-05-0{n % 8 + 1}\n" for n in numbers),
        "dependencies.csv": "milestone,depends_on\nM-0,M-9\nM-3,M-2\n",
    }
    folder = write(tmp_path / "in", files)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        KILLED,
        database_url,
        str(folder),
        NOW.isoformat(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    while b"wrote 4" not in (line := await process.stdout.readline()):
        assert line, "the import ended before it was killed"
        if line.startswith(b"wrote"):
            process.stdin.write(b"\n")
    process.send_signal(signal.SIGKILL)
    await process.wait()
    assert await rows(engine, "select count(*) from initiative") == [(4,)]
    revision = await rows(engine, "select revision from organisation")
    imported = await bring_in(engine, folder)
    assert revision == [(3,)]
    # Six that were missing, and the first one's dependency on the last.
    assert (imported.changed_initiatives, imported.revision) == (7, 4)
    whole = await exported(engine, tmp_path / "out")
    await bring_in(engine, folder, key="other")
    other = await exported(engine, tmp_path / "other", "other")
    same = [name for name in whole if name != "organisation.csv"]
    assert {name: whole[name] for name in same} == {name: other[name] for name in same}
    assert whole["dependencies.csv"].count("\n") == 3
