"""Long computing gives way, and lists everything all the same."""

import asyncio

import pytest

from db import cooperative as giving_way
from db.cooperative import cooperative


async def test_others_run_in_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving_way, "LONGEST_SECONDS", -1.0)
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(other())
    assert await cooperative(range(10)) == list(range(10))
    beside.cancel()
    assert turns >= 9


async def test_what_is_quick_is_done_at_once() -> None:
    turns: list[int] = []
    beside = asyncio.get_running_loop().call_soon(turns.append, 1)
    assert await cooperative([]) == []
    assert turns == []
    beside.cancel()
