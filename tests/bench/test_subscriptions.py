"""The bench of subscriptions runs, and its clients hear what is told."""

import asyncio

import asyncpg
import pytest

from bench.database import Bench, describe
from bench.generate import SMALL, generate
from bench.subscriptions import Pace, markdown, measure_subscriptions, table


@pytest.fixture
def bench(database_url: str) -> Bench:
    async def fill() -> None:
        connection = await asyncpg.connect(database_url)
        try:
            await generate(connection, SMALL)
        finally:
            await connection.close()

    asyncio.run(fill())
    return asyncio.run(describe(database_url))


def test_all_clients_of_both_hear_the_same_bytes(bench: Bench) -> None:
    said: list[str] = []
    # So many rounds that their CPU time shows: it is told in steps of 10 ms.
    sizer = Pace(subscribers=120, rounds=20, idle_seconds=1.0, settle_seconds=1.0)
    found = measure_subscriptions(bench, said.append, sizer)
    assert found.message_bytes > 1_000
    assert len(found.ratios()) == 20
    assert all(ratio > 0 for ratio in found.ratios())
    assert found.throughline.cpu_us > 0
    assert "120 subscribers" in table(found)
    assert "| bare broadcast |" in markdown(found, "18.0")
