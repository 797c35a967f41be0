"""Who listens must still be allowed to, keep up, and let go when the server stops."""

import argparse
import asyncio
import contextlib
import json
import socket as sockets
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from api.commands.token import revoke
from api.subscriptions import connections, hub, outbox
from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.serving import serving
from tests.api.subscriptions.listening import Socket, hearing, listening, opened, streaming

LEDGER = "subscription L($after: Int) { changes(after: $after) { revision } }"
# Two seconds to look, and some for a busy machine.
NOTICED_SECONDS = 6.0


def follow(socket: Socket, company: Company) -> None:
    """Follow the ledger: what is told of the past says that it does from now on."""
    revision = company.revision
    socket.subscribe(LEDGER, after=revision - 1)
    assert socket.told() == {"changes": {"revision": revision}}


def errors_of(event: dict[str, str]) -> set[str]:
    return {each["extensions"]["code"] for each in json.loads(event["data"])["errors"]}


def test_a_token_that_is_revoked_listens_no_more(company: Company) -> None:
    token, issued = company.issue(Role.ADMIN)
    other, _ = company.issue(Role.ADMIN)
    revision = company.revision
    with (
        listening(company.address, token) as socket,
        listening(company.address, other) as stays,
        streaming(company.address, token, LEDGER, after=revision) as stream,
    ):
        for each in (socket, stays):
            each.subscribe(LEDGER, after=revision)
        # From another process, so that only the ledger tells.
        company.revoke(issued)
        begun = time.monotonic()
        assert socket.closed() == 4403
        assert time.monotonic() - begun < NOTICED_SECONDS
        last = stream.next()
        while "errors" not in json.loads(last["data"]):
            last = stream.next()
        assert errors_of(last) == {"UNAUTHENTICATED"}
        assert stream.next()["event"] == "complete"
        assert stays.told()["changes"]["revision"] == company.revision
        assert stays.is_quiet()


def test_a_command_that_revokes_a_token_tells_the_servers(
    company: Company, api_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not only the look, which here never comes."""
    monkeypatch.setattr(hub, "LOOK_SECONDS", 3_600.0)
    token, issued = company.issue(Role.ADMIN)
    (row,) = company.rows("select key from organisation where id = $1")
    orders = argparse.Namespace(id=str(issued.id), organisation=row["key"])
    with hearing(company, api_database) as address, listening(address, token) as socket:
        follow(socket, company)
        with ThreadPoolExecutor(1) as aside:
            aside.submit(asyncio.run, revoke(api_database, orders)).result()
        assert socket.closed() == 4403


def test_what_was_barred_before_anybody_listened_is_noticed(company: Company) -> None:
    token, issued = company.issue(Role.ADMIN)
    with listening(company.address, token) as socket:
        company.revoke(issued)
        socket.subscribe(LEDGER, after=company.revision)
        assert socket.closed() == 4403


def test_a_token_that_expires_listens_no_more(company: Company) -> None:
    # Until then a slow machine has to have come in.
    expires_at = datetime.now(UTC) + timedelta(seconds=5)
    token, _ = company.issue(Role.VIEWER, expires_at=expires_at)
    with (
        listening(company.address, token) as socket,
        streaming(company.address, token, LEDGER) as stream,
    ):
        socket.subscribe(LEDGER)
        assert socket.closed() == 4401
        assert datetime.now(UTC) - expires_at < timedelta(seconds=NOTICED_SECONDS)
        assert errors_of(stream.next()) == {"UNAUTHENTICATED"}
        assert stream.next()["event"] == "complete"


def test_one_whose_rights_change_is_asked_to_come_again(company: Company) -> None:
    token, issued = company.issue(Role.ADMIN)
    with listening(company.address, token) as socket:
        follow(socket, company)
        company.rows(
            "update access_token set role = 'VIEWER' where organisation_id = $1 and id = $2"
            " returning 1",
            issued.id,
        )
        # What the organisation's day is belongs to what somebody may know, too.
        company.admin.make("organisationUpdate", "organisation", name="Osteria")
        assert socket.closed() == 1012


def test_a_token_has_so_many_connections(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "CONNECTIONS_AT_MOST", 3)
    token, _ = company.issue(Role.VIEWER)
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(listening(company.address, token))
        stack.enter_context(listening(company.address, token))
        stack.enter_context(streaming(company.address, token, LEDGER))
        with opened(company.address) as socket:
            socket.send(type="connection_init", payload={"authToken": token})
            assert socket.closed() == 4429
        response = httpx.post(
            f"{company.address}/graphql",
            json={"query": LEDGER},
            headers={"authorization": f"Bearer {token}", "accept": "text/event-stream"},
        )
        assert response.status_code == 429
        assert response.headers["retry-after"]
        assert response.json()["errors"][0]["extensions"]["code"] == "TOO_MANY_CONNECTIONS"
        # Another token has its own.
        other, _ = company.issue(Role.VIEWER)
        stack.enter_context(listening(company.address, other))
        first.connection.close()
        deadline = time.monotonic() + NOTICED_SECONDS
        while True:
            with opened(company.address) as socket:
                socket.send(type="connection_init", payload={"authToken": token})
                with contextlib.suppress(ConnectionClosed):
                    if socket.receive() == {"type": "connection_ack"}:
                        break
            assert time.monotonic() < deadline


# Stopping


def test_a_server_that_stops_asks_all_to_come_again_and_does_not_hang(
    company: Company, api_database: str
) -> None:
    token, _ = company.issue(Role.VIEWER)
    with contextlib.ExitStack() as stack:
        with serving(api_database) as address:
            socket = stack.enter_context(listening(address, token))
            socket.subscribe(LEDGER)
            stream = stack.enter_context(streaming(address, token, LEDGER))
            begun = time.monotonic()
        assert time.monotonic() - begun < NOTICED_SECONDS
        assert socket.closed() == 1012
        # It ends without `complete`, which would say that nothing more will ever come.
        with pytest.raises((EOFError, httpx.RemoteProtocolError)):
            stream.next()


# Keeping up

WIDE = (
    "subscription Wide($after: Int) { portfolioChanged(after: $after) { revision query { "
    + " ".join(f"a{number}: organisation {{ visionStatement }}" for number in range(45))
    + " } } }"
)


@contextlib.contextmanager
def slow_socket(address: str, token: str) -> Iterator[Socket]:
    """A connection whose client takes little at once."""
    parts = urlsplit(address)
    raw = sockets.socket()
    raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 65_536)
    raw.connect((parts.hostname, parts.port))
    # It asks for no sign of life: what answers it would wait behind all that is not taken.
    given = {"max_size": None, "max_queue": 1, "ping_interval": None}
    with listening(address, token, sock=raw, **given) as socket:
        yield socket


def test_who_does_not_keep_up_is_closed_and_misses_nothing(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "CHARACTERS_AT_MOST", 2_000_000)
    token, _ = company.issue(Role.VIEWER)
    admin = company.admin
    admin.make("organisationUpdate", "organisation", visionStatement="x" * 20_000)
    revision = company.revision
    with (
        slow_socket(company.address, token) as slow,
        listening(company.address, token, max_size=None) as quick,
    ):
        for each in (slow, quick):
            each.subscribe(WIDE, after=revision)
        told: dict[str, Any]
        head = revision
        for number in range(20):
            admin.make("departmentCreate", "department", name=f"Department {number}")
            # Changes that follow closely may come in one message: each has to come in its own.
            while head < company.revision:
                told = quick.told()["portfolioChanged"]
                assert told["revision"] > head
                head = told["revision"]
        last = revision
        for told in messages(slow):
            assert told["revision"] > last
            last = told["revision"]
        assert last < head
    with listening(company.address, token) as again:
        again.subscribe(LEDGER, after=last)
        while last < head:
            last = again.told()["changes"]["revision"]
        assert last == head


def messages(socket: Socket) -> Iterator[dict[str, Any]]:
    """Yield what is still told, and assert that the connection is then closed as too slow."""
    with pytest.raises(ConnectionClosed, match="4413"):  # noqa: PT012 - until it does
        while True:
            yield socket.told()["portfolioChanged"]
