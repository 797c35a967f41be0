"""Front ends of other origins: those on the list may ask, others may not."""

from collections.abc import Iterator

import httpx
import pytest

from api.settings import Settings
from tests.api.serving import Client, serving

NAME = "{ organisation { name } }"


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
