"""GraphQL over HTTP: the real application, asked over a real connection."""

import json
import re
from uuid import UUID

import httpx
import pytest

from tests.api.companies import Company
from tests.api.planted import Portfolio
from tests.api.serving import Client, code

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
NOBODY = UUID(int=0)
NAME = "{ organisation { name } }"


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
