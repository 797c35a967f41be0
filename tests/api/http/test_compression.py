"""Answers are compressed for those who accept it, from a size on, and where that is switched on."""

import gzip
from collections.abc import Iterator

import httpx
import pytest

import api.http.compression
from api.commands.serve import listen, suited
from api.settings import COMPRESS_FROM, NO_COMPRESSION, Settings, SettingsError
from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.planted import Portfolio
from tests.api.queries import LIGHT
from tests.api.serving import Client, serving

FROM_BYTES = 1_000
SMALL = "{ organisation { name } }"


@pytest.fixture(scope="module")
def compressing(api_database: str) -> Iterator[str]:
    with serving(api_database, Settings(compress_from=FROM_BYTES)) as address:
        yield address


@pytest.fixture
def client(compressing: str, planted: tuple[Company, Portfolio]) -> Client:
    company = planted[0]
    return company.open(company.issue(Role.VIEWER)[0], compressing)


def ask(client: Client, query: str, accept: str | None, method: str = "POST") -> httpx.Response:
    """Ask without what the client's library adds and undoes by itself."""
    client.http.headers.pop("accept-encoding", None)
    headers = {} if accept is None else {"accept-encoding": accept}
    if method == "GET":
        request = client.http.build_request(
            "GET", "/graphql", params={"query": query}, headers=headers
        )
    else:
        request = client.http.build_request(
            "POST", "/graphql", json={"query": query}, headers=headers
        )
    response = client.http.send(request, stream=True)
    response.extensions["raw"] = b"".join(response.iter_raw())
    return response


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "accept",
    ["gzip", "GZIP", "gzip, deflate, br, zstd", "br;q=1.0, gzip;q=0.8, *;q=0.1", "*", "gzip;q=1"],
)
def test_a_large_answer_is_compressed_for_who_accepts_it(
    client: Client, accept: str, method: str
) -> None:
    plain = ask(client, LIGHT, None, method)
    packed = ask(client, LIGHT, accept, method)
    assert packed.status_code == 200
    assert packed.headers["content-encoding"] == "gzip"
    raw = packed.extensions["raw"]
    assert int(packed.headers["content-length"]) == len(raw) < len(plain.extensions["raw"]) / 2
    data = b'{"data":'
    unpacked = gzip.decompress(raw)
    assert unpacked.startswith(data)
    # Only what is left of the rate differs.
    assert (
        unpacked.partition(b',"extensions"')[0]
        == (plain.extensions["raw"].partition(b',"extensions"')[0])
    )
    assert unpacked.endswith(b"}")
    assert packed.headers["content-type"] == plain.headers["content-type"]
    assert packed.headers.get("etag") == plain.headers.get("etag")


@pytest.mark.parametrize(
    "accept",
    [None, "", "identity", "br", "gzip;q=0", "gzip; q=0.0", "gzip;q=0, *", "*;q=0", "x-gzip"],
)
def test_it_is_sent_as_it_is_to_all_others(client: Client, accept: str | None) -> None:
    response = ask(client, LIGHT, accept)
    assert "content-encoding" not in response.headers
    assert response.extensions["raw"].startswith(b'{"data":')


def test_a_small_answer_is_sent_as_it_is(client: Client) -> None:
    response = ask(client, SMALL, "gzip")
    assert "content-encoding" not in response.headers
    assert response.extensions["raw"].startswith(b'{"data":')


def test_caches_are_told_that_it_depends_on_what_is_accepted(client: Client) -> None:
    for accept in ("gzip", None):
        vary = ask(client, LIGHT, accept, "GET").headers["vary"]
        assert "accept-encoding" in vary


def test_a_tag_holds_for_both_forms(client: Client) -> None:
    held = ask(client, LIGHT, "gzip", "GET").headers["etag"]
    headers = {"if-none-match": held}
    response = client.http.get("/graphql", params={"query": LIGHT}, headers=headers)
    assert (response.status_code, response.content) == (304, b"")
    assert "content-encoding" not in response.headers


def test_a_very_large_answer_is_compressed_beside_the_event_loop(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.http.compression, "AT_ONCE_BYTES", FROM_BYTES)
    response = ask(client, LIGHT, "gzip")
    assert gzip.decompress(response.extensions["raw"]).startswith(b'{"data":')


def test_by_itself_it_is_on_where_others_than_this_machine_can_ask() -> None:
    for host, compress_from in (("127.0.0.1", NO_COMPRESSION), ("0.0.0.0", COMPRESS_FROM)):
        with listen(host, 0) as listener:
            assert suited(Settings(), listener).compress_from == compress_from
            assert suited(Settings(compress_from=7), listener).compress_from == 7


def test_without_a_word_about_it_nothing_is_compressed(reader: Client) -> None:
    response = reader.post({"query": LIGHT}, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in response.headers


def test_it_is_set_by_a_variable() -> None:
    name = "THROUGHLINE_COMPRESS_FROM"
    assert Settings.from_environment({}).compress_from is None
    assert Settings.from_environment({name: "20000"}).compress_from == 20_000
    assert Settings.from_environment({name: "off"}).compress_from == NO_COMPRESSION
    for value in ("-1", "0", "4k", "on"):
        with pytest.raises(SettingsError, match=name):
            Settings.from_environment({name: value})
