"""Subscriptions: what 1,000 of them cost while nothing happens, and how soon they hear of a change.

The peer is a bare broadcast of the very same bytes by the same server (peers/broadcast.py). A round
is one change for each of the two, so that whatever else the machine does falls on both alike; a
ratio is taken within a round. The change is committed by this process, as by another worker, and
the time runs from the commit: until the signal has come, the ledger and the initiative are read,
and the last client has the last byte. The peer's time runs from when it is told what to send.
"""

from __future__ import annotations

import asyncio
import json
import resource
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median

import asyncpg
import psutil

from bench.database import Bench
from bench.generate import Connection, Organisation
from bench.processes import Running, run_target
from bench.scenarios import CANONICAL
from bench.subscribers import PATIENCE_SECONDS, Ear, Hearing, greet, open_ears
from bench.targets import TARGETS, Target, http_request, python_peer
from db.connections.signals import CHANNEL
from domain.access.token import hash_token, make_token
from domain.core.identity import new_id
from domain.core.viewer import Role

# As many connections as one token may have.
EACH_TOKEN = 100
QUERY = (
    "subscription Watch($id: ID!) { initiativeChanged(id: $id) "
    f"{{ outcome revision initiative {{ {CANONICAL} }} }} }}"
)
CHANGE = """
with next as (
  update organisation set revision = revision + 1 where id = $1 returning revision
)
insert into event (organisation_id, revision, ordinal, occurred_on, recorded_at, kind,
                   subject_type, subject_id, initiative_id, data)
select $1, revision, 1, current_date, now(), 'INITIATIVE_UPDATED', 'Initiative', $2, $2, '{}'
from next
returning revision
"""
NEW_TOKEN = """
insert into access_token (organisation_id, id, role, hash, recorded_at) values ($1, $2, $3, $4, $5)
"""
QUERIES = "select xact_commit from pg_stat_database where datname = current_database()"

BROADCAST = Target(
    "broadcast",
    "bare broadcast",
    python_peer("bench.peers.broadcast"),
    lambda *_: ("/", {}),
)
THROUGHLINE = TARGETS[0]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Pace:
    """How many listen, how often they are told something, and how long they are told nothing.

    It takes a session of PostgreSQL up to 10 s to tell what it did: they settle first.
    """

    subscribers: int = 1_000
    rounds: int = 40
    idle_seconds: float = 20.0
    settle_seconds: float = 12.0


@dataclass(slots=True)
class Heard:
    """One target: how late the clients heard of each change (ms), and its CPU for a message."""

    p50: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)
    cpu_us: float = 0.0


@dataclass(slots=True)
class Found:
    """All that was measured."""

    subscribers: int
    message_bytes: int = 0
    idle_cpu_percent: float = 0.0
    idle_queries_per_second: float = 0.0
    throughline: Heard = field(default_factory=Heard)
    broadcast: Heard = field(default_factory=Heard)

    def ratios(self) -> list[float]:
        """How many times as late as the bare broadcast's last clients ours heard, by round."""
        return [a / b for a, b in zip(self.throughline.p99, self.broadcast.p99, strict=True)]


def measure_subscriptions(bench: Bench, say: Say, sizer: Pace = Pace()) -> Found:
    """Start both servers, and measure."""
    allow_connections(4 * sizer.subscribers + 200)
    asked = bench.organisations[-1]
    first = http_request(THROUGHLINE, ("/graphql", {"query": "{ viewer { role } }"}), asked)
    hello = http_request(BROADCAST, ("/", {}), asked)
    with (
        run_target(THROUGHLINE, bench.url, first) as ours,
        run_target(BROADCAST, bench.url, hello) as bare,
    ):
        return asyncio.run(measured(bench, ours, bare, sizer, say))


def allow_connections(wanted: int) -> None:
    """Raise the limit of open files, for this process and those it starts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


async def measured(bench: Bench, ours: Running, bare: Running, sizer: Pace, say: Say) -> Found:
    found = Found(sizer.subscribers)
    asked = bench.organisations[-1]
    identity = bench.initiatives[asked.id][0]
    connection: Connection = await asyncpg.connect(bench.url)
    tokens = await issue(connection, asked, -(-found.subscribers // EACH_TOKEN))
    try:
        # The server also does its background work, whether anybody listens or not.
        await asyncio.sleep(sizer.settle_seconds)
        cpu, queries = await idle(connection, ours, sizer.idle_seconds)
        hearing, bare_hearing = Hearing(), Hearing()
        given: dict[str, object] = {"id": f"initiative_{identity}"}
        greetings = [
            greet(tokens[number // EACH_TOKEN], QUERY, given) for number in range(found.subscribers)
        ]
        ears = await open_ears(ours.port, hearing, greetings)
        nothing: list[list[str]] = [[] for _ in range(found.subscribers)]
        ears += await open_ears(bare.port, bare_hearing, nothing)
        say(f"{found.subscribers:,} clients listen to each")
        await asyncio.sleep(sizer.settle_seconds)
        more_cpu, more_queries = await idle(connection, ours, sizer.idle_seconds)
        found.idle_cpu_percent = more_cpu - cpu
        found.idle_queries_per_second = more_queries - queries
        say(
            f"while nothing happens: {found.idle_cpu_percent:.2f} % of a core, "
            f"{found.idle_queries_per_second:.2f} queries/s"
        )

        async def change() -> float:
            revision = await connection.fetchval(CHANGE, asked.id, identity)
            begun = time.perf_counter()
            await connection.execute(
                "select pg_notify($1, $2)", CHANNEL, f"{asked.id.hex}:{revision}"
            )
            return begun

        reader, writer = await asyncio.open_connection("127.0.0.1", bare.port)

        async def broadcast() -> float:
            body = hearing.last
            head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
            begun = time.perf_counter()
            writer.write(head.encode() + body)
            return begun

        for number in range(sizer.rounds + 2):
            # Two rounds only warm up.
            warm = number < 2
            await one_round(ours, hearing, change, found.subscribers, found.throughline, warm=warm)
            await one_round(
                bare, bare_hearing, broadcast, found.subscribers, found.broadcast, warm=warm
            )
            await reader.readuntil(b"sent")
        found.message_bytes = len(hearing.last)
        assert json.loads(hearing.last)["payload"]["data"]["initiativeChanged"]["initiative"]
        assert bare_hearing.last == hearing.last
        assert not any(ear.lost for ear in ears)
        found.throughline.cpu_us /= sizer.rounds * found.subscribers
        found.broadcast.cpu_us /= sizer.rounds * found.subscribers
        close(ears)
        writer.close()
    finally:
        await connection.execute(
            "delete from access_token where organisation_id = $1 and hash = any($2::bytea[])",
            asked.id,
            [hash_token(token) for token in tokens],
        )
        await connection.close()
    return found


async def issue(connection: Connection, asked: Organisation, count: int) -> list[str]:
    """Make tokens for the clients."""
    tokens = [make_token(asked.id) for _ in range(count)]
    for token in tokens:
        await connection.execute(
            NEW_TOKEN, asked.id, new_id(), Role.VIEWER.value, hash_token(token), datetime.now(UTC)
        )
    return tokens


async def idle(connection: Connection, ours: Running, seconds: float) -> tuple[float, float]:
    """Return what the server does while nothing happens: % of a core, queries a second."""
    server = psutil.Process(ours.pid)

    def used() -> float:
        times = server.cpu_times()
        return float(times.user + times.system)

    queries, cpu, begun = await connection.fetchval(QUERIES), used(), time.monotonic()
    await asyncio.sleep(seconds)
    passed = time.monotonic() - begun
    counted = await connection.fetchval(QUERIES) - queries
    return (used() - cpu) / passed * 100, counted / passed


async def one_round(
    running: Running,
    hearing: Hearing,
    trigger: Callable[[], Awaitable[float]],
    clients: int,
    heard: Heard,
    *,
    warm: bool,
) -> None:
    """Let something happen, and wait until all have heard of it."""
    hearing.expect(clients)
    cpu = running.cpu_seconds()
    begun = await trigger()
    await asyncio.wait_for(hearing.all_heard.wait(), PATIENCE_SECONDS)
    late = sorted((each - begun) * 1_000 for each in hearing.arrived)
    # Whatever follows the last byte belongs to this change, too.
    await asyncio.sleep(0.05)
    if not warm:
        heard.p50.append(late[len(late) // 2])
        heard.p99.append(late[len(late) * 99 // 100])
        heard.cpu_us += (running.cpu_seconds() - cpu) * 1e6


def close(ears: list[Ear]) -> None:
    for ear in ears:
        ear.transport.close()


def table(found: Found) -> str:
    """The figures for a person to read."""
    ratios = found.ratios()
    lines = [
        "",
        f"{found.subscribers:,} subscribers, {found.message_bytes:,} bytes, {len(ratios)} rounds",
        f"{'':18}{'p50 ms':>10}{'p99 ms':>10}{'CPU µs a message':>18}",
    ]
    for title, heard in (("Throughline", found.throughline), ("bare broadcast", found.broadcast)):
        lines.append(
            f"{title:18}{median(heard.p50):>10.1f}{median(heard.p99):>10.1f}{heard.cpu_us:>18.1f}"
        )
    lines.append(f"p99 ratio: {median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})")
    lines.append(
        f"idle: {found.idle_cpu_percent:.2f} % of a core, "
        f"{found.idle_queries_per_second:.2f} queries/s"
    )
    return "\n".join(lines)


def markdown(found: Found, version: str) -> str:
    """The figures for bench/RESULTS.md."""
    ratios = found.ratios()
    ours, bare = found.throughline, found.broadcast
    spread = f"{median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"
    about = (
        f"{found.subscribers:,} WebSocket subscribers of one worker, {found.message_bytes:,} bytes "
        f"a message, {len(ratios)} interleaved rounds, PostgreSQL {version}. *Late*: from the "
        "commit (of another process) until a client has the whole message; for the bare broadcast "
        "of the same bytes by the same server, from when it is told. *Ratio*: of the p99, median "
        "of the rounds (lowest–highest)."
    )
    idle_ = (
        f"While nothing happens, they cost {found.idle_cpu_percent:.2f} % of a core and "
        f"{found.idle_queries_per_second:.2f} queries a second more than no subscribers."
    )
    lines = ["", f"## {datetime.now(UTC):%Y-%m-%d}: subscriptions", "", about, ""]
    lines += ["| | late p50 ms | late p99 ms | ratio | server CPU µs a message |"]
    lines += ["|---|---|---|---|---|"]
    for title, heard, ratio in (("Throughline", ours, spread), ("bare broadcast", bare, "1")):
        late = f"{median(heard.p50):.1f} | {median(heard.p99):.1f}"
        lines.append(f"| {title} | {late} | {ratio} | {heard.cpu_us:.1f} |")
    lines += ["", idle_, ""]
    return "\n".join(lines)
