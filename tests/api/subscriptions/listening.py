"""Clients that listen, down to the frames: over WebSocket and over server-sent events."""

import contextlib
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.api.companies import Company
from tests.api.serving import serving

PROTOCOL = "graphql-transport-ws"
PATIENCE_SECONDS = 20.0
# Long enough for what was told twice to arrive.
QUIET_SECONDS = 1.5
# The backends that servers hear the signals of other processes by, once they do.
HEARING = """
select pid from pg_stat_activity
where $1::uuid is not null and datname = current_database()
  and application_name = 'throughline-signals' and state = 'idle' and query like 'LISTEN%'
"""


class Socket:
    """One connection that speaks graphql-transport-ws, as a test tells it to."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    def send(self, **message: object) -> None:
        self.connection.send(json.dumps(message))

    def receive(self, seconds: float = PATIENCE_SECONDS) -> dict[str, Any]:
        """Return the next message."""
        text = self.connection.recv(timeout=seconds)
        assert isinstance(text, str)
        message: dict[str, Any] = json.loads(text)
        return message

    def init(self, token: str) -> None:
        """Come in with a token."""
        self.send(type="connection_init", payload={"Authorization": f"Bearer {token}"})
        assert self.receive() == {"type": "connection_ack"}

    def subscribe(self, query: str, /, name: str = "1", **variables: object) -> None:
        payload = {"query": query, "variables": variables}
        self.send(id=name, type="subscribe", payload=payload)

    def told(self, name: str = "1") -> dict[str, Any]:
        """Return the data of the next message of an operation."""
        message = self.receive()
        assert (message["id"], message["type"]) == (name, "next"), message
        assert "errors" not in message["payload"], message
        data: dict[str, Any] = message["payload"]["data"]
        return data

    def is_quiet(self, seconds: float = QUIET_SECONDS) -> bool:
        """Whether nothing comes for a while."""
        try:
            self.connection.recv(timeout=seconds)
        except TimeoutError:
            return True
        return False

    def closed(self) -> int:
        """Return the code with which the server closes, once all that was sent is read."""

        def read_on() -> None:
            while True:
                self.connection.recv(timeout=PATIENCE_SECONDS)

        with pytest.raises(ConnectionClosed) as closed:
            read_on()
        received = closed.value.rcvd
        assert received is not None, closed.value
        return int(received.code)


@contextlib.contextmanager
def opened(address: str, *protocols: str, **options: Any) -> Iterator[Socket]:
    """Open a connection, without coming in yet."""
    url = f"{address.replace('http', 'ws', 1)}/graphql"
    asked = [Subprotocol(each) for each in protocols or (PROTOCOL,)]
    with connect(url, subprotocols=asked, **options) as connection:
        yield Socket(connection)


@contextlib.contextmanager
def listening(address: str, token: str, **options: Any) -> Iterator[Socket]:
    """Open a connection and come in."""
    with opened(address, **options) as socket:
        socket.init(token)
        yield socket


@contextlib.contextmanager
def hearing(company: Company, url: str) -> Iterator[str]:
    """Serve the application; yield its address once it hears the signals of other processes."""

    def heard_by() -> set[int]:
        return {row["pid"] for row in company.rows(HEARING)}

    before = heard_by()
    with serving(url) as address:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not heard_by() - before:
            assert time.monotonic() < deadline, "no signals are heard"
            time.sleep(0.02)
        yield address


class Stream:
    """The events of one response."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.iter_lines()

    def next(self) -> dict[str, str]:
        """Return the next event by its fields; comments are passed over."""
        found: dict[str, str] = {}
        for line in self._lines:
            if not line and found:
                return found
            name, _, value = line.partition(":")
            if name:
                found[name] = value.removeprefix(" ")
        raise EOFError

    def told(self) -> tuple[int, dict[str, Any]]:
        """Return the id and the data of the next message."""
        event = self.next()
        assert event["event"] == "next", event
        answer = json.loads(event["data"])
        assert "errors" not in answer, answer
        return int(event["id"]), answer["data"]


@contextlib.contextmanager
def streaming(
    address: str, token: str, query: str, /, last: int | None = None, **variables: object
) -> Iterator[Stream]:
    """Ask for a stream by POST."""
    headers = {"authorization": f"Bearer {token}", "accept": "text/event-stream"}
    if last is not None:
        headers["last-event-id"] = str(last)
    body = {"query": query, "variables": variables}
    with (
        httpx.Client(timeout=PATIENCE_SECONDS) as client,
        client.stream("POST", f"{address}/graphql", json=body, headers=headers) as response,
    ):
        assert response.status_code == 200, response.read()
        yield Stream(response)
