"""Long computing that lets the others of the process in between."""

import asyncio
from collections.abc import Iterable
from time import perf_counter
from typing import Final, TypeVar

Value = TypeVar("Value")
# Others may wait as long several times over, one of them perhaps with an organisation locked.
LONGEST_SECONDS: Final = 0.002


async def cooperative(values: Iterable[Value]) -> list[Value]:
    """List values that are computed one by one, giving way every few milliseconds."""
    listed: list[Value] = []
    until = perf_counter() + LONGEST_SECONDS
    for value in values:
        listed.append(value)
        if perf_counter() > until:
            await asyncio.sleep(0)
            until = perf_counter() + LONGEST_SECONDS
    return listed
