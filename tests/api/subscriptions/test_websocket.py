"""graphql-transport-ws, down to the frames and the codes with which connections are closed."""

import json
import time
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from api.http import websocket
from domain.core.viewer import Role
from tests.api.companies import Company, Founding
from tests.api.subscriptions.listening import PROTOCOL, listening, opened

NAME = "query Who { organisation { name } }"
LEDGER = "subscription L($after: Int) { changes(after: $after) { revision } }"


@pytest.fixture(scope="module")
def place(founding: Founding) -> Company:
    """An organisation that these tests only read."""
    return founding("Tavola")


@pytest.fixture(scope="module")
def token(place: Company) -> str:
    token, _ = place.issue(Role.EDITOR)
    return token


# Coming in


@pytest.mark.parametrize(
    "payload",
    [
        {"Authorization": "Bearer {}"},
        {"authorization": "bearer {}"},
        {"headers": {"Authorization": "Bearer {}"}},
        {"authToken": "{}"},
    ],
)
def test_a_token_is_taken_where_clients_put_it(
    place: Company, token: str, payload: dict[str, Any]
) -> None:
    given = json.loads(json.dumps(payload).replace("{}", token, 1))
    with opened(place.address) as socket:
        socket.send(type="connection_init", payload=given)
        assert socket.receive() == {"type": "connection_ack"}


def test_a_token_is_taken_from_the_headers(place: Company, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    with opened(place.address, additional_headers=headers) as socket:
        socket.send(type="connection_init")
        assert socket.receive() == {"type": "connection_ack"}


@pytest.mark.parametrize(
    "payload", [None, {}, {"authToken": "tl_no"}, {"Authorization": "Basic x"}]
)
def test_who_has_no_token_is_closed_as_forbidden(place: Company, payload: object) -> None:
    with opened(place.address) as socket:
        socket.send(type="connection_init", payload=payload)
        assert socket.closed() == 4403


def test_another_protocol_is_not_spoken(place: Company) -> None:
    for protocols in (("graphql-ws",), ("mqtt", "soap")):
        with opened(place.address, *protocols) as socket:
            assert socket.closed() == 4406
    url = f"{place.address.replace('http', 'ws', 1)}/graphql"
    with connect(url) as bare, pytest.raises(ConnectionClosed, match="4406"):
        bare.recv(timeout=10)


def test_ours_is_chosen_among_several(place: Company, token: str) -> None:
    with opened(place.address, "graphql-ws", PROTOCOL) as socket:
        assert socket.connection.subprotocol == Subprotocol(PROTOCOL)
        socket.init(token)


def test_who_does_not_begin_is_closed(place: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = websocket.INIT_SECONDS
    # Long enough for a slow machine to ping first.
    monkeypatch.setattr(websocket, "INIT_SECONDS", 2.0)
    begun = time.monotonic()
    with opened(place.address) as socket:
        # Pinging is no beginning.
        socket.send(type="ping")
        assert socket.receive() == {"type": "pong"}
        assert socket.closed() == 4408
        assert 2 <= time.monotonic() - begun < usual


def test_beginning_twice_is_too_often(place: Company, token: str) -> None:
    with listening(place.address, token) as socket:
        socket.send(type="connection_init", payload={"authToken": token})
        assert socket.closed() == 4429


def test_asking_before_coming_in_is_unauthorised(place: Company) -> None:
    with opened(place.address) as socket:
        socket.subscribe(NAME)
        assert socket.closed() == 4401


def test_a_page_of_another_site_does_not_listen_with_a_session(place: Company) -> None:
    """Whatever cookie its browser sends along."""
    headers = {"Cookie": "throughline=tls_x", "Origin": "https://elsewhere.example"}
    with opened(place.address, additional_headers=headers) as socket:
        socket.send(type="connection_init")
        assert socket.closed() == 4403


# Messages


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '"ping"',
        "{}",
        '{"type": 7}',
        '{"type": "start", "id": "1"}',
        '{"type": "subscribe", "payload": {"query": "{ viewer { role } }"}}',
        '{"type": "subscribe", "id": 7, "payload": {"query": "{ viewer { role } }"}}',
        '{"type": "subscribe", "id": "", "payload": {"query": "{ viewer { role } }"}}',
        '{"type": "subscribe", "id": "1"}',
        '{"type": "subscribe", "id": "1", "payload": {}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": 7}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "variables": []}}',
        '{"type": "complete"}',
    ],
)
def test_what_is_no_message_closes_the_connection(place: Company, token: str, text: str) -> None:
    with listening(place.address, token) as socket:
        socket.connection.send(text)
        assert socket.closed() == 4400


def test_bytes_are_no_message(place: Company, token: str) -> None:
    with listening(place.address, token) as socket:
        socket.connection.send(b'{"type":"ping"}')
        assert socket.closed() == 4400
    with opened(place.address) as socket:
        socket.send(type="connection_init", payload="tl_")
        assert socket.closed() == 4400


def test_a_message_is_no_larger_than_a_request(place: Company, token: str) -> None:
    with listening(place.address, token) as socket:
        socket.subscribe(NAME + " " * 300_000)
        assert socket.closed() == 1009


def test_pings_are_answered_and_pongs_taken(place: Company, token: str) -> None:
    with listening(place.address, token) as socket:
        socket.send(type="pong")
        socket.send(type="ping", payload={"a": 1})
        assert socket.receive() == {"type": "pong"}


# Operations


def test_queries_and_changes_are_answered_once(company: Company) -> None:
    token, _ = company.issue(Role.ADMIN)
    with listening(company.address, token) as socket:
        socket.subscribe(NAME, name="q")
        assert socket.told("q") == {"organisation": {"name": "Tavola"}}
        assert socket.receive() == {"id": "q", "type": "complete"}
        # A name is free again once it is complete.
        socket.subscribe(NAME, name="q")
        assert socket.told("q")
        assert socket.receive()["type"] == "complete"
        socket.subscribe(
            "mutation M($i: PersonCreateInput!)"
            " { personCreate(input: $i) { revision problems { code } person { name } } }",
            name="m",
            i={"name": "Ada"},
        )
        told = socket.told("m")["personCreate"]
        assert told == {
            "revision": company.revision,
            "problems": [],
            "person": {"name": "Ada"},
        }


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription { changes { nothing } }", "GRAPHQL_INVALID"),
        ("subscription { changes { revision } portfolioChanged { revision } }", "GRAPHQL_INVALID"),
        ("subscription { changes", "GRAPHQL_INVALID"),
        ("subscription { changes(after: -1) { revision } }", "BAD_USER_INPUT"),
        ('subscription { initiativeChanged(id: "x") { revision } }', "BAD_USER_INPUT"),
        (
            "subscription { portfolioChanged { query { __schema { types { name } } } } }",
            "BAD_USER_INPUT",
        ),
        (
            "subscription { portfolioChanged { query { auditTrail { totalCount } } } }",
            "NOT_ALLOWED",
        ),
        ("{ auditTrail { totalCount } }", "NOT_ALLOWED"),
    ],
)
def test_what_can_not_be_answered_is_an_error_of_its_operation(
    place: Company, token: str, query: str, code: str
) -> None:
    with listening(place.address, token) as socket:
        socket.subscribe(query, name="e")
        message = socket.receive()
        assert (message["id"], message["type"]) == ("e", "error")
        assert {each["extensions"]["code"] for each in message["payload"]} == {code}
        # The connection goes on.
        socket.subscribe(NAME, name="e")
        assert socket.told("e")


def test_limits_hold_as_for_requests(place: Company, token: str) -> None:
    deep = "subscription { portfolioChanged { query { " + "initiatives { nodes { owner { "
    with listening(place.address, token) as socket:
        nested = "ownedInitiatives { nodes { owner { " * 6
        ends = "id } } } " * 6
        socket.subscribe(f"{deep}{nested}id {ends}}} }} }} }} }} }}", name="d")
        message = socket.receive()
        assert message["type"] == "error"
        assert message["payload"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"


def test_a_name_is_used_once_at_a_time(place: Company, token: str) -> None:
    with listening(place.address, token) as socket:
        socket.subscribe(LEDGER, name="a")
        socket.subscribe(LEDGER, name="a")
        assert socket.closed() == 4409


def test_what_is_completed_is_told_no_more(company: Company) -> None:
    token, _ = company.issue(Role.VIEWER)
    admin = company.admin
    with listening(company.address, token) as socket:
        revision = company.revision
        socket.subscribe(LEDGER, name="a", after=revision)
        socket.subscribe(LEDGER, name="b", after=revision)
        socket.send(id="a", type="complete")
        # Once is enough, and twice does no harm.
        socket.send(id="a", type="complete")
        socket.send(id="never", type="complete")
        admin.make("personCreate", "person", name="Ada")
        assert socket.told("b") == {"changes": {"revision": revision + 1}}
        assert socket.is_quiet()
        socket.subscribe(LEDGER, name="a", after=revision)
        assert socket.told("a") == {"changes": {"revision": revision + 1}}


def test_a_connection_has_so_many_operations(place: Company, token: str) -> None:
    with listening(place.address, token) as socket:
        for number in range(websocket.OPERATIONS_AT_MOST):
            socket.subscribe(LEDGER, name=str(number))
        socket.subscribe(LEDGER, name="more")
        message = socket.receive()
        assert (message["id"], message["type"]) == ("more", "error")
        assert message["payload"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"
        socket.send(id="0", type="complete")
        socket.subscribe(NAME, name="more")
        assert socket.told("more")


def test_names_are_told_back_as_they_were(place: Company, token: str) -> None:
    for name in ('"quoted"', "ümlaut \\ back", "\u2028", "a" * 1_000):
        with listening(place.address, token) as socket:
            socket.subscribe(NAME, name=name)
            assert socket.told(name)
