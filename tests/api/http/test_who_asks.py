"""Who may ask, and that nothing of one organisation is told to another."""

import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from api.access.authenticator import REMEMBERED_SECONDS
from domain.access.token import make_token
from domain.core.viewer import Role
from tests.api.companies import Company, Founding
from tests.api.planted import Portfolio
from tests.api.serving import Client, code

NAME = "{ organisation { name } }"


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
    revoked = asked = time.monotonic()
    while client.post({"query": NAME}).status_code != 401:
        # When it was asked counts, however long a busy machine takes to answer.
        assert asked - revoked < REMEMBERED_SECONDS
        asked = time.monotonic()


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
