"""Move the database's schema to a revision, one process at a time.

These functions run an event loop of their own: call them outside of one. Migrations are in
migrations/versions, dated and named; each is a transaction, so a failed one leaves nothing behind.
Alembic is imported only when there is something to apply: it takes longer than a warm start.
"""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from db.connections.connection import CONNECT_TIMEOUT_SECONDS, normalise_url

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

SCRIPTS = Path(__file__).resolve().parents[2] / "migrations"
# Any number, as long as nothing else in the database locks it.
ADVISORY_LOCK = 7_468_726_001
# A migration that can't get its table gives up, instead of queueing every reader behind itself.
LOCK_TIMEOUT = "5s"


class UnknownRevisionError(RuntimeError):
    """The database is at a revision that this release does not have: a newer one was here."""


def upgrade(url: str, to: str = "head") -> None:
    """Apply every migration up to `to`. Waits for another process that is doing it."""
    from alembic import command

    asyncio.run(migrate(url, lambda config: command.upgrade(config, to)))


def downgrade(url: str, to: str) -> None:
    """Undo migrations down to `to` (a revision, `-1`, or `base`)."""
    from alembic import command

    asyncio.run(migrate(url, lambda config: command.downgrade(config, to)))


def current(url: str) -> str | None:
    """The revision the database is at; None before the first migration."""
    return asyncio.run(fetch_current(url))


async def fetch_current(url: str) -> str | None:
    connection = await asyncpg.connect(normalise_url(url), timeout=CONNECT_TIMEOUT_SECONDS)
    try:
        revision: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    except asyncpg.UndefinedTableError:
        return None
    else:
        return revision
    finally:
        await connection.close()


def head() -> str | None:
    """The newest revision of this release: the one that no other follows."""
    following = revisions()
    newest = set(following) - set(following.values())
    if len(newest) > 1:
        raise RuntimeError(f"several newest migrations: {', '.join(sorted(newest))}")
    return newest.pop() if newest else None


def revisions() -> dict[str, str | None]:
    """Each revision of this release and the one it follows, read from the files' first lines."""
    found: dict[str, str | None] = {}
    for path in SCRIPTS.glob("versions/*.py"):
        text = path.read_text()
        revision = re.search(r'^revision(?:: str)? = "(\w+)"$', text, re.MULTILINE)
        down = re.search(r'^down_revision(?:: [^=]+)? = "(\w+)"$', text, re.MULTILINE)
        if revision:
            found[revision[1]] = down[1] if down else None
    return found


def alembic_config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


async def migrate(url: str, action: Callable[["Config"], None]) -> None:
    """Run an Alembic command on a connection of its own that holds the lock."""
    from db.connections.connection import create_engine

    engine = create_engine(url, pool_size=1, application_name="throughline-migrate")
    try:
        async with engine.connect() as connection:
            await connection.run_sync(migrate_locked, action)
    finally:
        await engine.dispose()


def migrate_locked(connection: "Connection", action: Callable[["Config"], None]) -> None:
    # For the session, because each migration is a transaction; closing the connection frees it.
    connection.exec_driver_sql(f"SELECT pg_advisory_lock({ADVISORY_LOCK})")
    connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
    refuse_unknown(connection)
    connection.commit()
    config = alembic_config()
    config.attributes["connection"] = connection
    action(config)
    connection.commit()


def refuse_unknown(connection: "Connection") -> None:
    from alembic.migration import MigrationContext

    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and revision not in revisions():
        raise UnknownRevisionError(
            f"The database is at revision {revision}, which this release does not know: a newer "
            "release has migrated it. Use that release, or restore a backup."
        )
