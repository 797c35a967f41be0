"""The stall risk that was stored with every write is what the rule says of the facts."""

import json
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.connections.connection import create_engine
from db.risk.facts import gather
from db.risk.store import CURRENT, HISTORY, JSON_COLUMNS, compute, current_values, history_values


async def assert_recomputable(url: str) -> int:
    """Assert it of every initiative, whole; return how many there are."""
    engine = create_engine(url)
    try:
        async with engine.connect() as connection:
            found = await connection.execute(text("select id from organisation"))
            ids = list(found.scalars())
            return sum([await compare(connection, organisation_id) for organisation_id in ids])
    finally:
        await engine.dispose()


async def compare(connection: AsyncConnection, organisation_id: UUID) -> int:
    one = {"id": organisation_id}
    found = await connection.execute(
        text("select * from stall_risk_current where organisation_id = :id"), one
    )
    current = {row["initiative_id"]: dict(row) for row in found.mappings()}
    found = await connection.execute(
        text("select * from stall_risk_history where organisation_id = :id"), one
    )
    history = {(row["initiative_id"], row["day"]): dict(row) for row in found.mappings()}
    found = await connection.execute(
        text("select id from initiative where organisation_id = :id"), one
    )
    assert set(found.scalars()) == set(current)
    for day in {row["computed_on"] for row in current.values()}:
        ids = {each for each, row in current.items() if row["computed_on"] == day}
        gathered = await gather(
            connection, organisation_id=organisation_id, initiative_ids=ids, day=day
        )
        assert {each.initiative_id for each in gathered} == ids
        for each in gathered:
            assert each.missed_counts == [], "the misses stored with a milestone are out of date"
            computed = compute(each, day)
            fresh = dict(zip(CURRENT, current_values(computed), strict=True))
            for column in JSON_COLUMNS:
                fresh[column] = json.loads(str(fresh[column]))
            stored = current[each.initiative_id]
            assert {name: stored[name] for name in CURRENT} == fresh
            of_day = history[each.initiative_id, day]
            expected = dict(zip(HISTORY, history_values(computed), strict=True))
            assert {name: of_day[name] for name in HISTORY} == pytest.approx(expected)
    return len(current)
