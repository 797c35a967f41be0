"""Queries by GET: what a client still holds is not sent again, and never wrongly taken as true."""

import asyncio
import os
import subprocess
import sys
from datetime import timedelta

import asyncpg
import httpx
import pytest

from api.access.authenticator import Credentials
from db.connections.connection import Connection
from domain.access.visibility import VISIBILITY
from domain.core.viewer import Role
from tests.api.companies import TODAY, Company, Founding
from tests.api.planted import Portfolio
from tests.api.queries import CANONICAL, LIGHT
from tests.api.serving import Client

TITLES = "{ initiatives { nodes { title } } }"


def get(client: Client, query: str, held: str | None = None, **parameters: str) -> httpx.Response:
    headers = {} if held is None else {"if-none-match": held}
    return client.http.get("/graphql", params={"query": query, **parameters}, headers=headers)


def tag(client: Client, query: str = TITLES, **parameters: str) -> str:
    """Return the tag of an answer to be had."""
    response = get(client, query, **parameters)
    assert response.status_code == 200, response.text
    found: str = response.headers["etag"]
    return found


def is_held(client: Client, held: str, query: str = TITLES, **parameters: str) -> bool:
    """Tell whether the answer with this tag is still the one to be had."""
    response = get(client, query, held, **parameters)
    if response.status_code == 304:
        return True
    assert response.status_code == 200, response.text
    return False


@pytest.mark.parametrize("query", [LIGHT, CANONICAL, TITLES])
def test_an_answer_has_a_tag_and_the_tag_spares_the_answer(reader: Client, query: str) -> None:
    answered = get(reader, query)
    assert answered.json()["data"] == reader.ask(query)
    assert answered.headers["cache-control"] == "private, max-age=0, must-revalidate"
    again = get(reader, query, answered.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    for name in ("etag", "cache-control", "vary"):
        assert again.headers[name] == answered.headers[name]
    assert {"accept", "authorization"} <= {
        each.strip() for each in answered.headers["vary"].split(",")
    }
    assert "content-length" not in again.headers
    assert again.headers["x-request-id"]


def test_it_is_recognised_however_it_is_sent(reader: Client) -> None:
    held = tag(reader)
    assert held.startswith('W/"')
    strong = held.removeprefix("W/")
    for sent in (held, strong, f'"other", {held}', f'{strong},  W/"x"', "*"):
        assert get(reader, TITLES, sent).status_code == 304
    for sent in ('"other"', "", 'W/""', held[:-2] + '"'):
        assert get(reader, TITLES, sent).status_code == 200


def test_a_change_ends_it_and_anything_else_does_not(company: Company) -> None:
    admin = company.admin
    held = tag(admin)
    refused = admin.change("initiativePropose", title="")
    assert refused["problems"]
    assert is_held(admin, held)
    admin.make("initiativePropose", "initiative", title="New menu")
    response = get(admin, TITLES, held)
    assert response.status_code == 200
    assert response.json()["data"]["initiatives"]["nodes"] == [{"title": "New menu"}]
    assert response.headers["etag"] != held
    assert is_held(admin, response.headers["etag"])


def test_a_change_of_another_organisation_does_not_end_it(
    company: Company, founding: Founding
) -> None:
    held = tag(company.viewer)
    founding().admin.make("initiativePropose", "initiative", title="Theirs")
    assert is_held(company.viewer, held)


def test_organisations_in_the_same_state_have_different_tags(founding: Founding) -> None:
    one, other = founding(), founding()
    assert one.revision == other.revision
    assert not is_held(one.viewer, tag(other.viewer))


def test_a_state_that_was_restored_is_not_taken_for_the_one_before(company: Company) -> None:
    """After a restore the same revision may stand for other changes."""
    held = tag(company.viewer)
    company.rows("update organisation set name = name where id = $1 returning id")
    assert not is_held(company.viewer, held)


def test_tokens_of_one_role_share_it_unless_the_viewer_is_asked_about(company: Company) -> None:
    tokens = [company.issue(Role.VIEWER)[0] for _ in range(2)]
    one, other = (company.open(token) for token in tokens)
    assert is_held(other, tag(one))
    viewer = "{ viewer { label } initiatives { nodes { title } } }"
    assert is_held(one, tag(one, viewer), viewer)
    assert not is_held(other, tag(one, viewer), viewer)


@pytest.mark.parametrize("role", Role)
def test_only_roles_that_see_the_same_share_it(company: Company, role: Role) -> None:
    held = tag(company.viewer)
    shared = VISIBILITY[role] is VISIBILITY[Role.VIEWER]
    assert is_held(company.client(role), held) is shared
    assert {VISIBILITY[each] for each in Role} != {VISIBILITY[Role.VIEWER]}


def test_another_process_gives_the_same_tag() -> None:
    """Whatever the seed of its hashes is."""
    program = (
        "from datetime import date; from api.execution.tags import TagKey;"
        "from domain.access.token import Role; from domain.access.visibility import VISIBILITY;"
        "print(TagKey(['{ x }', None, {'a': 1}], [None, 'x'], VISIBILITY[Role.VIEWER],"
        " date(2026, 1, 1)).tag('7.8'))"
    )
    tags = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(tags) == 1
    assert len(tags.pop().strip()) == 32


def test_it_belongs_to_one_query_with_its_variables(reader: Client) -> None:
    query = "query Q($n: Int!) { initiatives(first: $n) { nodes { title } } }"
    held = tag(reader, query, variables='{"n": 1}')
    assert is_held(reader, held, query, variables='{"n":1}')
    assert not is_held(reader, held, query, variables='{"n":2}')
    assert not is_held(reader, held, query.replace("title", "id"), variables='{"n":1}')
    several = "query A { viewer { role } } query B { organisation { name } }"
    held = tag(reader, several, operationName="A")
    assert is_held(reader, held, several, operationName="A")
    assert not is_held(reader, held, several, operationName="B")


def test_a_day_that_passes_ends_it(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    held = tag(company.viewer)
    monkeypatch.setattr(Credentials, "today", lambda _: TODAY + timedelta(days=1))
    assert not is_held(company.viewer, held)


def test_what_is_computed_has_one_too(
    company: Company, portfolio: Portfolio, reader: Client
) -> None:
    query = '{ portfolio(asOf: "2026-03-01") { entries { title initiative { id } } } }'
    response = get(reader, query)
    assert response.json()["data"] == reader.ask(query)
    assert is_held(reader, response.headers["etag"], query)
    assert not is_held(company.viewer, response.headers["etag"], query)


def test_the_query_is_not_run_for_an_answer_that_is_held(
    company: Company, api_database: str, runner: asyncio.Runner
) -> None:
    query = "{ initiatives { nodes { comments { nodes { id } } } } }"
    company.admin.make("initiativePropose", "initiative", title="x")
    client = company.viewer
    held = tag(client, query)
    locking: Connection = runner.run(asyncpg.connect(api_database))
    try:
        runner.run(locking.execute("begin; lock table comment"))
        assert (
            client.http.get(
                "/graphql", params={"query": query}, headers={"if-none-match": held}, timeout=5
            ).status_code
            == 304
        )
        with pytest.raises(httpx.ReadTimeout):
            client.http.get("/graphql", params={"query": query}, timeout=0.3)
    finally:
        runner.run(locking.close())
    assert is_held(client, held, query)


def test_who_may_not_ask_is_told_so_and_not_that_nothing_changed(company: Company) -> None:
    token, issued = company.issue(Role.VIEWER)
    client = company.open(token)
    held = tag(client)
    company.revoke(issued)
    company.admin.change("initiativePropose", title="")  # makes the gate look tokens up again
    assert get(client, TITLES, held).status_code == 401
    url, headers = f"{company.address}/graphql", {"if-none-match": held}
    assert httpx.get(url, params={"query": TITLES}, headers=headers).status_code == 401


@pytest.mark.parametrize(
    "query",
    ["{", "{ nonsense }", "{ initiatives(first: 0) { nodes { id } } }", "mutation { __typename }"],
)
def test_a_refusal_has_none_and_is_not_kept(reader: Client, query: str) -> None:
    response = get(reader, query, "*")
    assert response.json()["errors"]
    assert response.status_code in {200, 405}
    assert "etag" not in response.headers
    assert "no-store" in response.headers["cache-control"]


def test_an_answer_by_post_has_none(reader: Client) -> None:
    response = reader.post({"query": TITLES}, headers={"if-none-match": tag(reader)})
    assert response.status_code == 200
    assert "etag" not in response.headers
    assert response.headers["cache-control"] == "private, no-store"


def test_an_answer_as_a_stream_is_sent_again(reader: Client) -> None:
    """There is no status by which a stream could say that nothing changed."""
    headers = {"if-none-match": tag(reader), "accept": "text/event-stream"}
    response = reader.http.get("/graphql", params={"query": TITLES}, headers=headers)
    assert response.status_code == 200
    assert '\nevent: next\ndata: {"data":{"initiatives"' in response.text
    # A client that accepts both is answered as ever.
    headers["accept"] = "application/json, text/event-stream"
    response = reader.http.get("/graphql", params={"query": TITLES}, headers=headers)
    assert (response.status_code, response.content) == (304, b"")


def test_the_schema_is_told_without_one(reader: Client) -> None:
    response = get(reader, '{ __type(name: "Query") { name } }', "*")
    assert response.status_code == 200
    assert "etag" not in response.headers
