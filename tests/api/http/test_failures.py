"""Health, and what goes wrong: it is told in words, masked, and logged under an id."""

import asyncio
import contextlib
import logging
import socket
import tempfile
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg
import httpx
import pytest

import api.app
import api.execution.executor
from api.access.authenticator import Authenticator
from api.execution.executor import Executor
from db.connections.connection import Connection, create_read_pool
from domain.access.token import SESSION_PREFIX, make_token
from domain.core.identity import new_id
from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.members import browser, join, open_session
from tests.api.serving import Client, code, serving

NAME = "{ organisation { name } }"


def test_alive_and_ready(address: str) -> None:
    assert httpx.get(f"{address}/healthz").json() == {"status": "alive"}
    ready = httpx.get(f"{address}/readyz")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready"})


def test_unknown_addresses_are_not_found(address: str) -> None:
    assert httpx.get(f"{address}/nothing-here").status_code == 404


@pytest.fixture
def wire(api_database: str) -> Iterator["Wire"]:
    with tempfile.TemporaryDirectory(prefix="tl-") as folder:
        wire = Wire(api_database, Path(folder))
        wire.join()
        yield wire
        wire.cut()


class Wire:
    """A way to the server of the tests that can be cut."""

    def __init__(self, url: str, folder: Path) -> None:
        parts = urlsplit(url)
        given = dict(parse_qsl(parts.query))
        name = f".s.PGSQL.{given.get('port', parts.port or 5432)}"
        self.server = str(Path(given["host"]) / name)
        self.path = str(folder / name)
        query = urlencode(given | {"host": str(folder)})
        self.url = urlunsplit(parts._replace(query=query))
        self.open: list[socket.socket] = []

    def join(self) -> None:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self.path)
        listener.listen()
        self.open.append(listener)
        threading.Thread(target=self.listen, args=[listener], daemon=True).start()

    def cut(self) -> None:
        for each in self.open:
            # What blocks in another thread notices only this.
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self.open.clear()
        Path(self.path).unlink(missing_ok=True)

    def listen(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(self.server)
                self.open += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self.carry, args=[one, other], daemon=True).start()

    def carry(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_RDWR)


def test_without_its_database_it_says_so_and_recovers(
    company: Company, wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    token, _ = company.issue(Role.ADMIN)
    with serving(wire.url) as address:
        client = company.open(token, address)
        assert client.http.get("/readyz").status_code == 200
        assert client.post({"query": NAME}).status_code == 200
        wire.cut()
        assert client.http.get("/readyz").status_code == 503
        assert client.http.get("/readyz").json() == {"status": "database unavailable"}
        assert client.http.get("/healthz").status_code == 200
        mutation = 'mutation { initiativePropose(input: {title: "x"}) { revision } }'
        for query in (NAME, mutation):
            response = client.post({"query": query})
            assert code(response) == "UNAVAILABLE"
        assert client.post({"query": NAME}).status_code == 503
        assert client.post({"query": NAME}).headers["retry-after"] == "2"
        unknown = company.open(make_token(company.organisation.id), address)
        assert unknown.post({"query": NAME}).status_code == 503
        lines = [record for record in caplog.records if "database lost" in record.getMessage()]
        assert len(lines) == 5
        assert not any(record.exc_info or "\n" in record.getMessage() for record in lines)
        wire.join()
        assert client.http.get("/readyz").status_code == 200
        assert client.ask(NAME) == {"organisation": {"name": "Tavola"}}
        assert client.ask(mutation)["initiativePropose"]["revision"] == company.revision


def test_pages_and_sign_in_without_a_database_log_a_line_each(
    company: Company, wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    # Of a session that nobody has looked up yet.
    secret = make_token(company.organisation.id, SESSION_PREFIX)
    with serving(wire.url) as address, browser(address, secret) as client:
        wire.cut()
        caplog.clear()
        pages = ("/", "/findings", "/account")
        for path in pages:
            answer = client.get(path)
            assert answer.status_code == 503
            assert "Try again in a few seconds" in answer.text
        assert not [record for record in caplog.records if record.exc_info]
        lines = [record for record in caplog.records if "database lost" in record.getMessage()]
        assert len(lines) == len(pages)


def test_a_page_that_goes_wrong_unexpectedly_keeps_its_traceback(
    company: Company, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> Any:
        raise RuntimeError("the secret inside")

    secret, _ = open_session(company, join(company, new_id().hex))
    monkeypatch.setattr(Authenticator, "authenticate_session", fail)
    with browser(company.address, secret) as client:
        answer = client.get("/findings")
    assert answer.status_code == 500
    [record] = [record for record in caplog.records if record.exc_info]
    assert "the secret inside" not in answer.text
    assert record.getMessage().removeprefix("unexpected error ") in answer.text


def test_what_takes_too_long_is_stopped(
    api_database: str, company: Company, monkeypatch: pytest.MonkeyPatch, runner: asyncio.Runner
) -> None:
    # Long enough for what nothing holds up, however slow the machine is.
    impatient = partial(create_read_pool, statement_timeout_ms=1_500)
    monkeypatch.setattr(api.app, "create_read_pool", impatient)
    company.admin.make("initiativePropose", "initiative", title="x")
    token, _ = company.issue(Role.VIEWER)
    with serving(api_database) as address:
        client = company.open(token, address)
        locking: Connection = runner.run(asyncpg.connect(api_database))
        try:
            runner.run(locking.execute("begin; lock table comment"))
            error = client.refusal("{ initiatives { nodes { comments { nodes { id } } } } }")
        finally:
            runner.run(locking.close())
        assert error["extensions"]["code"] == "TIMEOUT"
        assert "smaller pages" in error["message"]
        assert client.ask("{ initiatives { nodes { comments { nodes { id } } } } }")


def test_an_answer_that_is_too_large_is_refused_with_a_hint(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.execution.executor, "LARGEST_ANSWER_BYTES", 300)
    error = reader.refusal("{ initiatives { nodes { id title owner { name } } } }")
    assert error["extensions"]["code"] == "ANSWER_TOO_LARGE"
    assert "smaller pages" in error["message"]
    assert reader.ask(NAME)


def test_what_goes_wrong_unexpectedly_is_masked_and_logged_under_the_id_that_is_told(
    company: Company, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> Any:
        raise RuntimeError("the secret inside")

    company.viewer.ask(NAME)
    mutation = 'mutation { initiativePropose(input: {title: "x"}) { revision initiative { id } } }'
    monkeypatch.setattr(Executor, "_fetch", fail)
    for query in (NAME, "{ __schema { queryType { name } } viewer { role } }", mutation):
        caplog.clear()
        with caplog.at_level(logging.ERROR, "throughline.api"):
            response = company.admin.post({"query": query})
        [error] = response.json()["errors"]
        assert "the secret inside" not in response.text
        assert error["extensions"]["code"] == "INTERNAL"
        error_id = error["extensions"]["errorId"]
        assert error_id in error["message"]
        [record] = caplog.records
        assert error_id in record.getMessage()
        assert "the secret inside" in str(record.exc_info)


def test_a_change_that_can_not_be_read_back_is_told_to_be_made(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> Any:
        raise RuntimeError("gone")

    company.viewer.ask(NAME)
    monkeypatch.setattr(Executor, "_fetch", fail)
    answer = company.admin.answer(
        'mutation { initiativePropose(input: {title: "x"})'
        " { revision problems { code } initiative { title } } }"
    )
    payload = answer["data"]["initiativePropose"]
    assert payload == {"revision": company.revision, "problems": [], "initiative": None}
    [error] = answer["errors"]
    assert error["extensions"]["committed"] is True
    assert error["extensions"]["revision"] == company.revision
    [row] = company.rows("select id from initiative where organisation_id = $1")
    assert error["extensions"]["ids"] == {"initiative": f"initiative_{row['id']}"}


def test_a_gate_that_fails_is_masked(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> Any:
        raise RuntimeError("the secret inside")

    monkeypatch.setattr("api.access.authenticator.Authenticator.authenticate", fail)
    response = company.admin.post({"query": NAME}, headers={"x-request-id": "mine"})
    assert (response.status_code, code(response)) == (500, "INTERNAL")
    assert "the secret inside" not in response.text
    assert response.headers["x-request-id"] == "mine"
