"""Any portfolio that is imported is exported, imported elsewhere and exported the same."""

import asyncio
import csv
import io
import itertools
import os
import tempfile
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from db.connections.connection import create_engine
from tests.integrations.portfolios import Files, bring_in, exported, write

EXAMPLES = 300 if os.environ.get("THROUGHLINE_TEST_FULL") else 12
FIRST = date(2025, 6, 1)
words = st.text("abZ09 ÄßÉ語🙂\"',;=+-@", min_size=1, max_size=12).map(str.strip).filter(bool)
prose = st.one_of(st.just(""), words, st.builds("{}\n{}".format, words, words))


def later(day: date, days: int) -> date:
    return day + timedelta(days=days)


@st.composite
def histories(draw: DrawFn, initiative: str, milestone: str) -> list[list[str]]:
    """Draw a valid history of one milestone: planned, moved, withdrawn, ended or not."""
    day = FIRST + timedelta(days=draw(st.integers(0, 40)))
    due: date | None = None
    told: list[list[str]] = []

    def tell(event: str, due_on: date | None, text: str = "") -> None:
        told.append(
            [
                initiative,
                day.isoformat(),
                event,
                milestone,
                due_on.isoformat() if due_on else "",
                "",
                text,
            ]
        )

    due = draw(st.none() | st.builds(later, st.just(day), st.integers(-30, 90)))
    tell("planned", due)
    for _ in range(draw(st.integers(0, 4))):
        day += timedelta(days=draw(st.integers(0, 30)))
        new = draw(st.none() | st.builds(later, st.just(day), st.integers(-9, 90)))
        if new == due:
            continue
        tell("unplanned" if new is None else "replanned", new, draw(prose))
        due = new
    ends = draw(st.integers(0, 3))
    for number in range(ends):
        day += timedelta(days=draw(st.integers(0, 30)))
        ending = draw(st.sampled_from(["delivered", "dropped"]))
        last = number == ends - 1
        # Why it was given up is not kept of what was taken back.
        tell(ending, None, draw(prose) if ending == "dropped" and last else "")
        if not last or draw(st.booleans()):
            day += timedelta(days=draw(st.integers(0, 30)))
            tell("reopened", None)
    return told


@st.composite
def portfolios(draw: DrawFn) -> Files:
    initiatives: list[list[str]] = []
    milestones: list[list[str]] = []
    events: list[list[str]] = []
    for number in range(draw(st.integers(1, 4))):
        key = f"I{number}"
        initiatives.append([key, draw(words), draw(prose), draw(st.sampled_from(["", "p"]))])
        events.append([key, FIRST.isoformat(), "created", "", "", "", ""])
        statuses = draw(st.lists(st.sampled_from(["IN_PROGRESS", "ON_HOLD", "DONE"]), max_size=4))
        for before, status in zip(["PROPOSED", *statuses], statuses, strict=False):
            if status != before:
                events.append([key, FIRST.isoformat(), "lifecycle", "", "", status, draw(prose)])
        for each in range(draw(st.integers(0, 3))):
            milestones.append([f"{key}/{each}", key, draw(words)])
            events += draw(histories(key, f"{key}/{each}"))
        for said in draw(st.lists(st.sampled_from(["ON_TRACK", "OFF_TRACK"]), max_size=3)):
            events.append([key, "2025-07-01", "status", "", "", said, draw(prose)])
        events += [[key, "2025-07-02", "activity", *[""] * 4]] * draw(st.integers(0, 2))
    return {
        "people.csv": table(
            "external_id,name,reminders",
            [["p", draw(words), draw(st.sampled_from(["", "yes", "no", "No"]))]],
        ),
        "initiatives.csv": table("external_id,title,summary,owner", initiatives),
        "milestones.csv": table("external_id,initiative,title", milestones),
        "events.csv": table(
            "initiative,occurred_on,event,milestone,due_on,value,text",
            sorted(events, key=lambda row: row[1]) if draw(st.booleans()) else events,
        ),
    }


def table(header: str, rows: list[list[str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return text.getvalue()


async def goes_round(url: str, files: Files, number: int) -> None:
    engine = create_engine(url)
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            key, twin = f"acme-{number}", f"twin-{number}"
            first = await bring_in(engine, write(folder / "in", files), key=key)
            again = await bring_in(engine, folder / "in", key=key)
            assert (again.revision, again.changed_rows) == (first.revision, 0)
            told = await exported(engine, folder / "first", key)
            back = await bring_in(engine, folder / "first", key=key)
            assert (back.revision, back.changed_rows) == (first.revision, 0)
            await bring_in(engine, folder / "first", key=twin)
            assert await exported(engine, folder / "second", twin) == told
            assert (await bring_in(engine, folder / "second", key=twin, chunk=1)).changed_rows == 0
    finally:
        await engine.dispose()


numbers = itertools.count()


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(portfolios())
def test_what_is_imported_is_exported(database_url: str, files: Files) -> None:
    asyncio.run(goes_round(database_url, files, next(numbers)))
