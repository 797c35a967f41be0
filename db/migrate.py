"""Move the database's schema to a revision, one process at a time.

These functions run an event loop of their own: call them outside of one. Migrations are in
migrations/versions, dated and named; each is a transaction, so a failed one leaves nothing behind.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from db.connection import create_engine

Result = TypeVar("Result")

SCRIPTS = Path(__file__).resolve().parent.parent / "migrations"
# Any number, as long as nothing else in the database locks it.
ADVISORY_LOCK = 7_468_726_001
# A migration that can't get its table gives up, instead of queueing every reader behind itself.
LOCK_TIMEOUT = "5s"


def upgrade(url: str, to: str = "head") -> None:
    """Apply every migration up to `to`. Waits for another process that is doing it."""
    migrate(url, lambda config: command.upgrade(config, to))


def downgrade(url: str, to: str) -> None:
    """Undo migrations down to `to` (a revision, `-1`, or `base`)."""
    migrate(url, lambda config: command.downgrade(config, to))


def current(url: str) -> str | None:
    """The revision the database is at; None before the first migration."""
    return asyncio.run(with_connection(url, read_current))


def head() -> str | None:
    """The newest revision this release knows."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def migrate(url: str, action: Callable[[Config], None]) -> None:
    """Run an Alembic command on a locked connection."""

    def locked(connection: Connection) -> None:
        # Session-wide, because each migration is a transaction of its own.
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
        connection.execute(
            text("SELECT set_config('lock_timeout', :t, false)"), {"t": LOCK_TIMEOUT}
        )
        connection.commit()
        config = alembic_config()
        config.attributes["connection"] = connection
        action(config)
        connection.commit()

    asyncio.run(with_connection(url, locked))


def read_current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


async def with_connection(url: str, work: Callable[[Connection], Result]) -> Result:
    """Run `work` on one connection that is closed afterwards, and its locks with it."""
    engine = create_engine(url, pool_size=1, application_name="throughline-migrate")
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()
