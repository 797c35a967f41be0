"""Preparing the next step of a long work while the last one is being used."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Final, TypeVar

Step = TypeVar("Step")
_END: Final = object()


async def prefetch(steps: AsyncGenerator[Step, None]) -> AsyncGenerator[Step, None]:
    """Yield what `steps` yields, preparing one step ahead: PostgreSQL works while Python does.

    Whoever leaves early closes this iterator (`contextlib.aclosing`), and with it `steps`.
    """
    upcoming = asyncio.ensure_future(anext(steps, _END))
    try:
        while (step := await upcoming) is not _END:
            upcoming = asyncio.ensure_future(anext(steps, _END))
            yield step  # type: ignore[misc]  # what is not the end is a step
    finally:
        upcoming.cancel()
        await asyncio.gather(upcoming, return_exceptions=True)
        await steps.aclose()
