"""Search on many rows: through its indexes, whatever is looked for."""

from typing import Any

import orjson
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.connection import Pool
from db.entities import CATALOGUE
from db.json_select.search_terms import FOUND_AT_MOST
from db.json_select.selection import Count, FoundNodes, Parameter, Root, Scalar, Search, Selection
from db.json_select.statement import json_select
from tests.db.world import NOW, TODAY, found

ROWS = 20_000
# Every title has one of four words, and one that few others have.
PLANT = """
insert into milestone (organisation_id, id, initiative_id, title, missed_count, imported,
                       recorded_at, version)
select $1, gen_random_uuid(), $2,
       'Common ' || (array['training', 'rollout', 'pilot', 'handover'])[n % 4 + 1]
       || ' ' || translate((n / 7)::text, '0123456789', 'abcdefghij') || 'xyz', 0, true, $4, 1
from generate_series(1, $3::int) n
"""


def statement(text: str) -> Any:
    """The statement of a search, with its arguments."""
    selections = tuple(
        Selection(entity.name, (Scalar("text", how.column),)) for entity, how in CATALOGUE.searched
    )
    parts = (Count("count"), Count("exact", exact=True), FoundNodes("nodes", selections))
    search = Search("found", Parameter(lambda _: text), None, 20, None, parts)
    return json_select(CATALOGUE, Root((search,)))


@pytest.mark.parametrize(
    ("text", "count", "exact", "part"),
    [
        ("common", FOUND_AT_MOST, False, "Common"),
        ("b", FOUND_AT_MOST, False, " b"),
        ("comon triaining", FOUND_AT_MOST, False, "training"),
        ("Common pilot cabaxyz", None, True, "Common pilot cabaxyz"),
        ("nothing of the kind", 0, True, ""),
    ],
)
async def test_a_search_of_many_rows_reads_indexes_only_and_few_rows(
    engine: AsyncEngine,
    read_pool: Pool,
    text: str,
    count: int | None,
    exact: bool,
    part: str,
) -> None:
    world = await found(engine)
    initiative = await world.propose()
    organisation_id = world.viewer.organisation_id
    async with engine.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        await raw.execute(PLANT, organisation_id, initiative.id, ROWS, NOW)
        await raw.execute("analyze milestone")
    known = {"$organisation": organisation_id, "$today": TODAY, "$token": None, "$end": "}"}
    asked = statement(text)
    arguments = asked.arguments(known)
    async with read_pool.acquire() as reader:
        row = await reader.fetchrow(asked.sql, *arguments)
        explain = f"explain (analyze, format json, buffers, timing off) {asked.sql}"
        [[plan]] = await reader.fetch(explain, *arguments)
    assert row is not None
    told = orjson.loads(row[0])["data"]["found"]
    assert told["exact"] is exact
    assert count in (None, told["count"])
    assert all(part in each["text"] for each in told["nodes"][:2])
    top = orjson.loads(plan)[0]["Plan"]
    scans = [node for node in nodes(top) if node.get("Relation Name") == "milestone"]
    assert scans
    for scan in scans:
        assert scan["Node Type"] in {"Bitmap Heap Scan", "Index Scan"}, scan
        assert scan["Actual Rows"] <= FOUND_AT_MOST
    assert top["Shared Hit Blocks"] + top["Shared Read Blocks"] < 5_000


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    below = [found for each in plan.get("Plans", ()) for found in nodes(each)]
    return [plan, *below]
