"""Export: lossless, atomic, and careful with what is already there."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from integrations.demo.efforts import EFFORTS
from integrations.demo.story import Story
from integrations.exporting import write as writing
from integrations.exporting.write import ExportRefusedError, export_folder
from integrations.importing.rows import FILES
from integrations.importing.run import Options, import_source
from tests.integrations.portfolios import NOW, SMALL, bring_in, contents, exported, rows, write


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def load_story(engine: AsyncEngine) -> None:
    """Load a portfolio that uses every file and column but a few."""
    await import_source(
        engine, Story(NOW.date()), Options(key="acme", create=True), clock=lambda: NOW
    )


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
