"""The bench itself: what it generates, how it compares, and that it runs."""

import asyncio
import itertools
import socket
import threading
from collections.abc import Iterator

import asyncpg
import pytest

from bench.database import Bench, describe
from bench.generate import FULL, SMALL, Portfolio, Scale, generate
from bench.load import LoadError, ask, load
from bench.measure import UnequalError, check_equal, measure
from bench.processes import run_target
from bench.report import markdown, terminal_table
from bench.scenarios import SCENARIOS, difference, normalise
from bench.targets import TARGETS, http_request

LIGHT, CANONICAL, ONE = SCENARIOS
BY_NAME = {target.name: target for target in TARGETS}


@pytest.fixture
def bench(database_url: str) -> Bench:
    async def fill() -> None:
        connection = await asyncpg.connect(database_url)
        try:
            await generate(connection, SMALL)
        finally:
            await connection.close()

    asyncio.run(fill())
    return asyncio.run(describe(database_url))


def test_hand_written_sql_and_the_orm_answer_alike_under_load(bench: Bench) -> None:
    asked = bench.organisations[0]
    place = str(bench.initiatives[asked.id][0])
    said: list[str] = []
    by_hand, orm = BY_NAME["by_hand"], BY_NAME["strawberry_orm"]
    with (
        run_target(by_hand, bench.url, http_request(by_hand, by_hand.ask(ONE, asked, place), asked))
        as first,
        run_target(orm, bench.url, http_request(orm, orm.ask(ONE, asked, place), asked)) as second,
    ):  # fmt: skip
        found = [
            series
            for scenario in SCENARIOS
            for series in measure(
                [first, second],
                scenario,
                bench,
                connections=[2],
                seconds=0.1,
                rounds=1,
                say=said.append,
            )
        ]
    assert [line for line in said if "hold equal data" in line] == [
        "light page of 50: 5 answers of 2 targets hold equal data",
        "canonical page of 50: 5 answers of 2 targets hold equal data",
        "single initiative: 7 answers of 2 targets hold equal data",
    ]
    for series in found:
        for (one,) in series.rounds.values():
            assert one.rate > 0
            assert one.p50 <= one.p99
    assert "(c) Strawberry, ORM, DataLoaders" in terminal_table(found)
    assert markdown(found, bench.version, 0.1).count("\n| ") == 1 + 6


def test_both_targets_end_with_the_run(bench: Bench) -> None:
    asked = bench.organisations[0]
    target = BY_NAME["by_hand"]
    place = str(bench.initiatives[asked.id][0])
    request = http_request(target, target.ask(ONE, asked, place), asked)
    with run_target(target, bench.url, request) as running:
        assert ask(running.port, request).startswith(b'{"data":{"initiative":{"id":"initiative_')
    with pytest.raises(ConnectionRefusedError):
        ask(running.port, request)


def test_the_full_portfolio_has_the_size_it_promises(full: bool) -> None:
    if not full:
        pytest.skip("three seconds, for --full")
    tables = Portfolio(FULL).tables
    sizes = {name: len(tables[name]) for name in ("initiative", "milestone", "short_term_win")}
    assert sizes == {"initiative": 5_000, "milestone": 35_000, "short_term_win": 10_000}
    assert len(tables["effect"]) == 15_000
    assert len(tables["organisation"]) == 20


def test_the_same_portfolio_is_made_every_time() -> None:
    tiny = Scale(organisations=2, initiatives=20, people=10)
    assert Portfolio(tiny).tables == Portfolio(tiny).tables


def test_answers_agree_when_only_prefixes_and_cursors_differ() -> None:
    identity = "0193c7e2-0000-7000-8000-000000000001"
    prefixed = {"edges": [{"cursor": "id_x", "node": {"id": f"short_term_win_{identity}"}}]}
    plain = {"edges": [{"cursor": "W10=", "node": {"id": identity}}]}
    assert difference(normalise(prefixed), normalise(plain)) is None


def test_a_difference_is_named_by_its_place() -> None:
    answers = {
        "one": [{"data": {"initiative": {"milestones": [{"title": "Pilot"}]}}}],
        "other": [{"data": {"initiative": {"milestones": [{"title": "Roll out"}]}}}],
    }
    with pytest.raises(UnequalError, match=r"\$\[0\]\.milestones\[0\]\.title: 'Pilot' against"):
        check_equal(ONE, answers)


@pytest.fixture
def canned() -> Iterator["CannedServer"]:
    server = CannedServer()
    yield server
    server.close()


class CannedServer:
    """Answers each request on a connection with the next of a few parts of bytes."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self) -> None:
        for _ in itertools.count():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                while connection.recv(65536):
                    for part in self.parts:
                        connection.sendall(part)

    def close(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join()


def test_an_answer_in_chunks_is_put_together(canned: CannedServer) -> None:
    canned.parts = [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chun",
        b"ked\r\n\r\n5\r\n{\"a\":\r\n",
        b"2\r\n1}\r\n0\r\n\r\n",
    ]  # fmt: skip
    assert ask(canned.port, b"x") == b'{"a":1}'


def test_a_run_counts_whole_answers_only(canned: CannedServer) -> None:
    canned.parts = [b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nab", b"cd"]
    sample = load(canned.port, [b"x"], connections=1, seconds=0.05)
    assert len(sample.latencies) > 1
    assert sample.received_bytes == 42 * len(sample.latencies)


def test_a_refusal_is_no_answer(canned: CannedServer) -> None:
    canned.parts = [b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\nOops"]
    with pytest.raises(LoadError, match=r"status 500.*Oops"):
        ask(canned.port, b"x")
