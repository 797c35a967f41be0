"""Sessions of browsers: cookies that nobody else can use, plant or read, and no forged requests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from api.settings import Settings, SignInProvider
from domain.access.token import LINK_PREFIX, make_token
from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.members import browser, join, open_session
from tests.api.serving import Client, code, serving
from tests.api.sign_in.key_server import key_server

NAME = {"query": "{ organisation { name } }"}
CHANGE = {"query": 'mutation { organisationUpdate(input: {name: "Stolen"}) { revision } }'}


@pytest.fixture
def secret(company: Company) -> str:
    """The session of an administrator."""
    return open_session(company, join(company, "ada", Role.ADMIN))[0]


@pytest.fixture
def victim(company: Company, secret: str) -> Iterator[httpx.Client]:
    """A browser that is signed in as an administrator."""
    with browser(company.address, secret) as client:
        yield client


def name_of(company: Company) -> str:
    [row] = company.rows("select name from organisation where id = $1")
    name: str = row["name"]
    return name


# CSRF


def test_csrf_by_get_changes_nothing(company: Company, victim: httpx.Client) -> None:
    """An image, a link or a form of another site asks by GET, with the browser's cookie."""
    for headers in ({}, {"sec-fetch-site": "none"}, {"sec-fetch-site": "same-origin"}):
        answer = victim.get("/graphql", params=CHANGE, headers=headers)
        assert answer.status_code == 405
    for site in ("cross-site", "same-site"):
        for params in (CHANGE, NAME):
            answer = victim.get("/graphql", params=params, headers={"sec-fetch-site": site})
            assert (answer.status_code, code(answer)) == (403, "CROSS_SITE")
    assert name_of(company) == "Tavola"


@pytest.mark.parametrize(
    "kind",
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""],
)
def test_csrf_by_form_changes_nothing(company: Company, victim: httpx.Client, kind: str) -> None:
    """A form can send JSON as text, even from a browser that says nothing of where it is."""
    body = b'{"query": "mutation { organisationUpdate(input: {name: \\"Stolen\\"}) { revision } }"}'
    for headers in ({}, {"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        answer = victim.post("/graphql", content=body, headers={"content-type": kind, **headers})
        assert answer.status_code in (403, 415)
    assert name_of(company) == "Tavola"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        # A page can't be typed into the address bar and post.
        {"sec-fetch-site": "none"},
    ],
    ids=str,
)
def test_csrf_by_script_is_refused(
    company: Company, victim: httpx.Client, headers: dict[str, str]
) -> None:
    answer = victim.post("/graphql", json=CHANGE, headers=headers)
    assert (answer.status_code, code(answer)) == (403, "CROSS_SITE")
    assert name_of(company) == "Tavola"


@pytest.mark.parametrize(
    ("origin", "let_in"), [("https://evil.example", False), ("null", False), (None, True)]
)
def test_a_page_of_another_site_can_not_listen_by_websocket(
    company: Company, secret: str, origin: str | None, let_in: bool
) -> None:
    """Browsers send the cookie along with a WebSocket that any page opens: only Origin tells."""
    address = company.address.replace("http:", "ws:") + "/graphql"
    cookie = {"cookie": f"throughline={secret}"}
    protocol = Subprotocol("graphql-transport-ws")
    own = Origin(company.address if origin is None else origin)
    with connect(
        address, subprotocols=[protocol], additional_headers=cookie, origin=own
    ) as connection:
        connection.send('{"type": "connection_init"}')
        if let_in:
            assert "connection_ack" in str(connection.recv(timeout=20))
            return
        with pytest.raises(ConnectionClosed) as closed:
            connection.recv(timeout=20)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4403


def test_our_own_pages_may_ask(victim: httpx.Client) -> None:
    own = str(victim.base_url).rstrip("/")
    for headers in ({"origin": own}, {"sec-fetch-site": "same-origin"}, {}):
        assert victim.post("/graphql", json=NAME, headers=headers).status_code == 200


def test_a_token_needs_no_such_care(company: Company) -> None:
    """No page of another site can have it sent along."""
    headers = {"origin": "https://tool.example", "sec-fetch-site": "cross-site"}
    assert company.viewer.post(NAME, headers=headers).status_code == 200


def test_a_front_end_on_the_list_asks_with_the_session_and_no_other_may(
    api_database: str, secret: str
) -> None:
    settings = Settings(cors_origins=("https://app.example",))
    with serving(api_database, settings) as address, browser(address, secret) as client:
        headers = {"origin": "https://app.example", "sec-fetch-site": "same-site"}
        answer = client.post("/graphql", json=NAME, headers=headers)
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == "https://app.example"
        assert answer.headers["access-control-allow-credentials"] == "true"
        foreign = client.post("/graphql", json=NAME, headers={"origin": "https://evil.example"})
        assert foreign.status_code == 403
        assert "access-control-allow-origin" not in foreign.headers
    anybody = Settings(cors_origins=("*",))
    with serving(api_database, anybody) as address, browser(address, secret) as client:
        answer = client.post("/graphql", json=NAME, headers={"origin": "https://evil.example"})
        assert answer.status_code == 403
        assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("path", ["/sign-out", "/sign-out/everywhere", "/sign-in/switch"])
def test_csrf_on_signing_out_and_switching(
    company: Company, victim: httpx.Client, path: str
) -> None:
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert victim.post(path, headers=headers).status_code == 403
    assert victim.get(path).status_code == 405
    assert victim.post("/graphql", json=NAME).status_code == 200


# Cookies


def flags(cookie: str) -> set[str]:
    return {part.strip().partition("=")[0].lower() for part in cookie.split(";")[1:]}


def test_cookies_are_out_of_reach_of_scripts_other_hosts_and_plain_http(
    api_database: str,
) -> None:
    with key_server() as provider:
        account = SignInProvider(issuer=provider.address, client_id="x")
        for base, expected in (
            ("https://cx.tavola.example", ("__Host-throughline-sign-in", True)),
            ("http://localhost", ("throughline-sign-in", False)),
        ):
            with serving(api_database, Settings(base_url=base, provider=account)) as address:
                given = httpx.get(f"{address}/sign-in").headers["set-cookie"]
            name, secure = expected
            assert given.startswith(f"{name}=")
            assert {"httponly", "samesite", "path", "max-age"} <= flags(given)
            assert "samesite=lax" in given.lower()
            assert "Path=/;" in given
            assert ("secure" in flags(given)) is secure
            assert "domain" not in flags(given)


def test_by_https_only_the_cookie_that_no_other_host_can_set_counts(
    api_database: str, secret: str
) -> None:
    settings = Settings(base_url="https://cx.tavola.example")
    with serving(api_database, settings) as address:
        for name, status in (("__Host-throughline", 200), ("throughline", 401)):
            answer = httpx.post(
                f"{address}/graphql", json=NAME, headers={"cookie": f"{name}={secret}"}
            )
            assert answer.status_code == status


def test_a_session_that_was_planted_beside_ones_own_counts_for_nothing(
    company: Company, secret: str
) -> None:
    """Session fixation: a neighbour on the same host sets a second cookie of the same name."""
    planted = open_session(company, join(company, "eve"))[0]
    for both in (f"throughline={planted}; throughline={secret}", f"throughline={planted}x"):
        answer = httpx.post(f"{company.address}/graphql", json=NAME, headers={"cookie": both})
        assert answer.status_code == 401


# What stands for somebody, where it must not


@pytest.mark.parametrize("parameter", ["access_token", "token", "Authorization", "api_key"])
def test_a_token_in_the_address_is_refused(company: Company, parameter: str) -> None:
    token, _ = company.issue(Role.VIEWER)
    client = Client(company.address, None)
    answer = client.http.get("/graphql", params={**NAME, parameter: token})
    assert answer.status_code in (400, 401)
    with_header = company.viewer.http.get("/graphql", params={**NAME, parameter: token})
    assert (with_header.status_code, code(with_header)) == (400, "BAD_REQUEST")
    assert token not in with_header.text
    client.close()


def test_what_one_way_in_carries_opens_nothing_by_another(company: Company, secret: str) -> None:
    token, _ = company.issue(Role.ADMIN)
    link = make_token(company.organisation.id, LINK_PREFIX)
    company.open(token).ask(NAME["query"])
    with browser(company.address, secret) as client:
        assert client.post("/graphql", json=NAME).status_code == 200
    for bearer in (secret, link):
        assert company.open(bearer).post(NAME).status_code == 401
    for cookie in (token, link):
        with browser(company.address, cookie) as client:
            assert client.post("/graphql", json=NAME).status_code == 401
    # Only what is kept of them is in the database.
    rows = company.rows("select * from access_token where organisation_id = $1")
    kept = str([dict(row) for row in rows])
    assert secret not in kept
    assert token not in kept


def test_a_session_of_one_organisation_opens_no_other(
    company: Company, secret: str, founding: Any
) -> None:
    """The organisation's id is in the secret: to exchange it does not help."""
    other = founding("Another company")
    make = make_token(other.organisation.id, "tls_").split("_")
    forged = "_".join([*make[:2], secret.rsplit("_", 1)[1]])
    with browser(company.address, forged) as client:
        assert client.post("/graphql", json=NAME).status_code == 401


def test_words_are_compared_in_a_time_that_tells_nothing() -> None:
    """Secrets are looked up by their hash; what is compared itself is compared in constant time."""
    folder = Path(__file__).parents[4] / "api" / "sign_in"
    compared = {path.name for path in folder.glob("*.py") if "compare_digest" in path.read_text()}
    assert compared == {"code_flow.py", "flow_state.py", "routes.py"}
    for path in folder.glob("*.py"):
        text = path.read_text()
        for word in ("state ==", "nonce ==", "state !=", "nonce !=", "verifier =="):
            assert word not in text, path.name
