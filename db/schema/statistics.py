"""What PostgreSQL knows of the tables, and plans by."""

from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncEngine


async def analyse(engine: AsyncEngine, *tables: Table) -> None:
    """Have PostgreSQL look at these tables now, or at all, after many rows have come at once."""
    names = ", ".join(table.name for table in tables)
    async with engine.connect() as connection:
        await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(
            text(f"analyze {names}")
        )
