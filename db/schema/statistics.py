"""What PostgreSQL knows of the tables, and plans reads by."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine


async def analyse(engine: AsyncEngine) -> None:
    """Have PostgreSQL look at the tables now, after many rows have come at once."""
    async with engine.connect() as connection:
        await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(
            text("analyze")
        )
