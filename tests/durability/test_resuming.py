"""Who listens to a server that is killed, and comes again, is told everything, and once."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from tests.api.subscriptions.listening import listening, streaming
from tests.durability.running_server import House
from tests.durability.served import Served, wait_for

LEDGER = """
subscription Ledger($after: Int) {
  changes(after: $after) { outcome revision events { revision ordinal kind subjectId } }
}
"""
CREATE = """
mutation Create($name: String!) { departmentCreate(input: {name: $name}) { revision } }
"""
PAGE = """
query All($after: Int!) {
  changes(after: $after, first: 1000) { hasMore events { revision ordinal kind subjectId } }
}
"""
ORGANISATION = "north"
Told = list[dict[str, Any]]


class Reader:
    """Keeps what it is told, and where it is to go on."""

    def __init__(self) -> None:
        self.revision = 0
        self.events: Told = []

    def take(self, told: dict[str, Any]) -> None:
        assert told["outcome"] == "CHANGES"
        self.revision = told["revision"]
        self.events += told["events"]

    def by_socket(self, address: str, token: str) -> None:
        """Listen until the connection breaks."""
        with (
            contextlib.suppress(ConnectionClosed, OSError, EOFError),
            listening(address, token) as s,
        ):
            s.subscribe(LEDGER, after=self.revision)
            while True:
                self.take(s.told()["changes"])

    def by_stream(self, address: str, token: str) -> None:
        """Listen until the stream breaks, as a browser does: it says what it saw last."""
        last = self.revision or None
        with (
            contextlib.suppress(httpx.HTTPError, EOFError),
            streaming(address, token, LEDGER, last=last, after=0) as stream,
        ):
            while True:
                revision, told = stream.told()
                assert told["changes"]["revision"] == revision
                self.take(told["changes"])


def write(address: str, token: str, names: Iterator[str]) -> None:
    """Change things until the server is gone."""
    headers = {"authorization": f"Bearer {token}"}
    with contextlib.suppress(httpx.HTTPError), httpx.Client(headers=headers, timeout=20) as client:
        for name in names:
            body = {"query": CREATE, "variables": {"name": name}}
            client.post(f"{address}/graphql", json=body).raise_for_status()


def everything(address: str, token: str) -> Told:
    headers = {"authorization": f"Bearer {token}"}
    answer = httpx.post(
        f"{address}/graphql",
        json={"query": PAGE, "variables": {"after": 0}},
        headers=headers,
        timeout=20,
    )
    page = answer.json()["data"]["changes"]
    assert not page["hasMore"]
    found: Told = page["events"]
    return found


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_is_missed_or_told_twice_across_restarts(
    house: House, number: signal.Signals
) -> None:
    token, readers = house.tokens[ORGANISATION], (Reader(), Reader())
    names = (f"Department {count}" for count in range(100_000))
    for round_ in range(3):
        with house.serve() as served:
            address = f"http://127.0.0.1:{served.port}"
            threads = [
                threading.Thread(target=readers[0].by_socket, args=(address, token)),
                threading.Thread(target=readers[1].by_stream, args=(address, token)),
                threading.Thread(target=write, args=(address, token, names)),
            ]
            heard = [len(reader.events) for reader in readers]
            for thread in threads:
                thread.start()
            wait_for(
                lambda heard=heard: all(  # type: ignore[misc]
                    len(reader.events) >= before + 15
                    for reader, before in zip(readers, heard, strict=True)
                ),
                f"something to hear in round {round_}",
            )
            end(served, number)
            for thread in threads:
                thread.join(60)
                assert not thread.is_alive()
    with house.serve() as served:
        address = f"http://127.0.0.1:{served.port}"
        expected = everything(address, token)
        for reader in readers:
            assert reader.events == expected[: len(reader.events)]
            assert len(reader.events) >= 45
        # And the rest is told to who comes once more.
        with listening(address, token) as socket:
            socket.subscribe(LEDGER, after=readers[0].revision)
            while len(readers[0].events) < len(expected):
                readers[0].take(socket.told()["changes"])
        assert readers[0].events == expected


def end(served: Served, number: signal.Signals) -> None:
    if number is signal.SIGKILL:
        served.process.kill()
        served.process.wait()
    else:
        assert served.stop(number) == 0
