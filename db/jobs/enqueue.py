"""Asking for jobs: put into the queue once what they are about is committed."""

import asyncio
from collections.abc import Sequence
from importlib import import_module

from sqlalchemy.ext.asyncio import AsyncEngine

from db.jobs.mail import Job


async def enqueue(engine: AsyncEngine, kind: str, jobs: Sequence[Job]) -> None:
    """Put jobs into the queue, but for those of whose key there is one already."""
    # The library takes a third of a second to load, which no start of a server should wait for.
    schedule = await asyncio.to_thread(import_module, "db.jobs.schedule")
    async with engine.connect() as connection:
        # No transaction has begun on it, as the queue wants it.
        raw = (await connection.get_raw_connection()).driver_connection
        await schedule.put_in(raw, kind, jobs)
