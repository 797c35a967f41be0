"""Objectives that an older file names in a column of its initiatives."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from tests.integrations.portfolios import SMALL, bring_in, rows, write

OLDER = (
    "external_id,title,owner,strategic_objective\n"
    "I-1,Hot food,ana,Win back  Friday night\n"
    "I-2,Fast drinks,bo,win back friday night \n"
)
SERVED = """
    select i.external_id, o.title from initiative_objective l
    join initiative i on i.id = l.initiative_id
    join objective o on o.id = l.objective_id order by i.external_id
"""


async def test_texts_alike_but_for_case_and_spaces_become_one_objective(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    first = await bring_in(engine, write(tmp_path, SMALL, initiatives=OLDER))
    served = [("I-1", "Win back Friday night"), ("I-2", "Win back Friday night")]
    assert await rows(engine, SERVED) == served
    assert await rows(engine, "select count(*) from objective") == [(1,)]
    again = await bring_in(engine, write(tmp_path, SMALL, initiatives=OLDER))
    assert again.revision == first.revision
    assert await rows(engine, SERVED) == served
