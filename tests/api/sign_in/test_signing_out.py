"""Signing out at the provider, too: a browser is led there, and the provider's own word counts."""

import re
import time
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey

from api.settings import Settings, SignInProvider
from domain.core.identity import new_id
from tests.api import members
from tests.api.companies import Company, Founding
from tests.api.members import invite, join, open_session
from tests.api.serving import serving
from tests.api.sign_in.identity_provider import IdentityProvider
from tests.api.sign_in.key_server import KeyServer, key_server, rsa, secret
from tests.api.sign_in.visiting import known, sign_in

ASKED = {"query": "{ organisation { name } }"}
EVENT = "http://schemas.openid.net/event/backchannel-logout"
CLIENT = "throughline"


def onward(response: httpx.Response) -> str | None:
    """Return where the page leads on to, by itself and by its link."""
    refresh = response.headers.get("refresh")
    if refresh is None:
        return None
    address = str(refresh).removeprefix("0; url=")
    [linked] = re.findall(r'<a href="([^"]*)">', response.text)
    assert unescape(linked) == address
    return address


def test_signing_out_ends_the_session_and_leads_to_the_provider_and_back(
    company: Company, provider: IdentityProvider, browser: httpx.Client, served: str
) -> None:
    invite(company, known(provider, "ida"))
    sign_in(browser, "ida")
    kept = browser.cookies["throughline"]
    left = browser.post("/sign-out")
    assert left.status_code == 200
    assert left.headers["clear-site-data"] == '"cache", "storage"'
    address = onward(left)
    assert address is not None
    assert address.partition("?")[0] == f"{provider.address}/oauth2/end_session"
    [state] = parse_qs(urlsplit(address).query)["state"]
    # Ended here, whether the browser goes on or not.
    with members.browser(served, kept) as old:
        assert old.post("/graphql", json=ASKED).status_code == 401
    form = httpx.get(address)
    assert provider.requests("/oauth2/end_session")[-1] == {
        "client_id": CLIENT,
        "post_logout_redirect_uri": f"{served}/signed-out",
        "state": state,
    }
    [back] = re.findall(r'name="redirect_uri" value="([^"]*)"', form.text)
    answer = httpx.post(
        f"{provider.address}/oauth2/end_session/confirm", data={"redirect_uri": unescape(back)}
    )
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"{served}/signed-out?")
    told = browser.get(answer.headers["location"])
    assert "You are signed out here and at your sign-in provider." in told.text
    # The state counts once.
    assert "signed out here." in browser.get(answer.headers["location"]).text


def test_a_made_up_way_back_says_nothing_of_the_provider(
    company: Company, provider: IdentityProvider, browser: httpx.Client
) -> None:
    assert "signed out here." in browser.get("/signed-out?state=made-up").text
    invite(company, known(provider, "joe"))
    sign_in(browser, "joe")
    answer = browser.get("/signed-out?state=made-up")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")


def test_signing_out_everywhere_and_who_no_provider_stands_behind_stay_here(
    company: Company, provider: IdentityProvider, browser: httpx.Client, served: str
) -> None:
    invite(company, known(provider, "kim"))
    sign_in(browser, "kim")
    assert onward(browser.post("/sign-out/everywhere")) is None
    kept, _ = open_session(company, join(company, new_id().hex))
    with members.browser(served, kept) as elsewhere:
        assert onward(elsewhere.post("/sign-out")) is None


def test_switched_off_signing_out_is_for_here_alone(
    api_database: str, company: Company, provider: IdentityProvider
) -> None:
    invite(company, known(provider, "lea"))

    def alone(address: str) -> Settings:
        account = SignInProvider(issuer=provider.address, client_id=CLIENT, signs_out=False)
        return Settings(base_url=address, provider=account)

    with serving(api_database, alone) as address, httpx.Client(base_url=address) as client:
        sign_in(client, "lea")
        assert onward(client.post("/sign-out")) is None
        assert client.post("/graphql", json=ASKED).status_code == 401
        posted = client.post("/sign-out/back-channel", data={"logout_token": "x"})
        assert "No sign-in provider" in posted.text


@pytest.fixture(scope="module")
def keys() -> Iterator[KeyServer]:
    with key_server() as found:
        found.publish(KEY)
        yield found


KEY = rsa("one")


@pytest.fixture(scope="module")
def told(api_database: str, keys: KeyServer) -> Iterator[str]:
    """The application with a provider whose keys are ours."""

    def settings(address: str) -> Settings:
        account = SignInProvider(issuer=keys.address, client_id=CLIENT)
        return Settings(base_url=address, provider=account)

    with serving(api_database, settings) as address:
        yield address


def tell(address: str, token: str) -> int:
    response = httpx.post(f"{address}/sign-out/back-channel", data={"logout_token": token})
    assert response.headers["cache-control"] == "no-store"
    return response.status_code


def logout(keys: KeyServer, subject: str, key: RSAKey = KEY, **given: Any) -> str:
    claims = {"aud": CLIENT, "sub": subject, "events": {EVENT: {}}, "jti": new_id().hex}
    return keys.token(key, {"typ": "logout+jwt"}, **{**claims, **given})


def status(address: str, kept: str) -> int:
    with members.browser(address, kept) as client:
        return client.post("/graphql", json=ASKED).status_code


def test_the_providers_word_ends_the_sessions_of_that_subject_in_every_organisation(
    company: Company, founding: Founding, keys: KeyServer, told: str
) -> None:
    other, subject = founding("Another company"), new_id().hex
    here, _ = open_session(company, join(company, subject, issuer=keys.address))
    there, _ = open_session(other, join(other, subject, issuer=keys.address))
    stranger, _ = open_session(company, join(company, new_id().hex, issuer=keys.address))
    namesake, _ = open_session(company, join(company, subject, issuer="https://other.example"))
    assert [status(told, each) for each in (here, there)] == [200, 200]
    assert tell(told, logout(keys, subject)) == 200
    assert [status(told, each) for each in (here, there)] == [401, 401]
    assert [status(told, each) for each in (stranger, namesake)] == [200, 200]
    assert tell(told, logout(keys, "nobody we know")) == 200


def test_a_word_of_before_ends_nothing_that_was_opened_since(
    company: Company, keys: KeyServer, told: str
) -> None:
    subject = new_id().hex
    member = join(company, subject, issuer=keys.address)
    kept, _ = open_session(company, member)
    assert tell(told, logout(keys, subject, iat=int(time.time()) - 60)) == 200
    assert status(told, kept) == 200
    assert tell(told, logout(keys, subject)) == 200
    assert status(told, kept) == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "another-client"},
        {"iss": "https://other.example"},
        {"exp": int(time.time()) - 120},
        {"exp": None},
        {"events": None},
        {"events": {"http://schemas.openid.net/event/other": {}}},
        {"events": {EVENT: True}},
        {"events": EVENT},
        {"nonce": "n"},
        {"sub": None, "sid": "a session"},
        {"iat": None},
        {"iat": int(time.time()) + 3600},
        {"iat": 10**30},
    ],
)
def test_what_is_no_logout_token_for_us_ends_nothing(
    company: Company, keys: KeyServer, told: str, wrong: dict[str, Any]
) -> None:
    subject = new_id().hex
    kept, _ = open_session(company, join(company, subject, issuer=keys.address))
    assert tell(told, logout(keys, subject, **wrong)) == 400
    assert status(told, kept) == 200


def test_who_else_signs_a_logout_token_is_refused(
    company: Company, keys: KeyServer, told: str
) -> None:
    """A key of somebody else under the same name, a secret that everybody may know, and none."""
    subject = new_id().hex
    kept, _ = open_session(company, join(company, subject, issuer=keys.address))
    assert tell(told, logout(keys, subject, rsa("one"))) == 400
    claims = {"aud": CLIENT, "sub": subject, "events": {EVENT: {}}}
    assert tell(told, keys.token(secret(CLIENT * 4, "one"), {"alg": "HS256"}, **claims)) == 400
    assert tell(told, "") == 400
    assert tell(told, "a.b.c") == 400
    assert status(told, kept) == 200


def test_a_logout_token_is_no_bearer_token(
    api_database: str, company: Company, keys: KeyServer
) -> None:
    """Even where both are made for the same audience."""
    subject = new_id().hex
    join(company, subject, issuer=keys.address)

    def settings(address: str) -> Settings:
        account = SignInProvider(issuer=keys.address, client_id=CLIENT, audience=CLIENT)
        return Settings(base_url=address, provider=account)

    with serving(api_database, settings) as address:

        def asked(token: str) -> int:
            headers = {"authorization": f"Bearer {token}"}
            return httpx.post(f"{address}/graphql", json=ASKED, headers=headers).status_code

        assert asked(keys.token(KEY, aud=CLIENT, sub=subject)) == 200
        assert asked(logout(keys, subject)) == 401
