"""Tokens of the provider: who signed what how, tried with keys of our own over real HTTP."""

import asyncio
import base64
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import httpx2
import pytest
from joserfc.jwk import RSAKey

from api.settings import Settings, SignInProvider
from api.sign_in.keys import KEPT_SECONDS, REFETCH_SECONDS, Keys
from api.sign_in.provider import Account, Provider
from api.sign_in.tokens import ProviderTokens
from domain.core.viewer import Role
from tests.api.companies import Company, Founding
from tests.api.members import join
from tests.api.serving import code, serving
from tests.api.sign_in.key_server import AUDIENCE, KeyServer, curve, key_server, rsa, secret

ASKED = {"query": "{ organisation { name } viewer { role } }"}
KEY = rsa("first")
STRANGE = rsa("first")


@pytest.fixture(scope="module")
def server() -> Iterator[KeyServer]:
    with key_server() as found:
        found.publish(KEY)
        yield found


@pytest.fixture(scope="module")
def served(api_database: str, server: KeyServer) -> Iterator[str]:
    provider = SignInProvider(issuer=server.address, client_id="throughline", audience=AUDIENCE)
    with serving(api_database, lambda own: Settings(base_url=own, provider=provider)) as address:
        yield address


@pytest.fixture(scope="module")
def ada(founding: Founding, server: KeyServer) -> Company:
    """The only organisation in which `ada` is a member."""
    company = founding()
    join(company, "ada", Role.EDITOR, issuer=server.address)
    return company


def ask(address: str, token: str, **headers: str) -> httpx.Response:
    given = {"authorization": f"Bearer {token}", **headers}
    return httpx.post(f"{address}/graphql", json=ASKED, headers=given, timeout=30)


def part(content: object) -> str:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def test_a_good_token_is_its_members_with_the_members_role(
    ada: Company, served: str, server: KeyServer
) -> None:
    answer = ask(served, server.token(KEY))
    assert answer.json()["data"] == {
        "organisation": {"name": "Tavola"},
        "viewer": {"role": "EDITOR"},
    }
    several = server.token(KEY, aud=["another-api", AUDIENCE])
    assert ask(served, several).status_code == 200


def test_what_it_changes_is_recorded_as_the_members_doing(
    ada: Company, served: str, server: KeyServer
) -> None:
    propose = 'mutation { initiativePropose(input: {title: "x"}) { revision problems { code } } }'
    answer = httpx.post(
        f"{served}/graphql",
        json={"query": propose},
        headers={"authorization": f"Bearer {server.token(KEY)}"},
        timeout=30,
    )
    assert answer.json()["data"]["initiativePropose"]["problems"] == []
    [row] = ada.rows(
        "select t.method, e.actor_id = m.person_id as own from event e"
        " join access_token t on t.organisation_id = e.organisation_id and t.id = e.token_id"
        " join member m on m.organisation_id = t.organisation_id and m.id = t.member_id"
        " where e.organisation_id = $1 and e.kind = 'INITIATIVE_PROPOSED'"
    )
    assert dict(row) == {"method": "PROVIDER", "own": True}


def bad_tokens(server: KeyServer) -> Iterator[tuple[str, str]]:
    """Every forgery by name."""
    now = int(time.time())
    good = server.token(KEY)
    head, body, signature = good.split(".")
    public = KEY.as_pem(private=False)
    yield "alg none", f"{part({'alg': 'none'})}.{body}."
    yield "alg None", f"{part({'alg': 'None', 'kid': 'first'})}.{body}."
    yield "alg none with its signature", f"{part({'alg': 'none'})}.{body}.{signature}"
    yield "no alg", f"{part({'kid': 'first'})}.{body}.{signature}"
    # The public key is known to everybody: it must never serve as a secret.
    modulus = json.dumps(KEY.as_dict(private=False)).encode()
    for name, known in (("PEM", public), ("key set", modulus), ("no key", b"")):
        symmetric = f"{part({'alg': 'HS256', 'kid': 'first'})}.{body}"
        forged = hmac.digest(known, symmetric.encode(), "sha256")
        yield f"HS256 with the {name}", f"{symmetric}.{part(forged)}"
    yield "an algorithm that is not pinned", server.token(KEY, {"alg": "RS512"})
    yield "ES256 under the RSA key's name", server.token(curve("first"), {"alg": "ES256"})
    yield "another key of the same name", server.token(STRANGE)
    yield (
        "its own key in the header",
        server.token(STRANGE, {"jwk": STRANGE.as_dict(private=False), "kid": None}),
    )
    yield (
        "its key's address in the header",
        server.token(STRANGE, {"jku": f"{server.address}/mine", "kid": "mine"}),
    )
    for kid in (
        "../../../../dev/null",
        "first' or '1'='1",
        "first\0",
        "",
        "x" * 5_000,
        "/etc/passwd",
    ):
        yield f"kid {kid[:20]!r}", server.token(STRANGE, {"kid": kid})
    for odd in (0, None, ["first"], {"first": 1}):
        yield f"kid {odd}", f"{part({'alg': 'RS256', 'kid': odd})}.{body}.{signature}"
    yield (
        "a critical header nobody knows",
        (f"{part({'alg': 'RS256', 'kid': 'first', 'crit': ['x'], 'x': 1})}.{body}.{signature}"),
    )
    yield "changed claims", f"{head}.{part(server.claims(sub='eve'))}.{signature}"
    yield "no signature", f"{head}.{body}."
    yield "half a signature", f"{head}.{body}.{signature[: len(signature) // 2]}"
    yield "another issuer", server.token(KEY, iss="https://other.example")
    yield "no issuer", server.token(KEY, iss=None)
    yield "another audience", server.token(KEY, aud="another-api")
    yield "the sign-in's own audience", server.token(KEY, aud="throughline")
    yield "no audience", server.token(KEY, aud=None)
    yield "expired", server.token(KEY, exp=now - 60)
    yield "no expiry", server.token(KEY, exp=None)
    yield "expiry in words", server.token(KEY, exp="never")
    yield "not yet valid", server.token(KEY, nbf=now + 300)
    yield "no subject", server.token(KEY, sub=None)
    yield "a subject that is a list", server.token(KEY, sub=["ada"])
    yield "an empty subject", server.token(KEY, sub="")
    yield "claims that are a list", f"{head}.{part([1])}.{signature}"
    yield "a header that is a list", f"{part(['RS256'])}.{body}.{signature}"
    yield "no base64", "a.b.c"
    yield "points alone", ".."
    yield "five parts", f"{good}.x.y"
    yield "very long", f"{head}.{'A' * 20_000}.{signature}"


def test_no_forgery_opens_anything(ada: Company, served: str, server: KeyServer) -> None:
    tried = dict(bad_tokens(server))
    assert len(tried) > 40
    before = ada.revision
    with httpx.Client(base_url=served, timeout=30) as client:
        for name, token in tried.items():
            answer = client.post(
                "/graphql", json=ASKED, headers={"authorization": f"Bearer {token}"}
            )
            assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED"), name
            # What was wrong with it is for the log alone.
            assert answer.json()["errors"][0]["message"].startswith("This token is unknown"), name
    assert ada.revision == before
    assert "/mine" not in server.asked
    assert ask(served, server.token(KEY)).status_code == 200


def test_an_unknown_key_is_asked_for_once_however_many_tokens_name_one(
    ada: Company, served: str, server: KeyServer
) -> None:
    ask(served, server.token(STRANGE, {"kid": "some"}))
    before = server.fetches
    for number in range(20):
        assert ask(served, server.token(STRANGE, {"kid": f"unknown-{number}"})).status_code == 401
    assert server.fetches - before <= 1


def test_somebody_who_is_no_member_is_known_and_not_let_in(served: str, server: KeyServer) -> None:
    answer = ask(served, server.token(KEY, sub="stranger"))
    assert (answer.status_code, code(answer)) == (403, "NOT_A_MEMBER")


def test_somebody_in_several_organisations_names_one(
    founding: Founding, served: str, server: KeyServer
) -> None:
    first, second, closed = founding("First"), founding("Second"), founding("Closed")
    join(first, "bea", Role.VIEWER, issuer=server.address)
    join(second, "bea", Role.ADMIN, issuer=server.address)
    token = server.token(KEY, sub="bea")
    unnamed = ask(served, token)
    assert (unnamed.status_code, code(unnamed)) == (400, "ORGANISATION_REQUIRED")
    message = unnamed.json()["errors"][0]["message"]
    assert first.organisation.key in message
    assert second.organisation.key in message
    assert closed.organisation.key not in message
    for company, role in ((first, "VIEWER"), (second, "ADMIN")):
        header = {"x-throughline-organisation": company.organisation.key}
        assert ask(served, token, **header).json()["data"]["viewer"] == {"role": role}
    foreign = ask(served, token, **{"x-throughline-organisation": closed.organisation.key})
    assert (foreign.status_code, code(foreign)) == (403, "NOT_A_MEMBER")


def test_without_an_audience_no_token_of_the_provider_is_let_in(
    ada: Company, api_database: str, server: KeyServer
) -> None:
    provider = SignInProvider(issuer=server.address, client_id="throughline")
    with serving(api_database, lambda own: Settings(base_url=own, provider=provider)) as address:
        assert ask(address, server.token(KEY)).status_code == 401
        assert ask(address, server.token(KEY, aud="throughline")).status_code == 401


# Keys come and go, on a clock of the test's own


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def checked(server: KeyServer, *steps: Any) -> list[bool]:
    """Run steps, each a token to check, or a callable that changes the world; tell what counts."""
    clock = Clock()

    async def run() -> list[bool]:
        account = Account(issuer=server.address, client_id="x", audience=AUDIENCE)
        async with httpx2.AsyncClient(timeout=5) as http:
            keys = Keys(Provider(account, http, clock=clock), clock=clock)
            tokens = ProviderTokens(keys, account, AUDIENCE, clock=clock)
            found = []
            for step in steps:
                if isinstance(step, str):
                    found.append(await tokens.check(step) is not None)
                elif isinstance(step, float | int):
                    clock.now += step
                else:
                    step()
            return found

    return asyncio.run(run())


@pytest.fixture
def own_server() -> Iterator[KeyServer]:
    with key_server() as found:
        yield found


def test_a_key_that_the_provider_rotates_in_is_found_at_once(own_server: KeyServer) -> None:
    old, new = rsa("old"), rsa("new")
    own_server.publish(old)
    first, second = own_server.token(old), own_server.token(new)
    found = checked(
        own_server,
        first,
        REFETCH_SECONDS,
        lambda: own_server.publish(old, new),
        second,
        first,
    )
    assert found == [True, True, True]
    assert own_server.fetches == 2


def test_keys_are_fetched_again_no_more_often_than_they_may(own_server: KeyServer) -> None:
    old, new = rsa("old"), rsa("new")
    own_server.publish(old)
    token = own_server.token(new)
    found = checked(
        own_server, token, lambda: own_server.publish(new), token, REFETCH_SECONDS, token
    )
    assert found == [False, False, True]


def test_a_key_that_was_withdrawn_counts_for_minutes_at_most(own_server: KeyServer) -> None:
    old, new = rsa("old"), rsa("new")
    own_server.publish(old)
    token = own_server.token(old)
    found = checked(
        own_server, token, lambda: own_server.publish(new), 1, token, KEPT_SECONDS, token
    )
    assert found == [True, True, False]


def test_secrets_and_keys_for_encryption_in_a_key_set_sign_nothing(
    own_server: KeyServer,
) -> None:
    shared = secret("a" * 32, "shared")
    encryption = RSAKey.generate_key(2048, {"kid": "encryption"})
    own_server.keys = [
        shared.as_dict(private=True),
        {**encryption.as_dict(private=False), "use": "enc"},
        {"kty": "nonsense"},
        None,  # type: ignore[list-item]
    ]
    found = checked(
        own_server,
        own_server.token(shared, {"alg": "HS256"}),
        own_server.token(encryption),
    )
    assert found == [False, False]


def test_a_token_that_was_checked_is_not_checked_again_for_a_moment(
    own_server: KeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_server.publish(KEY)
    token = own_server.token(KEY)
    times = 0
    check = RSAKey.get_op_key

    def counted(self: RSAKey, operation: Any) -> Any:
        nonlocal times
        times += 1
        return check(self, operation)

    monkeypatch.setattr(RSAKey, "get_op_key", counted)
    assert checked(own_server, token, token, 59, token) == [True] * 3
    assert times == 1
    assert checked(own_server, token, 61, token) == [True] * 2
    assert times == 3
