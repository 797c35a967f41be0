"""Thresholds of findings in export and import."""

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from integrations.importing.files.reading import Folder
from integrations.importing.running.options import Options
from integrations.importing.running.run import preview
from tests.integrations.portfolios import NOW, SMALL, bring_in, exported, refused, rows, write

HEADER = "rule,threshold,value\r\n"
OWN = f"{HEADER}OVERLOADED_OWNER,ahead,90\r\nOVERLOADED_OWNER,milestones,2\r\n"


async def test_thresholds_come_along(engine: AsyncEngine, tmp_path: Path) -> None:
    told = await bring_in(engine, write(tmp_path / "in", SMALL, thresholds=OWN))
    assert (await exported(engine, tmp_path / "out"))["thresholds.csv"] == OWN
    changed = "select rule from finding_rule where organisation_id = :id and changed"
    assert await rows(engine, changed, id=told.organisation_id) == [("OVERLOADED_OWNER",)]
    again = await bring_in(engine, tmp_path / "in")
    assert again.changed_rows == 0


async def test_a_blank_value_is_the_default_and_what_is_not_told_stays(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await bring_in(engine, write(tmp_path / "in", SMALL, thresholds=OWN))
    blank = f"{HEADER}OVERLOADED_OWNER,ahead,\r\nSTALE_STATUS,days,35\r\n"
    folder = write(tmp_path / "blank", {"thresholds.csv": blank})
    ahead = await preview(
        engine, Folder(folder), Options(key="acme", create=True), clock=lambda: NOW
    )
    told = await bring_in(engine, folder)
    assert told.changed_rows == ahead.changed_rows == 1
    assert (await exported(engine, tmp_path / "out"))["thresholds.csv"] == (
        f"{HEADER}OVERLOADED_OWNER,milestones,2\r\n"
    )


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            "SILO,days,3",
            (
                "thresholds.csv, line 2, column threshold: is no threshold of SILO, which has "
                "departments"
            ),
        ),
        (
            "SILO,departments,11",
            "thresholds.csv, line 2, column value: is not between 2 and 10 departments",
        ),
    ],
)
async def test_a_threshold_that_there_is_not_or_out_of_bounds_is_told(
    engine: AsyncEngine, tmp_path: Path, line: str, problem: str
) -> None:
    folder = write(tmp_path / "in", SMALL, thresholds=f"{HEADER}{line}\n")
    assert problem in await refused(engine, folder)
