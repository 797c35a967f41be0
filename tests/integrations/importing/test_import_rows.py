# ruff: noqa: E501 - sentences as a person reads them
"""Validation: every row is checked before any is written, and each bad one is told."""

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from integrations.importing.files.reading import Folder
from integrations.importing.format.problems import ImportRefusedError
from integrations.importing.running.options import Options
from integrations.importing.running.run import import_source
from tests.integrations.portfolios import SMALL, bring_in, refused, rows, write

HEAD = "initiative,occurred_on,event,milestone,due_on,value,text,person,assessor\n"


async def test_a_bad_import_writes_nothing_and_tells_every_bad_row(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    folder = write(
        tmp_path,
        SMALL,
        people="external_id,name,email,department\nana,Ana,ana@example.com,canteen\nbo,,bo,bar\n",
    )
    found = await refused(engine, folder)
    assert (
        "people.csv, line 2, column department: “canteen” is in departments.csv neither here nor "
        "on record; add it there" in found
    )
    assert "people.csv, line 3, column name: is blank and needed; fill it in" in found
    assert (
        "people.csv, line 3, column email: “bo” is not an e-mail address, such as ana@example.com"
        in found
    )
    assert (
        "initiatives.csv, line 2, column owner: refers to people.csv, line 2, which can't be taken"
        in found
    )
    assert await rows(engine, "select key from organisation") == []


async def test_with_skip_bad_rows_the_rest_is_whole(engine: AsyncEngine, tmp_path: Path) -> None:
    folder = write(tmp_path, SMALL, initiatives="external_id,title\nI-1,Hot food\nI-2,\n")
    imported = await bring_in(engine, folder, skip_bad_rows=True)
    assert await rows(engine, "select external_id from initiative") == [("I-1",)]
    assert await rows(engine, "select count(*) from milestone") == [(2,)]
    assert await rows(engine, "select count(*) from dependency") == [(0,)]
    files = {problem.file for problem in imported.skipped}
    assert files == {"initiatives.csv", "milestones.csv", "events.csv", "dependencies.csv"}


@pytest.mark.parametrize(
    ("file", "content", "expected"),
    [
        (
            "departments",
            "external_id,name\nbar,Bar\nkitchen,Kitchen\nbar,Bar\n",
            (
                "departments.csv, line 4, column external_id: is on line 2 already; keep one of the "
                "two rows"
            ),
        ),
        (
            "people",
            "external_id,name,email\nana,Ana,a@example.com\nbo,Bo,A@EXAMPLE.COM\n",
            (
                "people.csv, line 3, column email: A@EXAMPLE.COM is on line 2 already; an address "
                "belongs to one person"
            ),
        ),
        (
            "dependencies",
            "milestone,depends_on\nI-1/all,I-2/one\nI-2/one,I-1/box\nI-1/box,I-1/all\n",
            (
                "dependencies.csv, line 4, column depends_on: closes a circle: “I-1/all” waits for "
                "“I-1/box” already; take one away"
            ),
        ),
        (
            "events",
            f"{HEAD}I-2,2026-03-01,delivered,I-1/box,,,,,\n",
            (
                "events.csv, line 2, column milestone: “I-1/box” is a milestone of another "
                "initiative; correct one"
            ),
        ),
        (
            "events",
            f"{HEAD}I-1,2026-03-01,status,,,GREEN,,,\n",
            "events.csv, line 2, column value: “GREEN” is none of ON_TRACK, AT_RISK, OFF_TRACK",
        ),
        (
            "events",
            f"{HEAD}I-1,2026-03-01,delivered,,2026-03-01,,,,\n",
            "events.csv, line 2, column milestone: is blank and “delivered” needs it; fill it in",
        ),
        (
            "events",
            f"{HEAD}I-1,2026-03-01,assessed,,,RED,,ana,Audit\n",
            "events.csv, line 2, column person: has no meaning for “assessed”; leave it blank",
        ),
        (
            "events",
            f"{HEAD}I-1,2026-06-16,activity,,,,,,\n",
            (
                "events.csv, line 2, column occurred_on: lies after today, 2026-06-15 on the "
                "organisation's clock; correct it, or name a later day with --as-of"
            ),
        ),
        (
            "events",
            f"{HEAD}I-1,2026-03-01,created,,,,,,\nI-1,2026-02-01,lifecycle,,,DONE,,,\n",
            (
                "events.csv, line 3, column occurred_on: comes before the initiative was created on "
                "2026-03-01; correct one of the days"
            ),
        ),
        (
            "initiatives",
            "external_id,title,budget_amount\nI-1,Hot food,100\nI-2,Drinks,\n",
            (
                "initiatives.csv, line 2, column budget_currency: is blank; give amount and currency, "
                "or none"
            ),
        ),
        (
            "wins",
            "external_id,initiative,title,achieved_on,proof\nW,I-1,Won,2026-03-01,PROVEN\n",
            (
                "wins.csv, line 2, column evidence_measure: is blank and a PROVEN win needs it; fill "
                "it in or call the win CLAIMED"
            ),
        ),
    ],
)
async def test_what_contradicts_itself_is_told(
    engine: AsyncEngine, tmp_path: Path, file: str, content: str, expected: str
) -> None:
    found = await refused(engine, write(tmp_path, SMALL, **{file: content}))
    assert expected in found


async def test_a_missing_organisation_is_not_made_unasked(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    folder = write(tmp_path, SMALL)
    with pytest.raises(ImportRefusedError, match="Add --create to make it"):
        await import_source(engine, Folder(folder), Options(key="acme"))
