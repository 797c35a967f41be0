"""OWASP's GraphQL cheat sheet, the points about denial of service and errors, each a test."""

from typing import Any

import pytest

from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.cost.test_rate import asked_until_stopped, limited
from tests.api.serving import Client

__all__ = ["limited"]


def exceeded(answer: dict[str, Any]) -> str:
    assert "data" not in answer
    [error] = answer["errors"]
    name: str = error["extensions"]["limit"]["name"]
    return name


def test_depth_limiting(reader: Client) -> None:
    circle = "milestones { initiative { " * 8 + "id" + " } }" * 8
    assert exceeded(reader.answer(f"{{ initiatives {{ nodes {{ {circle} }} }} }}")) == "depth"


@pytest.mark.parametrize("size", [0, 101, 10**6, 2**31 - 1, -1])
def test_amount_limiting(reader: Client, size: int) -> None:
    error = reader.refusal(f"{{ initiatives(first: {size}) {{ nodes {{ id }} }} }}")
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "1 to 100" in error["message"]


def test_pagination_is_not_optional(reader: Client) -> None:
    """Without a size a list has a page all the same."""
    page = reader.ask("{ initiatives { pageInfo { hasNextPage } nodes { id } } }")["initiatives"]
    assert len(page["nodes"]) <= 20


def test_query_cost_analysis(reader: Client) -> None:
    theirs = "{ ownedInitiatives(first: 100) { nodes { title } } }"
    both = f"owner {theirs} sponsor {theirs}"
    answer = reader.answer(f"{{ initiatives(first: 100) {{ nodes {{ title {both} }} }} }}")
    assert exceeded(answer) == "cost"


def test_rate_limiting(company: Company, limited: str) -> None:
    token, _ = company.issue(Role.VIEWER)
    client = company.open(token, limited)
    response = asked_until_stopped(client, "{ portfolio { entries { title status } } }", 30)
    assert int(response.headers["retry-after"]) >= 1


def test_batching_attacks(reader: Client) -> None:
    """Guessing many things in one request: by aliases, by an array, by many operations."""
    guesses = " ".join(
        f'g{n}: initiative(id: "initiative_019a0000-0000-7000-8000-{n:012}") {{ id }}'
        for n in range(51)
    )
    assert exceeded(reader.answer(f"{{ {guesses} }}")) == "aliases"
    assert reader.post([{"query": "{ __typename }"}]).status_code == 400
    several = reader.answer("query A { __typename } query B { __typename }")
    assert several["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_excessive_errors(reader: Client) -> None:
    """What is wrong is told, and nothing of what is inside."""
    for query in (
        '{ initiatives(after: "ID~1") { totalCount } }',
        '{ initiative(id: "initiative_1") { id } }',
        '{ people(filter: {name: {contains: "%_\\\\"}}) { totalCount } }',
        "{ changes(after: 2147483647) { revision } }",
    ):
        text = str(reader.answer(query))
        assert not any(word in text for word in ("asyncpg", "Traceback", "SELECT", "psql", ".py"))
