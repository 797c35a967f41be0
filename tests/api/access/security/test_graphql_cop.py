"""What graphql-cop, the security auditor for GraphQL, looks for: each of its checks is a test.

It asks as these tests do, and calls a server vulnerable that answers what they hold to be refused.
"""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.settings import Settings
from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.serving import Client, serving

NAME = "{ organisation { name } }"
PROPOSE = 'mutation { initiativePropose(input: {title: "Forged"}) { revision } }'


@pytest.fixture(scope="module")
def production(api_database: str) -> Iterator[str]:
    """A server as others reach it: nothing is told of the schema."""
    settings = Settings(graphiql=False, introspection=False)
    with serving(api_database, settings) as address:
        yield address


@pytest.fixture
def outsider(company: Company, production: str) -> Client:
    token, _ = company.issue(Role.ADMIN)
    return company.open(token, production)


def exceeded(answer: dict[str, Any]) -> str:
    """Return the name of the limit for which a request was refused."""
    assert "data" not in answer
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
    name: str = error["extensions"]["limit"]["name"]
    return name


# Denial of service


def test_alias_overloading(reader: Client) -> None:
    """It asks for 101 aliases of __typename."""
    aliases = " ".join(f"alias{n}: __typename" for n in range(101))
    assert exceeded(reader.answer(f"query cop {{ {aliases} }}")) == "aliases"


def test_array_based_query_batching(reader: Client) -> None:
    """It sends ten queries in one array."""
    response = reader.post([{"query": "query cop { __typename }"}] * 10)
    assert response.status_code == 400
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize("directive", ["@aa", "@skip(if: false)", "@include(if: true)"])
def test_directive_overloading(reader: Client, directive: str) -> None:
    """It repeats a directive ten times, and counts the errors."""
    answer = reader.answer(f"query cop {{ __typename {directive * 10} }}")
    assert "data" not in answer
    assert 1 <= len(answer["errors"]) <= 6
    many = reader.answer(f"query cop {{ __typename {directive * 2_000} }}")
    assert len(many["errors"]) <= 6


def test_circular_query_via_introspection(reader: Client) -> None:
    """It asks for the fields of the types of fields, four times over."""
    circle = "fields { type { " * 4 + "name" + " } }" * 4
    [error] = reader.answer(f"query cop {{ __schema {{ types {{ {circle} }} }} }}")["errors"]
    assert "introspection depth" in error["message"]


def test_field_duplication(reader: Client) -> None:
    """It asks for __typename 500 times."""
    assert exceeded(reader.answer("query cop { " + "__typename " * 500 + "}")) == "sameName"


# Information leakage


def test_field_suggestions(outsider: Client) -> None:
    """It misspells a name, and looks for what was meant."""
    for query in ("query cop { directive }", "{ organisaton { name } }", "{ organisation }"):
        answer = outsider.answer(query)
        assert "data" not in answer
        assert "Did you mean" not in json.dumps(answer)


def test_introspection(outsider: Client) -> None:
    for query in ("{ __schema { types { name } } }", '{ __type(name: "Query") { name } }'):
        answer = outsider.answer(query)
        assert "data" not in answer
    assert outsider.ask("{ __typename }") == {"__typename": "Query"}


@pytest.mark.parametrize("path", ["/graphql", "/graphiql", "/playground", "/console", "/", "/v1"])
def test_graphiql_exposure(production: str, path: str) -> None:
    response = httpx.get(f"{production}{path}", headers={"accept": "text/html"})
    assert response.status_code in (401, 404, 406)
    assert "graphiql" not in response.text.lower()


@pytest.mark.parametrize(
    "headers", [{}, {"x-apollo-tracing": "1"}, {"apollo-federation-include-trace": "ftv1"}]
)
def test_trace_mode(outsider: Client, headers: dict[str, str]) -> None:
    """It looks for `tracing` in the extensions of an answer."""
    answer = outsider.post({"query": NAME}, headers=headers).json()
    assert list(answer["extensions"]) == ["cost"]


def test_debug_mode(outsider: Client) -> None:
    """It looks for an exception or its trace in what an invalid request is answered."""
    for body in (b'{"query": "query cop {__typename}", "variables": "x"}', b"{", b"[1]"):
        response = outsider.post(body)
        [error] = response.json()["errors"]
        assert list(error) == ["message", "extensions"]
        assert not {"exception", "stacktrace", "debug"} & error["extensions"].keys()


def test_unhandled_errors(outsider: Client) -> None:
    """It asks for nonsense, and looks for a status of 5xx or an exception's text."""
    for query in ("qwerty cop { abc }", "query cop {", "query cop { }", "", "\0"):
        response = outsider.post({"query": query})
        assert response.status_code < 500
        assert "Traceback" not in response.text
        assert "graphql-core" not in response.text


# Forgery


def test_mutation_over_get(company: Company) -> None:
    before, client = company.admin.ask("{ organisation { revision } }"), company.admin
    response = client.http.get("/graphql", params={"query": PROPOSE})
    assert response.status_code == 405
    assert client.ask("{ organisation { revision } }") == before


def test_query_by_get_needs_a_token_as_any_other(address: str) -> None:
    """Its check is of GET without anything that a foreign page can't send."""
    response = httpx.get(f"{address}/graphql", params={"query": "query cop {__typename}"})
    assert response.status_code == 401


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"]
)
def test_post_based_forgery_by_a_form(company: Company, kind: str) -> None:
    client = company.admin
    before = company.revision
    for body in (f"query={PROPOSE}", json.dumps({"query": PROPOSE})):
        response = client.http.post("/graphql", content=body, headers={"content-type": kind})
        assert response.status_code == 415
    assert company.revision == before
