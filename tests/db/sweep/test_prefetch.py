"""Working one step ahead."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from db.sweep.prefetch import prefetch


async def test_the_next_step_is_made_while_the_last_is_used() -> None:
    made: list[int] = []

    async def steps() -> AsyncGenerator[int, None]:
        for number in range(3):
            await asyncio.sleep(0)
            made.append(number)
            yield number

    seen = []
    async with aclosing(prefetch(steps())) as prepared:
        async for number in prepared:
            for _ in range(5):
                await asyncio.sleep(0)
            seen.append((number, len(made)))
    assert seen == [(0, 2), (1, 3), (2, 3)]


async def test_leaving_early_closes_the_steps() -> None:
    closed = asyncio.Event()

    async def steps() -> AsyncGenerator[int, None]:
        try:
            while True:
                yield 1
                await asyncio.sleep(3600)
        finally:
            closed.set()

    async with aclosing(prefetch(steps())) as prepared:
        async for _ in prepared:
            break
    assert closed.is_set()


async def test_what_goes_wrong_in_a_step_is_told_when_it_is_asked_for() -> None:
    async def steps() -> AsyncGenerator[int, None]:
        yield 1
        raise LookupError("gone")

    prepared = prefetch(steps())
    assert await anext(prepared) == 1
    with pytest.raises(LookupError, match="gone"):
        await anext(prepared)
