"""Queries run under a role that may only look."""

import asyncpg
import pytest

from db.connections.connection import create_read_pool
from db.connections.reader import READER, ensure_reader


async def test_the_reader_sees_every_table_and_changes_none(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    try:
        assert await ensure_reader(connection) == READER
        assert await ensure_reader(connection) == READER
    finally:
        await connection.close()
    pool = await create_read_pool(database_url, role=READER)
    try:
        assert await pool.fetchval("select current_user") == READER
        assert await pool.fetchval("select count(*) from organisation") == 0
        async with pool.acquire() as reader:
            # The session's default forbids it, and taking that back does not help.
            await reader.execute("set default_transaction_read_only = off")
            for statement in (
                "delete from organisation",
                "update organisation set revision = 1",
                "create table mine (id int)",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await reader.execute(statement)
            await reader.execute("set default_transaction_read_only = on")
    finally:
        await pool.close()


async def test_without_the_right_to_make_roles_there_is_none(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    try:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("create role of_few_rights nologin")
        await connection.execute("set local role of_few_rights")
        assert await ensure_reader(connection) is None
        await transaction.rollback()
    finally:
        await connection.close()
