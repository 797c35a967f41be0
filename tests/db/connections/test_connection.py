"""Reads go through sessions that can't write; writes through an engine; both by one URL."""

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.connection import Pool, create_read_pool, hide_password, normalise_url


@pytest.mark.parametrize(
    "setting",
    [
        ("default_transaction_read_only", "on"),
        ("plan_cache_mode", "force_generic_plan"),
        ("statement_timeout", "15s"),
        ("jit", "off"),
        ("TimeZone", "UTC"),
    ],
)
async def test_read_sessions_keep_their_settings(read_pool: Pool, setting: tuple[str, str]) -> None:
    name, value = setting
    async with read_pool.acquire() as connection:
        await connection.execute("RESET ALL")
        assert await connection.fetchval("SELECT current_setting($1)", name) == value


async def test_a_read_session_refuses_to_write(read_pool: Pool) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await read_pool.execute("CREATE TABLE written (id int)")


async def test_a_reader_rolls_back_what_it_left_open(read_pool: Pool) -> None:
    async with read_pool.acquire() as connection:
        await connection.execute("BEGIN")
        first = await connection.fetchval("SELECT pg_backend_pid()")
    async with read_pool.acquire() as connection:
        assert await connection.fetchval("SELECT pg_backend_pid()") == first
        assert not connection.is_in_transaction()


async def test_a_role_with_fewer_rights_can_be_taken(database_url: str, read_pool: Pool) -> None:
    async with await create_read_pool(database_url, min_size=0, role="pg_read_all_data") as pool:
        assert await pool.fetchval("SELECT current_user") == "pg_read_all_data"


async def test_a_pool_survives_the_loss_of_its_sessions(database_url: str, read_pool: Pool) -> None:
    lost = await read_pool.fetchval("SELECT pg_backend_pid()")
    killer = await asyncpg.connect(database_url)
    await killer.execute(f"SELECT pg_terminate_backend({lost}, 5000)")
    await killer.close()
    assert await read_pool.fetchval("SELECT pg_backend_pid()") != lost


async def test_an_engine_survives_the_loss_of_its_sessions(
    database_url: str, engine: AsyncEngine
) -> None:
    async with engine.connect() as connection:
        lost = await connection.scalar(text("SELECT pg_backend_pid()"))
    killer = await asyncpg.connect(database_url)
    await killer.execute(f"SELECT pg_terminate_backend({lost}, 5000)")
    await killer.close()
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT pg_backend_pid()")) != lost


async def test_several_hosts_are_tried_for_one_that_takes_writes(database_url: str) -> None:
    folder = database_url.split("host=")[1].split("&", maxsplit=1)[0]
    url = database_url.replace(f"host={folder}&port=5432", f"host=/nowhere,{folder}&port=5432,5432")
    pool = await create_read_pool(f"{url}&target_session_attrs=primary", min_size=0)
    async with pool:
        assert await pool.fetchval("SELECT 1") == 1


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+asyncpg"])
def test_every_usual_scheme_is_understood(scheme: str) -> None:
    assert normalise_url(f"{scheme}://user@host/base") == "postgresql://user@host/base"


def test_a_bad_url_is_refused_without_showing_its_password() -> None:
    with pytest.raises(ValueError, match="postgresql://user:password@host") as refused:
        normalise_url("user:secret@host/base")
    assert "secret" not in str(refused.value)


def test_a_password_is_hidden() -> None:
    assert hide_password("postgresql://me:secret@host/b") == "postgresql://me:***@host/b"
    assert hide_password("postgresql://me@host/b") == "postgresql://me@host/b"
