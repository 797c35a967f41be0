"""The measurement of the daily history's size, on a small scale."""

from sqlalchemy.ext.asyncio import AsyncEngine

from bench.history import measure, told


async def test_every_day_of_every_initiative_is_counted(engine: AsyncEngine) -> None:
    history, counts, ledger = await measure(engine, initiatives=12, days=3)
    assert (history.rows, counts.rows) == (36, 2)
    assert history.heap >= 36 * 60
    assert history.each == (history.heap + history.indexes) / 36
    assert ledger.rows >= 3
    assert "3 days of 12 initiatives: 36 rows, " in told(12, 3, (history, counts, ledger))
