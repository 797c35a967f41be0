"""GraphQL over HTTP: the real application, asked over a real connection."""

import asyncio
import contextlib
import json
import logging
import re
import socket
import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from uuid import UUID

import asyncpg
import httpx
import pytest

import api.app
import api.execution.executor
from api.execution.executor import Executor
from api.settings import Settings
from db.connections.connection import Connection, create_read_pool
from domain.access import Role, make_token
from tests.api.companies import Company, Founding
from tests.api.portfolio import Portfolio
from tests.api.serving import Client, serving

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
NOBODY = UUID(int=0)
NAME = "{ organisation { name } }"


def code(response: httpx.Response) -> str:
    """Return the code of the only error of an answer."""
    [error] = response.json()["errors"]
    assert error["message"]
    found: str = error["extensions"]["code"]
    return found


# Who may ask


@pytest.mark.parametrize(
    ("authorization", "says"),
    [
        (None, "Send a token"),
        ("", "must read Bearer"),
        ("Bearer", "must read Bearer"),
        ("Basic dXNlcjpwYXNz", "must read Bearer"),
        ("Bearer nonsense", "unknown, revoked or expired"),
        ("Bearer tl_", "unknown, revoked or expired"),
        ("Bearer tl_é_" + "a" * 52, "unknown, revoked or expired"),
        (f"Bearer tl_{'a' * 26}_{'a' * 52}", "unknown, revoked or expired"),
        (f"Bearer tl_{'a' * 26}_{'a' * 53}", "unknown, revoked or expired"),
    ],
)
def test_without_a_token_that_opens_something_nothing_is_answered(
    address: str, authorization: str | None, says: str
) -> None:
    headers = {} if authorization is None else {b"authorization": authorization.encode("latin-1")}
    response = httpx.post(f"{address}/graphql", json={"query": NAME}, headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert code(response) == "UNAUTHENTICATED"
    assert says in response.json()["errors"][0]["message"]
    assert response.headers["cache-control"] == "no-store"


def test_the_scheme_is_read_in_any_case(company: Company) -> None:
    token, _ = company.issue(Role.VIEWER)
    response = httpx.post(
        f"{company.address}/graphql",
        json={"query": NAME},
        headers={"authorization": f"bearer  {token}"},
    )
    assert response.json()["data"] == {"organisation": {"name": "Tavola"}}


def test_a_token_of_one_organisation_in_the_name_of_another_opens_nothing(
    founding: Founding,
) -> None:
    """The organisation is part of the token: changing it makes another token."""
    token, _ = founding().issue(Role.ADMIN)
    other = make_token(founding().organisation.id)
    forged = f"{other.rpartition('_')[0]}_{token.rpartition('_')[2]}"
    response = founding().open(forged).post({"query": NAME})
    assert response.status_code == 401


def test_an_expired_token_opens_nothing(company: Company) -> None:
    now = datetime.now(UTC)
    expired, _ = company.issue(Role.ADMIN, expires_at=now - timedelta(seconds=1))
    assert company.open(expired).post({"query": NAME}).status_code == 401
    valid, _ = company.issue(Role.ADMIN, expires_at=now + timedelta(hours=1))
    assert company.open(valid).post({"query": NAME}).status_code == 200


def test_a_revoked_token_opens_nothing_a_second_later(company: Company) -> None:
    token, issued = company.issue(Role.ADMIN)
    client = company.open(token)
    assert client.post({"query": NAME}).status_code == 200
    company.revoke(issued)
    deadline = datetime.now(UTC) + timedelta(seconds=1.5)
    while client.post({"query": NAME}).status_code != 401:
        assert datetime.now(UTC) < deadline


def test_the_viewer_is_who_asks(company: Company) -> None:
    maria = company.admin.make("personCreate", "person", name="Maria Rossi")
    ask = "{ viewer { role label person { id name } organisation { name } } }"
    assert company.as_person(Role.EDITOR, maria).ask(ask)["viewer"] == {
        "role": "EDITOR",
        "label": None,
        "person": {"id": maria, "name": "Maria Rossi"},
        "organisation": {"name": "Tavola"},
    }
    assert company.viewer.ask(ask)["viewer"]["person"] is None


# Nothing crosses organisations


def test_ids_of_another_organisation_find_nothing(
    company: Company, portfolio: Portfolio, reader: Client
) -> None:
    """In `node`, `nodes` and every root field that takes an id."""
    stranger = company.admin
    for identity in portfolio.ids:
        assert stranger.ask("query ($id: ID!) { node(id: $id) { id } }", id=identity) == {
            "node": None
        }
    nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert stranger.ask(nodes, ids=portfolio.ids)["nodes"] == [None] * len(portfolio.ids)
    assert reader.ask(nodes, ids=portfolio.ids)["nodes"] == [{"id": one} for one in portfolio.ids]
    for field, identity in (
        ("initiative", portfolio.initiatives["seating"]),
        ("milestone", portfolio.milestones["trial"]),
        ("shortTermWin", portfolio.wins["wait"]),
        ("touchpoint", portfolio.touchpoints["bill"]),
        ("journey", portfolio.journeys["dining"]),
        ("person", portfolio.people["maria"]),
        ("department", portfolio.departments["host"]),
    ):
        ask = f"query ($id: ID!) {{ {field}(id: $id) {{ id }} }}"
        assert stranger.ask(ask, id=identity) == {field: None}
        assert reader.ask(ask, id=identity) == {field: {"id": identity}}


def test_lists_hold_nothing_of_another_organisation(
    company: Company, portfolio: Portfolio, reader: Client
) -> None:
    lists = (
        "{ initiatives(includeArchived: true) { totalCount nodes { id } }"
        " milestones { totalCount } shortTermWins { totalCount } touchpoints { totalCount }"
        " journeys { totalCount } people { totalCount } departments { totalCount } }"
    )
    assert {each["totalCount"] for each in company.admin.ask(lists).values()} == {0}
    assert all(each["totalCount"] > 0 for each in reader.ask(lists).values())


@pytest.mark.parametrize("operator", ["eq", "in"])
def test_ids_of_another_organisation_in_filters_find_nothing(
    company: Company, portfolio: Portfolio, operator: str
) -> None:
    company.admin.make("initiativePropose", "initiative", title="Our own")
    for name, identity in (
        ("id", portfolio.initiatives["seating"]),
        ("ownerId", portfolio.people["maria"]),
        ("sponsorId", portfolio.people["carla"]),
    ):
        value: object = identity if operator == "eq" else [identity]
        found = company.admin.ask(
            "query ($filter: InitiativeFilter) { initiatives(filter: $filter) { totalCount } }",
            filter={name: {operator: value}},
        )
        assert found == {"initiatives": {"totalCount": 0}}


def test_a_cursor_of_another_organisation_shows_nothing_of_it(
    company: Company, reader: Client
) -> None:
    page = "query ($after: String) { initiatives(first: 1, after: $after) { nodes { title } %s } }"
    cursor = reader.ask(page % "pageInfo { endCursor }")["initiatives"]["pageInfo"]["endCursor"]
    assert company.admin.ask(page % "", after=cursor) == {"initiatives": {"nodes": []}}


# What a request must be like


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])
def test_only_get_and_post_are_answered(reader: Client, method: str) -> None:
    response = reader.http.request(method, "/graphql", json={"query": NAME})
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"
    if method != "HEAD":
        assert code(response) == "METHOD_NOT_ALLOWED"


@pytest.mark.parametrize(
    ("accept", "sent"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (f"{JSON}; charset=utf-8", JSON),
        (GRAPHQL_JSON, GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}, {JSON};q=0.9", GRAPHQL_JSON),
        ("text/html, */*;q=0.1", JSON),
    ],
)
def test_both_media_types_are_sent(reader: Client, accept: str | None, sent: str) -> None:
    headers = {"accept": accept} if accept is not None else {}
    response = reader.post({"query": NAME}, headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"].split(";")[0] == sent
    assert response.headers["cache-control"] == "private, no-store"
    assert "authorization" in response.headers["vary"]
    assert response.json()["data"] == {"organisation": {"name": "Tavola"}}


@pytest.mark.parametrize("accept", ["text/html", "image/png", "application/xml"])
def test_other_media_types_are_not(reader: Client, accept: str) -> None:
    response = reader.post({"query": NAME}, headers={"accept": accept})
    assert (response.status_code, code(response)) == (406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "json"])
def test_a_body_that_is_not_declared_json_is_not_read(reader: Client, kind: str) -> None:
    """A form of another site can't send JSON unasked: this is what keeps forgeries out."""
    body = json.dumps({"query": NAME}).encode()
    response = reader.http.post("/graphql", content=body, headers={"content-type": kind})
    assert (response.status_code, code(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_body_has_at_most_256_kib(reader: Client) -> None:
    def body(size: int) -> bytes:
        start = b'{"query": "{ organisation { name } }", "variables": {"unused": "'
        return start + b"x" * (size - len(start) - 3) + b'"}}'

    assert reader.post(body(256 * 1024)).status_code == 200
    response = reader.post(body(256 * 1024 + 1))
    assert (response.status_code, code(response)) == (413, "TOO_LARGE")
    # Chunked, so that no length is announced.
    response = reader.http.post(
        "/graphql",
        content=(b" " * 65_536 for _ in range(16)),
        headers={"content-type": JSON},
    )
    assert (response.status_code, code(response)) == (413, "TOO_LARGE")
    assert reader.post(body(100)).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{'query': 'x'}",
        b'{"query": "{ __typename }"} x',
        b"[]",
        b'"{ __typename }"',
        b"null",
        b"17",
        b"{}",
        b'{"query": null}',
        b'{"query": ""}',
        b'{"query": "  "}',
        b'{"query": 1}',
        b'{"query": ["{ __typename }"]}',
        b'{"query": "{ __typename }", "variables": []}',
        b'{"query": "{ __typename }", "variables": "{}"}',
        b'{"query": "{ __typename }", "variables": 1}',
        b'{"query": "{ __typename }", "operationName": 1}',
        b'{"query": "{ __typename }", "extensions": "x"}',
        b'{"query": "{ __typename }", "variables": {"a": NaN}}',
        b'{"query": "\xff"}',
        b'\xff\xfe{\x00"\x00',
        b'{"query": "{ __typename }", "variables": {"a": "\xc3\x28"}}',
        b'{"query": "{ __typename }", "variables": {"a": "\\ud800"}}',
        b'{"query": "{ __typename } #\\udc00"}',
        b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * 5_000 + b"]" * 5_000 + b"}}",
        b'{"query": "{ __typename }", "variables": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_001,
    ],
)
def test_what_is_no_request_is_refused_in_words(reader: Client, body: bytes) -> None:
    for accept in (JSON, GRAPHQL_JSON):
        response = reader.post(body, headers={"accept": accept})
        assert (response.status_code, code(response)) == (400, "BAD_REQUEST")
        assert response.headers["content-type"] == JSON


def test_of_a_key_given_twice_the_last_counts(reader: Client) -> None:
    body = b'{"query": "{ nonsense }", "query": "{ __typename }", "variables": {}, "variables": {}}'
    assert reader.post(body).json()["data"] == {"__typename": "Query"}


@pytest.mark.parametrize(
    "query",
    [
        "{",
        "{ nonsense }",
        "{ organisation }",
        "nonsense",
        '{ organisation { name @skip(if: "") } }',
    ],
)
def test_an_invalid_document_is_400_in_the_new_media_type_and_200_in_the_old(
    reader: Client, query: str
) -> None:
    for accept, status in ((GRAPHQL_JSON, 400), (JSON, 200)):
        response = reader.post({"query": query}, headers={"accept": accept})
        assert (response.status_code, code(response)) == (status, "GRAPHQL_INVALID")
        assert "data" not in response.json()


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"id": None},
        {"id": []},
        {"id": {}},
        {"id": True},
        {"id": f"initiative_{NOBODY}", "first": "3"},
        {"id": f"initiative_{NOBODY}", "first": 2**31},
        {"id": f"initiative_{NOBODY}", "first": 2**63},
        {"id": f"initiative_{NOBODY}", "first": 10**40},
        {"id": f"initiative_{NOBODY}", "first": 1.5},
        {"id": f"initiative_{NOBODY}", "first": -(2**31) - 1},
        {"id": f"initiative_{NOBODY}", "first": [1]},
    ],
)
def test_variables_of_the_wrong_type_are_refused(
    reader: Client, variables: dict[str, object]
) -> None:
    query = """
        query ($id: ID!, $first: Int) {
          initiative(id: $id) { comments(first: $first) { nodes { id } } }
        }
    """
    body = {"query": query, "variables": variables}
    response = reader.post(body, headers={"accept": GRAPHQL_JSON})
    assert (response.status_code, code(response)) == (400, "GRAPHQL_INVALID")


@pytest.mark.parametrize(
    "arguments",
    [
        "first: 0",
        "first: -1",
        "first: 101",
        "first: 2147483647",
        "last: 0",
        "first: 1, last: 1",
        'after: "nonsense"',
        'after: ""',
        'after: "TITLE~x~y"',
        f'after: "PRIORITY~{NOBODY}~1"',
        f'after: "PRIORITY~{NOBODY}~{9**40}", orderBy: {{field: PRIORITY}}',
        f'after: "PRIORITY~{NOBODY}~70000", orderBy: {{field: PRIORITY}}',
        f'after: "TARGET~{NOBODY}~never", orderBy: {{field: TARGET}}',
        f'after: "ATTENTION~{NOBODY}~x", orderBy: {{field: ATTENTION}}',
        'filter: {id: {eq: "nonsense"}}',
        f'filter: {{id: {{eq: "person_{NOBODY}"}}}}',
        "filter: {id: {eq: null}}",
        "filter: {title: null}",
        "filter: {targetOn: {inNextDays: -1}}",
        "filter: {targetOn: {inNextDays: 3661}}",
        'filter: {title: {contains: "\\u0000"}}',
    ],
)
def test_impossible_arguments_are_refused(reader: Client, arguments: str) -> None:
    query = f"{{ initiatives({arguments}) {{ nodes {{ id }} }} }}"
    response = reader.post({"query": query}, headers={"accept": GRAPHQL_JSON})
    assert (response.status_code, code(response)) == (400, "BAD_USER_INPUT")


@pytest.mark.parametrize(
    "filter_",
    [
        {"effects": {"some": {"strength": {"gt": 2_000_000_000}}}},
        {"effects": {"some": {"strength": {"in": [99_999]}}}},
        {"stallRisk": {"daysLate": {"gt": 2_147_483_647}}},
        {"stallRisk": {"probability": {"gt": 1e308}}},
        {"milestones": {"some": {"slipDays": {"gt": 2_147_483_647}}}},
        {"targetOn": {"gt": "2200-12-31"}},
    ],
)
def test_values_beyond_all_rows_find_none(reader: Client, filter_: dict[str, object]) -> None:
    """A comparison with a number that no column could hold is a question, not a mistake."""
    found = reader.ask(
        "query ($filter: InitiativeFilter) { initiatives(filter: $filter) { totalCount } }",
        filter=filter_,
    )
    assert found == {"initiatives": {"totalCount": 0}}


@pytest.mark.parametrize("identity", ["", "x", "initiative_", "\n", "initiative_" + "0" * 36])
def test_what_can_be_no_id_is_refused(reader: Client, identity: str) -> None:
    for field in ("node", "initiative"):
        error = reader.refusal(f"query ($id: ID!) {{ {field}(id: $id) {{ id }} }}", id=identity)
        assert error["extensions"]["code"] == "BAD_USER_INPUT"


def test_nodes_answers_at_most_100_ids(reader: Client, portfolio: Portfolio) -> None:
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    identity = portfolio.people["maria"]
    assert len(reader.ask(query, ids=[identity] * 100)["nodes"]) == 100
    error = reader.refusal(query, ids=[identity] * 101)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert reader.ask(query, ids=[]) == {"nodes": []}


@pytest.mark.parametrize("text", ["a\0b", "\0"])
def test_nul_in_a_text_is_refused_and_nothing_is_written(company: Company, text: str) -> None:
    admin, before = company.admin, company.revision
    mutation = (
        "mutation ($input: InitiativeProposeInput!, $key: String)"
        " { initiativePropose(input: $input, idempotencyKey: $key) { revision } }"
    )
    literal = json.dumps(text)
    for query, variables in (
        (mutation, {"input": {"title": text}}),
        (mutation, {"input": {"title": "x", "summary": text}}),
        (mutation, {"input": {"title": "x"}, "key": text}),
        (f"mutation {{ initiativePropose(input: {{title: {literal}}}) {{ revision }} }}", {}),
        (
            "query ($f: PersonFilter) { people(filter: $f) { totalCount } }",
            {"f": {"name": {"eq": text}}},
        ),
        (f"{{ people(filter: {{name: {{contains: {literal}}}}}) {{ totalCount }} }}", {}),
        ("query ($a: String) { people(after: $a) { totalCount } }", {"a": f"ID~{text}"}),
        ("query ($id: ID!) { node(id: $id) { id } }", {"id": text}),
    ):
        body = {"query": query, "variables": variables}
        response = admin.post(body, headers={"accept": GRAPHQL_JSON})
        assert (response.status_code, code(response)) == (400, "BAD_USER_INPUT")
        assert "U+0000" in response.json()["errors"][0]["message"]
    assert company.revision == before


def test_text_of_any_language_comes_back_as_it_was(company: Company) -> None:
    text = 'Zürich "東京" 🎉 \\ </script> \u2028 \x7f & \'; drop table initiative; --'
    made = company.admin.change(
        "initiativePropose", "initiative { title summary }", title="x", summary=f"{text}\n\t{text}"
    )
    assert made["initiative"]["summary"] == f"{text}\n\t{text}"
    found = company.viewer.ask("{ initiatives { nodes { summary } } }")
    assert found["initiatives"]["nodes"] == [{"summary": f"{text}\n\t{text}"}]


def test_deep_and_wide_requests_are_refused_with_the_limit(reader: Client) -> None:
    deep = "{ a " * 200 + "}" * 200
    for query in (deep, "{" + "a{b}" * 21 + "}", "{" + "x " * 6_000 + "}"):
        error = reader.refusal(query)
        assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
        assert error["extensions"]["limit"]["atMost"]
    deep_filter: dict[str, object] = {"id": {"isNull": True}}
    for _ in range(200):
        deep_filter = {"not": deep_filter}
    error = reader.refusal(
        "query ($f: InitiativeFilter) { initiatives(filter: $f) { totalCount } }", f=deep_filter
    )
    assert error["extensions"]["limit"]["name"] == "valueDepth"


# Operations


SEVERAL = "query One { organisation { name } } query Two { viewer { role } }"


@pytest.mark.parametrize(
    ("query", "name", "expected"),
    [
        (SEVERAL, "Two", {"viewer": {"role": "VIEWER"}}),
        (SEVERAL, "One", {"organisation": {"name": "Tavola"}}),
        ("query One { organisation { name } }", None, {"organisation": {"name": "Tavola"}}),
        ("query One { organisation { name } }", "One", {"organisation": {"name": "Tavola"}}),
        (NAME, "", {"organisation": {"name": "Tavola"}}),
        (
            "query One { __schema { queryType { name } } } query Two { viewer { role } }",
            "One",
            {"__schema": {"queryType": {"name": "Query"}}},
        ),
    ],
)
def test_the_operation_is_chosen_by_its_name(
    reader: Client, query: str, name: str | None, expected: object
) -> None:
    response = reader.post({"query": query, "operationName": name})
    assert response.json()["data"] == expected


@pytest.mark.parametrize(
    ("query", "name"), [(SEVERAL, None), (SEVERAL, "Three"), (NAME, "One"), (SEVERAL, "one")]
)
def test_an_operation_that_is_not_there_or_not_named_is_refused(
    reader: Client, query: str, name: str | None
) -> None:
    body = {"query": query, "operationName": name}
    response = reader.post(body, headers={"accept": GRAPHQL_JSON})
    assert (response.status_code, code(response)) == (400, "BAD_USER_INPUT")


def test_a_document_of_fragments_alone_has_nothing_to_run(reader: Client) -> None:
    error = reader.refusal("fragment F on Organisation { name }")
    assert error["extensions"]["code"] in {"GRAPHQL_INVALID", "BAD_USER_INPUT"}


def test_a_query_can_be_asked_by_get(reader: Client, portfolio: Portfolio) -> None:
    response = reader.http.get(
        "/graphql",
        params={
            "query": "query Q($id: ID!) { person(id: $id) { name } }",
            "operationName": "Q",
            "variables": json.dumps({"id": portfolio.people["maria"]}),
            "extensions": "{}",
        },
    )
    assert response.status_code == 200
    assert response.json()["data"] == {"person": {"name": "Maria Rossi"}}


@pytest.mark.parametrize(
    "url",
    [
        "/graphql",
        "/graphql?query=",
        "/graphql?query=%7B__typename%7D&variables=nonsense",
        "/graphql?query=%7B__typename%7D&variables=[]",
        "/graphql?query=%7B__typename%7D&extensions=1",
        "/graphql?query=%FF%FE",
        "/graphql?query=%7B__typename%7D&variables=%7B%22a%22%3A%22%FF%22%7D",
        "/graphql?" + "&".join(f"a{n}=1" for n in range(100)),
    ],
)
def test_what_is_no_request_by_get_is_refused(reader: Client, url: str) -> None:
    response = reader.http.get(url)
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize("accept", [JSON, GRAPHQL_JSON])
def test_nothing_can_be_changed_by_get(company: Company, accept: str) -> None:
    admin, before = company.admin, company.revision
    response = admin.http.get(
        "/graphql",
        params={"query": 'mutation { initiativePropose(input: {title: "x"}) { revision } }'},
        headers={"accept": accept},
    )
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"
    assert "POST" in response.json()["errors"][0]["message"]
    assert company.revision == before


# Request ids


def test_the_request_id_is_echoed_and_kept_with_the_event(company: Company) -> None:
    body = {"query": 'mutation { initiativePropose(input: {title: "x"}) { revision } }'}
    response = company.admin.post(body, headers={"x-request-id": "front-end.17_a"})
    assert response.headers["x-request-id"] == "front-end.17_a"
    [row] = company.rows(
        "select e.request_id, t.role from event e"
        " join access_token t on t.organisation_id = e.organisation_id and t.id = e.token_id"
        " where e.organisation_id = $1 and e.revision = $2",
        response.json()["data"]["initiativePropose"]["revision"],
    )
    assert tuple(row) == ("front-end.17_a", "ADMIN")


@pytest.mark.parametrize("given", [None, "", "with space", "x" * 65, "a;b", "é"])
def test_without_a_fit_request_id_one_is_made(reader: Client, given: str | None) -> None:
    headers = {} if given is None else {b"x-request-id": given.encode("latin-1")}
    responses = [
        reader.http.post("/graphql", json={"query": NAME}, headers=headers) for _ in range(2)
    ]
    made = [response.headers["x-request-id"] for response in responses]
    assert all(re.fullmatch("[0-9a-f]{32}", each) for each in made)
    assert made[0] != made[1]


def test_a_refused_request_has_an_id_too(address: str) -> None:
    response = httpx.post(f"{address}/graphql", headers={"x-request-id": "mine"})
    assert response.status_code == 401
    assert response.headers["x-request-id"] == "mine"


# Front ends of other origins


@pytest.fixture(scope="module")
def allowing(api_database: str) -> Iterator[str]:
    settings = Settings(cors_origins=("https://app.tavola.example", "http://localhost:5173"))
    with serving(api_database, settings) as address:
        yield address


def preflight(
    address: str,
    origin: str,
    method: str = "POST",
    headers: str = "authorization,content-type,x-request-id",
) -> httpx.Response:
    return httpx.options(
        f"{address}/graphql",
        headers={
            "origin": origin,
            "access-control-request-method": method,
            "access-control-request-headers": headers,
        },
    )


@pytest.mark.parametrize("origin", ["https://app.tavola.example", "http://localhost:5173"])
def test_front_ends_on_the_list_may_ask(allowing: str, reader: Client, origin: str) -> None:
    allowed = preflight(allowing, origin)
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == origin
    assert "POST" in allowed.headers["access-control-allow-methods"]
    assert "authorization" in allowed.headers["access-control-allow-headers"].lower()
    headers = {"origin": origin, "authorization": reader.http.headers["authorization"]}
    answered = httpx.post(f"{allowing}/graphql", json={"query": NAME}, headers=headers)
    assert answered.json()["data"]["organisation"]["name"] == "Tavola"
    assert answered.headers["access-control-allow-origin"] == origin
    assert "x-request-id" in answered.headers["access-control-expose-headers"].lower()
    assert {"accept", "authorization", "origin"} <= {
        each.strip().lower() for each in answered.headers["vary"].split(",")
    }
    # A refusal can be read there as well, or the front end could not tell why.
    refused = httpx.post(f"{allowing}/graphql", headers={"origin": origin})
    assert refused.status_code == 401
    assert refused.headers["access-control-allow-origin"] == origin


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://app.tavola.example", "https://tavola.example", "null"],
)
def test_others_may_not(allowing: str, reader: Client, origin: str) -> None:
    assert preflight(allowing, origin).status_code == 400
    headers = {"origin": origin, "authorization": reader.http.headers["authorization"]}
    answered = httpx.post(f"{allowing}/graphql", json={"query": NAME}, headers=headers)
    assert "access-control-allow-origin" not in answered.headers


def test_there_scripts_may_ask_by_get_and_read_the_tag(allowing: str, reader: Client) -> None:
    """A script sends If-None-Match itself where the browser keeps nothing; that is asked first."""
    origin = "https://app.tavola.example"
    headers = "authorization, if-none-match, x-throughline-organisation"
    allowed = preflight(allowing, origin, "GET", headers)
    assert allowed.status_code == 200
    assert "GET" in allowed.headers["access-control-allow-methods"]
    for name in headers.split(", "):
        assert name in allowed.headers["access-control-allow-headers"].lower()
    assert preflight(allowing, origin, "GET", "x-anything-else").status_code == 400
    assert preflight(allowing, origin, "DELETE").status_code == 400
    asked = {"origin": origin, "authorization": reader.http.headers["authorization"]}
    answered = httpx.get(f"{allowing}/graphql", params={"query": NAME}, headers=asked)
    again = httpx.get(
        f"{allowing}/graphql",
        params={"query": NAME},
        headers={**asked, "if-none-match": answered.headers["etag"]},
    )
    assert (answered.status_code, again.status_code) == (200, 304)
    for response in (answered, again):
        assert response.headers["access-control-allow-origin"] == origin
        assert "etag" in response.headers["access-control-expose-headers"].lower()
        vary = {each.strip().lower() for each in response.headers["vary"].split(",")}
        assert {"origin", "accept", "authorization"} <= vary


def test_without_a_list_nobody_may(address: str) -> None:
    refused = preflight(address, "http://localhost:5173")
    assert refused.status_code == 405
    assert "access-control-allow-origin" not in refused.headers


# Health, and what goes wrong


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


def test_what_takes_too_long_is_stopped(
    api_database: str, company: Company, monkeypatch: pytest.MonkeyPatch, runner: asyncio.Runner
) -> None:
    impatient = partial(create_read_pool, statement_timeout_ms=100)
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

    monkeypatch.setattr("api.http.gate.Gate.open", fail)
    response = company.admin.post({"query": NAME}, headers={"x-request-id": "mine"})
    assert (response.status_code, code(response)) == (500, "INTERNAL")
    assert "the secret inside" not in response.text
    assert response.headers["x-request-id"] == "mine"
