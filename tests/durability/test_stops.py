"""Told to stop, the server answers what it was asked, and leaves nothing running."""

import asyncio
import random
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

import asyncpg
import pytest

from db.connections.connection import Connection
from db.server import embedded
from tests.durability.client import Client
from tests.durability.journal import Entry
from tests.durability.mutations import send
from tests.durability.running_server import House
from tests.durability.served import (
    PATIENCE_SECONDS,
    Served,
    processes_of,
    processes_on,
    wait_for,
    wait_until_gone,
)

HOLD = "select from organisation where key = $1 for no key update"
# Changes wait, and not the sweep, which takes the same lock soon after the start.
WAITING = """
    select count(*) from pg_locks join pg_stat_activity using (pid)
    where not granted and application_name = 'throughline'
"""
SEED = 7


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_request_under_way_is_answered_before_the_server_stops(
    house: House, number: signal.Signals, code: int
) -> None:
    entry = Entry(
        request_id="the-last-one",
        organisation="north",
        mutation="departmentCreate",
        input={"name": "Kitchen"},
        key=None,
    )
    with house.serve() as served:
        processes = processes_of(house.folder)
        with embedded.start(house.folder, print) as lease:
            answer = asyncio.run(ask_and_stop(house, served, lease.url, entry, number))
        assert answer == replace(entry, outcome="acknowledged", revision=3, id=answer.id)
        assert served.process.wait(PATIENCE_SECONDS) == code, served.log_tail()
    wait_until_gone([processes.guardian, processes.postmaster, *processes.children])


async def ask_and_stop(
    house: House, served: Served, url: str, entry: Entry, number: signal.Signals
) -> Entry:
    """Let a request wait for its organisation, have the server stopped, then let it go on."""
    client = Client(served.port, house.tokens["north"])
    idle = Client(served.port, house.tokens["north"])
    await idle.open()
    connection: Connection = await asyncpg.connect(url)
    # Within a transaction PostgreSQL shows its sessions as they were at the first look.
    onlooker: Connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.fetch(HOLD, "north")
            asking = asyncio.create_task(send(client, entry))
            await until(lambda: is_waited_for(onlooker), "a wait for the lock")
            served.process.send_signal(number)
            await until(lambda: is_closed(served.port), "the end of listening")
            assert not asking.done()
        return await asking
    finally:
        await connection.close()
        await onlooker.close()
        client.close()
        idle.close()


async def until(condition: Callable[[], Awaitable[bool]], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not await condition():
        assert time.monotonic() < deadline, f"not in time: {what}"
        await asyncio.sleep(0.005)


async def is_waited_for(connection: Connection) -> bool:
    return bool(await connection.fetchval(WAITING))


async def is_closed(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionResetError:
        # It was accepted by the kernel and dropped with the listener: look again.
        return False
    except ConnectionRefusedError:
        return True
    writer.close()
    return False


def test_stopped_under_writes_it_answers_whatever_it_does(house: House) -> None:
    with house.serve() as served:
        processes = processes_of(house.folder)
        with house.write(served, "drained", SEED) as writer:
            writer.wait_for_acknowledged(50)
            assert served.stop(signal.SIGTERM) == 0, served.log_tail()
            writer.stop()
    wait_until_gone([processes.guardian, processes.postmaster, *processes.children])
    assert "failed" not in {entry.outcome for entry in house.entries()}
    assert house.check() > 50
    unanswered = [entry for entry in house.entries() if entry.outcome == "asked"]
    with embedded.start(house.folder, print) as lease:
        assert asyncio.run(done(lease.url, unanswered)) == []


async def done(url: str, entries: list[Entry]) -> list[str]:
    """Which of these requests were done. What comes too late for a server may stay unanswered."""
    connection: Connection = await asyncpg.connect(url)
    try:
        asked = [entry.request_id for entry in entries]
        query = "select distinct request_id from event where request_id = any($1)"
        return [row["request_id"] for row in await connection.fetch(query, asked)]
    finally:
        await connection.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_stopped_while_it_starts_it_leaves_nothing_running_or_broken(
    house: House, number: signal.Signals, full: bool
) -> None:
    rng = random.Random(SEED + number)
    for _ in range(8 if full else 1):
        starting = Served(house.folder, house.journal.with_suffix(".log"))
        try:
            starting.is_heard_within(rng.uniform(0.0, 2.0))
            starting.process.send_signal(number)
            starting.process.wait(PATIENCE_SECONDS)
        finally:
            starting.end()
        wait_for(lambda: not processes_on(house.folder), "the end of all it had started")
    with house.serve():
        house.check()
