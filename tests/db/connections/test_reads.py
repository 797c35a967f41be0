"""Reading connections hand on what succeeded, and give back the memory of what they prepared."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

import db.connections.reads
from db.connections.connection import create_read_pool
from db.connections.reads import Reads

PID = "select pg_backend_pid()"
PREPARED = "select coalesce(sum(length(statement)), 0) from pg_prepared_statements"


@pytest.fixture
async def reads(database_url: str) -> AsyncIterator[Reads]:
    async with await create_read_pool(database_url, min_size=0, max_size=2) as pool:
        reads = Reads(pool, 1)
        yield reads
        await reads.close()


async def value(reads: Reads, query: str, *arguments: object) -> int:
    row = await reads.fetchrow(query, *arguments)
    assert row is not None
    return int(row[0])


async def test_a_query_that_succeeds_leaves_its_session_to_the_next(reads: Reads) -> None:
    assert await value(reads, PID) == await value(reads, PID)


async def test_a_session_that_has_prepared_too_much_is_exchanged(
    reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db.connections.reads, "PREPARED_AT_MOST", 20_000)
    seen = {await value(reads, PID)}
    for number in range(60):
        assert await value(reads, f"select {number} -- {'x' * 1_000}") == number
        seen.add(await value(reads, PID))
        assert await value(reads, PREPARED) < 22_000
    assert len(seen) == 4


async def test_the_same_statements_never_fill_a_session(
    reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db.connections.reads, "PREPARED_AT_MOST", 20_000)
    first = await value(reads, PID)
    for _ in range(10):
        for number in range(15):
            await value(reads, f"select {number} -- {'x' * 1_000}")
    assert await value(reads, PID) == first


async def test_what_fails_in_between_does_not_make_it_forget_what_is_prepared(
    reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db.connections.reads, "PREPARED_AT_MOST", 20_000)
    seen = set()
    for number in range(60):
        await value(reads, f"select {number} -- {'x' * 1_000}")
        with pytest.raises(asyncpg.DivisionByZeroError):
            await reads.fetchrow("select 1 / $1::int", 0)
        seen.add(await value(reads, PID))
    assert len(seen) >= 3


async def test_many_at_once_take_turns(reads: Reads) -> None:
    found = await asyncio.gather(*(value(reads, "select $1::int", each) for each in range(50)))
    assert list(found) == list(range(50))
