"""What is acknowledged is on disk: no setting that makes it so is off, nor turned off by anyone."""

import asyncio

import asyncpg
from sqlalchemy import text

from db.access.tenants import organisations
from db.connections.connection import Connection, create_engine
from db.server import embedded
from db.worker import queue_connection
from db.writing.unit_of_work import UnitsOfWork
from domain.core.viewer import Role, Viewer
from domain.people import department
from tests.durability.running_server import House

SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
SETTINGS = f"select name, setting from pg_settings where name in {tuple(SAFE)}"
WEAKENED = f"""
    select setdatabase, setrole, setconfig
    from pg_db_role_setting
    where setconfig::text similar to '%({"|".join(SAFE)})%'
"""


def test_every_write_of_the_served_database_waits_for_the_disk(house: House) -> None:
    with house.serve(), embedded.start(house.folder, print) as lease:
        asyncio.run(look_at(lease.url))


async def look_at(url: str) -> None:
    await no_role_or_database_weakens_them(url)
    await they_are_on_in_a_unit_of_work_and_its_commit_waits(url)
    async with queue_connection(url) as connection:
        assert {row[0]: row[1] for row in await connection.fetch(SETTINGS)} == SAFE


async def no_role_or_database_weakens_them(url: str) -> None:
    connection: Connection = await asyncpg.connect(url)
    try:
        assert await connection.fetch(WEAKENED) == []
    finally:
        await connection.close()


async def they_are_on_in_a_unit_of_work_and_its_commit_waits(url: str) -> None:
    engine = create_engine(url)
    try:
        units = UnitsOfWork(engine)
        async with units.session() as session:
            organisation = (await organisations(session))[0]
        viewer = Viewer(organisation_id=organisation.id, token_id=None, role=Role.ADMIN)
        async with units.begin(viewer, "department_create") as work:
            await department.create(work, name="Kitchen")
            found = await work.session.execute(text(SETTINGS))
            assert {row.name: row.setting for row in found} == SAFE
            inserted = await work.session.scalar(text("select pg_current_wal_insert_lsn()"))
            await work.commit()
        async with engine.connect() as connection:
            # The record of the commit comes after what was inserted before it.
            flushed = text("select pg_current_wal_flush_lsn() > cast(:inserted as pg_lsn)")
            assert await connection.scalar(flushed, {"inserted": inserted})
    finally:
        await engine.dispose()
