"""The outlook: what an import would do, told without writing anything."""

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.cli import main
from integrations.importing.files.reading import Folder
from integrations.importing.format.problems import ImportRefusedError
from integrations.importing.running.dry_run import Preview
from integrations.importing.running.options import Options
from integrations.importing.running.run import preview
from tests.integrations.portfolios import NOW, SMALL, bring_in, rows, told, write

EVERYTHING = """
    select (select count(*) from organisation), (select count(*) from initiative),
        (select count(*) from person), (select count(*) from event)
"""


async def outlook(engine: AsyncEngine, folder: Path, *, create: bool = True) -> Preview:
    options = Options(key="acme", create=create)
    return await preview(engine, Folder(folder), options, clock=lambda: NOW)


async def test_nothing_is_written_and_the_import_does_what_was_told(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    folder = write(tmp_path, SMALL)
    ahead = await outlook(engine, folder)
    assert (ahead.creates, ahead.row_count, ahead.problems) == (True, 21, ())
    assert (ahead.new_initiatives, ahead.changed_initiatives) == (2, 0)
    told_of = {each.file: (each.rows, each.new, each.changed) for each in ahead.files}
    assert told_of == {
        "organisation.csv": (1, 0, 0),
        "departments.csv": (2, 2, 0),
        "people.csv": (2, 2, 0),
        "initiatives.csv": (2, 2, 0),
        "milestones.csv": (3, 3, 0),
        "events.csv": (10, None, None),
        "dependencies.csv": (1, 1, 0),
    }
    assert await rows(engine, EVERYTHING) == [(0, 0, 0, 0)]
    imported = await bring_in(engine, folder)
    assert (imported.changed_rows, imported.new_initiatives) == (ahead.changed_rows, 2)
    again = await outlook(engine, folder)
    assert (again.changed_rows, again.new_initiatives, again.changed_initiatives) == (0, 0, 0)
    assert (again.creates, again.revision) == (False, imported.revision)


async def test_what_differs_is_told_apart_from_what_is_new(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await bring_in(engine, write(tmp_path / "before", SMALL))
    after = write(
        tmp_path / "after",
        SMALL,
        organisation="name,time_zone,currency\nAcme & Sons,Europe/Vienna,EUR\n",
        departments="external_id,name\nkitchen,The kitchen\nweb,Web\nbar,Bar\n",
        initiatives="external_id,title\nI-1,Hotter food\nI-2,Fast drinks\nI-3,Seats\n",
    )
    ahead = await outlook(engine, after)
    assert (ahead.new_initiatives, ahead.changed_initiatives) == (1, 1)
    told_of = {each.file: (each.new, each.changed) for each in ahead.files}
    assert told_of["organisation.csv"] == (0, 1)
    assert told_of["departments.csv"] == (1, 1)
    assert told_of["initiatives.csv"] == (1, 1)
    assert told_of["milestones.csv"] == (0, 0)


async def test_a_clock_that_is_moved_is_told(engine: AsyncEngine, tmp_path: Path) -> None:
    await bring_in(engine, write(tmp_path / "before", SMALL))
    named = "name,time_zone,currency,clock_fixed_on\nAcme,Europe/Vienna,EUR,2026-06-01\n"
    ahead = await outlook(engine, write(tmp_path / "after", {"organisation.csv": named}))
    assert [(each.file, each.changed) for each in ahead.files] == [("organisation.csv", 1)]


async def test_problems_are_told_with_what_remains_without_them(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    bad = "external_id,title,owner\nI-1,Hot food,nobody\nI-2,Fast drinks,bo\n"
    folder = write(tmp_path, SMALL, initiatives=bad, strange="a\n")
    ahead = await outlook(engine, folder)
    assert told(ahead.problems)[0].startswith("dependencies.csv, line 2, column milestone: refers")
    found = {each.file: each.problems for each in ahead.files}
    assert (found["initiatives.csv"], found["strange.csv"], found["people.csv"]) == (1, 1, 0)
    assert sum(found.values()) == len(ahead.problems)
    assert ahead.new_initiatives == 1
    left_out = await bring_in(engine, folder, skip_bad_rows=True)
    assert (left_out.new_initiatives, left_out.skipped) == (1, ahead.problems)


async def test_an_unknown_organisation_is_refused(engine: AsyncEngine, tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match="Add --create to make it"):
        await outlook(engine, write(tmp_path, SMALL), create=False)


def test_from_the_command_line(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path, SMALL, dependencies="milestone,depends_on\nI-1/all,I-1/all\n")
    command = ["import", str(folder), "--organisation", "acme", "--create", "--dry-run"]
    command += ["--as-of", "2026-06-15", "--database-url", database_url]
    assert main(command) == 1
    out, err = capsys.readouterr()
    assert "dependencies.csv, line 2, column depends_on: is the milestone itself" in err
    assert out.splitlines() == [
        "organisation.csv: 1 rows",
        "departments.csv: 2 rows, 2 new",
        "people.csv: 2 rows, 2 new",
        "initiatives.csv: 2 rows, 2 new",
        "milestones.csv: 3 rows, 3 new",
        "events.csv: 10 rows",
        "dependencies.csv: 1 rows, 1 problems",
        (
            "2 new initiatives, 0 changed; 23 rows to write; 1 problems stand in the way; "
            "nothing was written"
        ),
    ]
    assert main([*command, "--skip-bad-rows"]) == 0
    assert "23 rows to write; nothing was written\n" in capsys.readouterr().out
    assert main(["export", str(tmp_path / "out"), "--organisation", "acme", *command[-2:]]) == 1
    assert "There is no organisation" in capsys.readouterr().err
