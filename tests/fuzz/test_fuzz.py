"""Whatever is sent, the server answers in words, stays responsive and small, and loses nothing.

A failure names the seed and the number of the request: `Drawer(SEED, ...).draw(number)` is it.
"""

import asyncio
import json
import logging
import math
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.request import urlopen

import asyncpg
import psutil
import pytest

from db.connections.connection import Connection
from tests.api.planted import plant
from tests.api.serving import Client
from tests.conftest import with_database
from tests.durability.ledger import MUST_NOT_BE
from tests.durability.served import READY
from tests.fuzz.drawing import Drawer, Drawn
from tests.fuzz.exchange import Exchange, Response
from tests.fuzz.watched import NOBODY

LOG = logging.getLogger(__name__)
SEED = 20_261_122
REQUESTS = {True: 20_000, False: 2_000}
THREADS = 3
HELD_AT_MOST_SECONDS = 0.1
GROWTH_AT_MOST = 1.1
PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Target:
    """A server of its own, and who asks it."""

    process: psutil.Process
    port: int
    url: str
    drawer: Drawer
    bystander: Client

    def worst(self) -> list[tuple[float, str]]:
        """How long the event loop was held at most since last asked: seconds, request."""
        with urlopen(f"http://127.0.0.1:{self.port}/watched") as answer:
            return [(seconds, whose) for seconds, whose in json.load(answer) if whose != NOBODY]


@pytest.fixture
def database(
    postgres_url: str, template: str, administration: Connection, runner: asyncio.Runner
) -> str:
    name = f"fuzz_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    runner.run(
        administration.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    )
    return with_database(postgres_url, name)


def command(database: str, *words: str) -> str:
    result = subprocess.run(
        [sys.executable, "-m", "api.cli", *words, "--database-url", database],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout.strip()


@pytest.fixture
def target(database: str, tmp_path: Path) -> Iterator[Target]:
    tokens = []
    for key in ("fuzzed", "bystander"):
        command(database, "organisation", "create", "--key", key, "--name", key)
        tokens.append(
            command(database, "token", "create", "--organisation", key, "--role", "admin")
        )
    tokens.append(
        command(database, "token", "create", "--organisation", "fuzzed", "--role", "viewer")
    )
    log = tmp_path / "log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.watched", "--database-url", database],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
    assert process.stdout is not None
    try:
        ready = READY.fullmatch(process.stdout.readline())
        assert ready, log.read_text()
        address = f"http://127.0.0.1:{int(ready[1])}"
        clients = [Client(address, token) for token in tokens[:2]]
        ids = plant(clients[0]).ids
        plant(clients[1])
        yield Target(
            psutil.Process(process.pid),
            int(ready[1]),
            database,
            Drawer(SEED, (tokens[0], tokens[2]), ids),
            clients[1],
        )
        for client in clients:
            client.close()
    finally:
        process.terminate()
        process.wait(60)
        process.stdout.close()
    logged = log.read_text(errors="replace")
    assert "Traceback" not in logged, logged[-3_000:]


def fault(drawn: Drawn, response: Response) -> str | None:
    """What is wrong with a response."""
    if response.status >= 500:
        return f"status {response.status}"
    if response.status == 304 or drawn.request.startswith(b"HEAD"):
        return None
    if "json" not in response.headers.get("content-type", ""):
        # What is no HTTP is refused by the server's parser; other paths than ours are not found.
        return None if drawn.malformed and response.status in (307, 400, 404, 405) else "no JSON"
    try:
        answer = json.loads(response.body)
    except ValueError:
        return "not well-formed"
    if not isinstance(answer, dict) or not {"data", "errors"} & answer.keys():
        return "neither data nor errors"
    for error in answer.get("errors", ()):
        code = error["extensions"]["code"]
        if code == "INTERNAL" or not error["message"]:
            return f"an error of code {code}"
    return None


def send(target: Target, numbers: Iterator[int], end: int) -> tuple[Counter[str], list[str]]:
    """Send requests until those of all threads are so many; return the kinds, and the faults."""
    exchange, kinds, faults = Exchange(target.port), Counter[str](), []
    while (number := next(numbers)) < end:
        drawn = target.drawer.draw(number)
        kinds[drawn.kind] += 1
        try:
            response = exchange.ask(drawn.request, drawn.pieces)
        except ConnectionError as error:
            if not drawn.malformed:
                faults.append(f"{number} ({drawn.kind}): {error!r} {drawn.request[:300]!r}")
            continue
        wrong = fault(drawn, response)
        if wrong is not None:
            told = f"{drawn.request[:600]!r} -> {response.body[:400]!r}"
            faults.append(f"{number} ({drawn.kind}): {wrong}: {told}")
    exchange.close()
    return kinds, faults


def fuzz(target: Target, start: int, end: int) -> Counter[str]:
    numbers = count(start)
    kinds = Counter[str]()
    with ThreadPoolExecutor(THREADS) as threads:
        futures = [threads.submit(send, target, numbers, end) for _ in range(THREADS)]
    for future in futures:
        sent, faults = future.result()
        assert not faults, f"seed {SEED}: {len(faults)} faults, such as\n" + "\n".join(faults[:5])
        kinds += sent
    return kinds


def held_alone(target: Target, number: int) -> float:
    """How long a request holds the event loop at least, with nothing beside it: on a machine that
    others use, even CPU time is twice as long now and then."""
    drawn = target.drawer.draw(number)
    least = math.inf
    for _ in range(3):
        target.worst()
        exchange = Exchange(target.port)
        exchange.ask(drawn.request, drawn.pieces)
        exchange.close()
        least = min(least, max((seconds for seconds, _ in target.worst()), default=0.0))
    return least


STATE = """
{ organisation { name currency } initiatives(first: 100) { nodes { id title version status
  milestones { id title dueOn version } effects { id } shortTermWins { id } } }
  people(first: 100) { nodes { id name version } } }
"""


async def broken_rules(url: str) -> dict[str, int]:
    """How often each rule of a whole database is broken: by turning the clock of a portfolio when
    it was planted, and not once more."""
    connection = await asyncpg.connect(url)
    try:
        return {what: len(await connection.fetch(query)) for what, query in MUST_NOT_BE.items()}
    finally:
        await connection.close()


def test_whatever_is_sent_is_answered(target: Target, full: bool, runner: asyncio.Runner) -> None:
    before = target.bystander.ask(STATE)
    broken = runner.run(broken_rules(target.url))
    target.worst()
    total = REQUESTS[full]
    kinds = fuzz(target, 0, total // 10)
    early = target.process.memory_info().rss
    kinds += fuzz(target, total // 10, total)
    late = target.process.memory_info().rss
    worst = target.worst()
    LOG.info(
        "%d requests of %d kinds; held %s; RSS %d MiB after a tenth, %d after all",
        kinds.total(),
        len(kinds),
        worst,
        early >> 20,
        late >> 20,
    )
    assert kinds.total() == total
    for seconds, whose in worst:
        if seconds > HELD_AT_MOST_SECONDS:
            again = held_alone(target, int(whose))
            assert again <= HELD_AT_MOST_SECONDS, (
                f"seed {SEED}: {whose} holds the loop {again:.3f} s"
            )
    if full:
        assert late <= GROWTH_AT_MOST * early
    assert target.bystander.ask(STATE) == before
    # Less often is no fault: a sweep puts right what turning the clock left behind.
    for what, times in runner.run(broken_rules(target.url)).items():
        assert times <= broken[what], what
