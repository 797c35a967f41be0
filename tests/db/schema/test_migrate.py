"""Migrations go up and down, one process at a time, and never wait for a busy table for long."""

import asyncio
import threading

import asyncpg
import pytest

from db.schema import migrate


async def fetch_value(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


TABLES = (
    "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
)


def test_up_down_up_leaves_the_newest_schema(empty_database_url: str) -> None:
    assert migrate.current(empty_database_url) is None
    migrate.upgrade(empty_database_url)
    assert migrate.current(empty_database_url) == migrate.head()
    tables = asyncio.run(fetch_value(empty_database_url, TABLES))
    migrate.downgrade(empty_database_url, "base")
    assert migrate.current(empty_database_url) is None
    assert asyncio.run(fetch_value(empty_database_url, TABLES)) == 0
    migrate.upgrade(empty_database_url)
    assert asyncio.run(fetch_value(empty_database_url, TABLES)) == tables


def test_upgrade_waits_for_another_that_is_migrating(empty_database_url: str) -> None:
    failures: list[BaseException] = []

    def upgrade() -> None:
        try:
            migrate.upgrade(empty_database_url)
        except BaseException as error:  # noqa: BLE001  told by the assertion below
            failures.append(error)

    threads = [threading.Thread(target=upgrade) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert migrate.current(empty_database_url) == migrate.head()


def test_upgrade_gives_up_on_a_busy_table(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate.upgrade(empty_database_url)
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "50ms")
    with asyncio.Runner() as runner:
        reader = runner.run(asyncpg.connect(empty_database_url))
        runner.run(reader.execute("BEGIN; SELECT count(*) FROM organisation"))
        with pytest.raises(Exception, match="lock timeout"):
            migrate.downgrade(empty_database_url, "base")
        runner.run(reader.close())
    # The migration that met the lock was undone whole; those before it were committed.
    assert asyncio.run(fetch_value(empty_database_url, "SELECT count(*) FROM organisation")) == 0
