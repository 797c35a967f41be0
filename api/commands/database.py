"""The database a command works on: the embedded PostgreSQL or the one named by URL, migrated."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import asyncpg

from api.cli import CommandError
from api.settings import Settings
from db.connections.connection import (
    CONNECT_TIMEOUT_SECONDS,
    create_engine,
    hide_password,
    normalise_url,
)
from db.schema import migrate
from db.server import embedded

OLDEST_SERVER = 16


@contextmanager
def open_database(
    settings: Settings, say: Callable[[str], None], *, migrated: bool = True
) -> Iterator[str]:
    """Yield the URL of a database that answers, at the newest schema unless told otherwise.

    Call it outside of an event loop. The embedded server lives at least as long as the block.
    """
    if settings.database_url is None:
        with embedded.start(settings.data_dir, say) as lease:
            if migrated:
                make_ready(lease.url, say)
            yield lease.url
        return
    url = check_server(settings.database_url)
    if migrated:
        make_ready(url, say)
    yield url


def make_ready(url: str, say: Callable[[str], None]) -> None:
    """Migrate what has to be, and make the partitions of the months to come.

    Before anything is written: an insert that is on its way to the default partition while the
    month's own is being attached is refused by PostgreSQL.
    """
    bring_up_to_date(url, say)
    asyncio.run(make_months(url))


async def make_months(url: str) -> None:
    # Half a second to import, which commands that need no database do without.
    from db.schema.partitions import ensure_months_ahead

    engine = create_engine(url, pool_size=1)
    try:
        await ensure_months_ahead(engine, datetime.now(UTC).date())
    finally:
        await engine.dispose()


def bring_up_to_date(url: str, say: Callable[[str], None]) -> bool:
    """Apply the migrations that are missing; whether there were any."""
    if migrate.current(url) == migrate.head():
        return False
    say("Bringing the database to this release's schema ...")
    try:
        migrate.upgrade(url)
    except migrate.UnknownRevisionError as error:
        raise CommandError(str(error)) from error
    return True


def check_server(url: str) -> str:
    """The URL, normalised, once the server behind it has answered and is new enough."""
    try:
        url = normalise_url(url)
        version = asyncio.run(server_version(url))
    except (OSError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        text = str(error) or type(error).__name__
        raise CommandError(f"The database {hide_password(url)} can't be used: {text}") from error
    if version < OLDEST_SERVER:
        raise CommandError(
            f"The database {hide_password(url)} is PostgreSQL {version}; "
            f"{OLDEST_SERVER} or newer is needed."
        )
    return url


async def server_version(url: str) -> int:
    connection = await asyncpg.connect(url, timeout=CONNECT_TIMEOUT_SECONDS)
    try:
        return connection.get_server_version().major
    finally:
        await connection.close()
