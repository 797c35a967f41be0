"""Export: lossless, atomic, and careful with what is already there."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.risk.facts import gather
from db.writing.unit_of_work import UnitsOfWork
from domain.core.unit_of_work import UnitOfWork
from domain.core.viewer import Role, Viewer
from domain.findings.finding import set_threshold
from domain.findings.rules import RuleName
from domain.portfolio import milestone
from domain.reviews import holding
from integrations.demo.initiatives import EFFORTS
from integrations.demo.reviews import hold_reviews
from integrations.demo.story import Story
from integrations.exporting import write as writing
from integrations.exporting.write import ExportRefusedError, export_folder
from integrations.importing.rows.portfolio import FILES
from integrations.importing.running.options import Options
from integrations.importing.running.run import import_source
from tests.integrations.portfolios import NOW, SMALL, bring_in, contents, exported, rows, write


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def load_story(engine: AsyncEngine) -> None:
    """Load a portfolio that uses every file and column but a few."""
    told = await import_source(
        engine, Story(NOW.date()), Options(key="acme", create=True), clock=lambda: NOW
    )
    await hold_reviews(engine, told.organisation_id, NOW.date(), lambda: NOW)
    # Findings are of today.
    viewer = Viewer(organisation_id=told.organisation_id, token_id=None, role=Role.ADMIN)
    async with UnitsOfWork(engine, clock=lambda: NOW).begin(viewer, "review_hold") as work:
        await set_threshold(work, RuleName("SILO"), "departments", 4)
        await holding.hold(work, "Review of today")
        await work.commit()


async def test_importing_an_export_changes_nothing(engine: AsyncEngine, tmp_path: Path) -> None:
    await load_story(engine)
    revision = await rows(engine, "select revision from organisation")
    await exported(engine, tmp_path / "out")
    again = await bring_in(engine, tmp_path / "out")
    assert again.changed_rows == 0
    assert await rows(engine, "select revision from organisation") == revision


async def test_an_export_into_a_new_organisation_exports_the_same_files(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await load_story(engine)
    first = await exported(engine, tmp_path / "first")
    await bring_in(engine, tmp_path / "first", key="twin")
    assert await exported(engine, tmp_path / "second", "twin") == first
    assert list(first) == sorted(row.file for row in FILES)
    assert all(content.count("\r\n") > 1 for content in first.values())


async def test_what_was_made_in_the_product_goes_by_its_id(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await bring_in(engine, write(tmp_path / "in", SMALL))
    async with engine.begin() as connection:
        for table in ("department", "person", "initiative", "milestone"):
            await connection.execute(text(f"update {table} set external_id = null"))
        await connection.execute(
            text(
                """
                insert into comment (organisation_id, id, initiative_id, text, recorded_at, version)
                select organisation_id, gen_random_uuid(), id,
                       'Sooner, "please"' || chr(10) || '=1', :at, 1
                from initiative
                """
            ),
            {"at": datetime(2026, 6, 1, 9, 30, 15, 123456, tzinfo=UTC)},
        )
    first = await exported(engine, tmp_path / "first")
    ids = await rows(engine, "select id from initiative")
    assert all(str(row[0]) in first["initiatives.csv"] for row in ids)
    assert "2026-06-01T09:30:15.123456Z" in first["comments.csv"]
    again = await bring_in(engine, tmp_path / "first")
    assert again.changed_rows == 0
    await bring_in(engine, tmp_path / "first", key="twin")
    assert await exported(engine, tmp_path / "second", "twin") == first


async def test_what_was_taken_back_is_in_an_export(engine: AsyncEngine, tmp_path: Path) -> None:
    """Met, reopened, given up and reopened again in the product; someone wants no reminders."""
    told = await bring_in(engine, write(tmp_path / "in", SMALL))
    viewer = Viewer(organisation_id=told.organisation_id, token_id=None, role=Role.ADMIN)
    [(milestone_id,)] = await rows(engine, "select id from milestone where external_id = 'I-1/all'")
    [(waits_for,)] = await rows(engine, "select depends_on_id from dependency")
    now = NOW

    async def change(days: int, use_case: Callable[[UnitOfWork], Awaitable[object]]) -> None:
        nonlocal now
        now += timedelta(days=days)
        async with UnitsOfWork(engine, clock=lambda: now).begin(viewer, "import") as work:
            await use_case(work)
            await work.commit()

    await change(0, lambda work: milestone.complete(work, waits_for))
    await change(1, lambda work: milestone.complete(work, milestone_id, NOW.date()))
    await change(2, lambda work: milestone.reopen(work, milestone_id))
    await change(0, lambda work: milestone.drop(work, milestone_id, "Nobody asks for it"))
    await change(1, lambda work: milestone.reopen(work, milestone_id))
    await change(3, lambda work: milestone.complete(work, milestone_id))
    async with engine.begin() as connection:
        await connection.execute(
            text("update person set reminders = false where external_id = 'ana'")
        )
    first = await exported(engine, tmp_path / "first")
    kinds = [line.split(",")[2] for line in first["events.csv"].splitlines() if "I-1/all" in line]
    ends = [kind for kind in kinds if kind != "planned"]
    assert ends == ["delivered", "reopened", "dropped", "reopened", "delivered"]
    assert first["people.csv"].splitlines()[1].split(",")[5] == "no"
    assert (await bring_in(engine, tmp_path / "first", now=now)).changed_rows == 0
    older = await bring_in(engine, tmp_path / "in", now=now)
    assert older.changed_rows == 0
    twin = await bring_in(engine, tmp_path / "first", key="twin", now=now)
    assert await exported(engine, tmp_path / "second", "twin") == first
    kept = """
        select completed_on, completed_recorded_at, dropped_on, dropped_recorded_at, recorded_at
        from reopening where organisation_id = :id order by recorded_at
    """
    taken_back = await rows(engine, kept, id=told.organisation_id)
    assert len(taken_back) == 2
    assert await rows(engine, kept, id=twin.organisation_id) == taken_back
    for days in range(9):
        day = NOW.date() + timedelta(days=days)
        both = [await facts(engine, each.organisation_id, day) for each in (told, twin)]
        assert both[0] == both[1], day


async def facts(engine: AsyncEngine, organisation_id: UUID, day: date) -> list[object]:
    """Return the counts of what stood at the end of a day, by initiative."""
    query = "select id from initiative where organisation_id = :id order by external_id"
    ids = [row[0] for row in await rows(engine, query, id=organisation_id)]
    async with engine.connect() as connection:
        gathered = await gather(
            connection, organisation_id=organisation_id, initiative_ids=ids, day=day
        )
    found = {each.initiative_id: each.facts for each in gathered}
    return [
        (one.open_count, one.overdue_count, one.delivered_count, one.last_activity_on)
        for one in (found[each] for each in ids)
    ]


async def test_an_export_as_of_an_earlier_day_is_what_was_known_then(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await load_story(engine)
    await exported(engine, tmp_path / "out")
    then = date(2026, 1, 31)
    offset = (then - NOW.date()).days
    begun = [effort for effort in EFFORTS if effort.proposed <= offset]
    promised = [
        promise for effort in begun for promise in effort.promises if promise.made <= offset
    ]
    await bring_in(engine, tmp_path / "out", key="past", as_of=then)
    query = """
        select count(*), count(*) filter (where completed_on > :then),
               count(*) filter (where promised_on > :then)
        from milestone join organisation o on o.id = organisation_id where o.key = :key
    """
    assert await rows(engine, query, then=then, key="past") == [(len(promised), 0, 0)]
    risk = """
        select count(*) from stall_risk_current join organisation o on o.id = organisation_id
        where o.key = 'past' and computed_on = :then
    """
    assert await rows(engine, risk, then=then) == [(len(begun),)]


async def test_a_folder_that_holds_something_is_not_overwritten(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await bring_in(engine, write(tmp_path / "in", SMALL))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(ExportRefusedError, match="is not empty"):
        await export_folder(engine, tmp_path / "out", "acme")
    assert contents(tmp_path / "out") == {"mine.txt": "mine"}
    await export_folder(engine, tmp_path / "out", "acme", replace=True)
    assert "mine.txt" not in contents(tmp_path / "out")


async def test_a_failed_export_leaves_what_was_there(
    engine: AsyncEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bring_in(engine, write(tmp_path / "in", SMALL))
    before = await exported(engine, tmp_path / "out")

    def fail(*_arguments: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(writing.Export, "of_initiative", fail)
    with pytest.raises(OSError, match="no space left"):
        await export_folder(engine, tmp_path / "out", "acme", replace=True)
    assert contents(tmp_path / "out") == before
    assert names(tmp_path) == ["in", "out"]


async def test_an_unknown_organisation_is_told(engine: AsyncEngine, tmp_path: Path) -> None:
    with pytest.raises(ExportRefusedError, match="There is no organisation “nobody”"):
        await export_folder(engine, tmp_path / "out", "nobody")
    assert not (tmp_path / "out").exists()
