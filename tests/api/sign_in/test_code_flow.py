"""Signing in at a real provider, over real HTTP: to the provider, back, and in."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from api.settings import Settings, SignInProvider
from domain.access import member
from domain.core.viewer import Role
from tests.api import members
from tests.api.companies import Company, Founding
from tests.api.members import do, invite
from tests.api.serving import serving
from tests.api.sign_in.identity_provider import IdentityProvider
from tests.api.sign_in.visiting import known, say_who, sign_in, to_provider

ASKED = {"query": "{ organisation { name } viewer { role person { email } } }"}


def seen(company: Company) -> list[dict[str, Any]]:
    rows = company.rows(
        "select kind, actor_id, token_id, subject_id, data::text from event"
        " where organisation_id = $1 order by revision, ordinal"
    )
    return [dict(row) for row in rows]


def test_who_was_invited_signs_in_and_is_known_by_subject_from_then_on(
    company: Company, provider: IdentityProvider, browser: httpx.Client
) -> None:
    email = known(provider, "ada")
    invited = invite(company, email, Role.EDITOR)
    answer = sign_in(browser, "ada", "?return_to=/graphql")
    assert (answer.status_code, answer.headers["location"]) == (303, "/graphql")
    provider.check_pkce()
    asked = browser.post("/graphql", json=ASKED).json()["data"]
    assert asked == {
        "organisation": {"name": "Tavola"},
        "viewer": {"role": "EDITOR", "person": {"email": email}},
    }
    [row] = company.rows(
        "select issuer, subject, email from member where organisation_id = $1 and id = $2",
        invited.id,
    )
    assert dict(row) == {"issuer": provider.address, "subject": "ada", "email": None}
    # The address may go to somebody else now: the account stays Ada's.
    provider.enrol("eve", email=email, email_verified=True)
    with httpx.Client(base_url=browser.base_url, timeout=30) as another:
        assert sign_in(another, "eve").status_code == 403
    provider.enrol("ada", email="married@tavola.example", email_verified=True)
    with httpx.Client(base_url=browser.base_url, timeout=30) as another:
        assert sign_in(another, "ada").status_code == 303
    *_, joined, first, second = seen(company)
    assert [joined["kind"], first["kind"], second["kind"]] == [
        "MEMBER_JOINED",
        "SIGNED_IN",
        "SIGNED_IN",
    ]
    assert {each["actor_id"] for each in (joined, first, second)} == {invited.person_id}
    assert first["token_id"] == first["subject_id"] != second["token_id"]
    assert not [each for each in seen(company) if "tavola" in each["data"]]


@pytest.mark.parametrize("verified", [False, None, "true"])
def test_an_address_that_the_provider_does_not_vouch_for_binds_nobody(
    company: Company, provider: IdentityProvider, browser: httpx.Client, verified: object
) -> None:
    email = f"unproven-{verified}@tavola.example".lower()
    claims = {} if verified is None else {"email_verified": verified}
    provider.enrol(f"eve-{verified}", email=email, **claims)
    invited = invite(company, email)
    before = company.revision
    answer = sign_in(browser, f"eve-{verified}")
    assert answer.status_code == 403
    assert "invite" in answer.text
    assert "set-cookie" not in answer.headers
    assert company.revision == before
    [row] = company.rows(
        "select subject from member where organisation_id = $1 and id = $2", invited.id
    )
    assert row["subject"] is None


def test_somebody_in_several_organisations_chooses_one_or_switches(
    company: Company, founding: Founding, provider: IdentityProvider, browser: httpx.Client
) -> None:
    other = founding("Another company")
    email = known(provider, "bea")
    invite(company, email, Role.VIEWER)
    invite(other, email, Role.ADMIN)
    assert sign_in(browser, "bea", f"?organisation={other.organisation.key}").status_code == 303
    asked = browser.post("/graphql", json=ASKED).json()["data"]
    assert (asked["organisation"], asked["viewer"]["role"]) == (
        {"name": "Another company"},
        "ADMIN",
    )
    account = browser.get("/account").text
    assert "signed in to Another company" in account
    assert f'value="{company.organisation.key}"' in account
    secret = browser.cookies["throughline"]
    switched = browser.post("/sign-in/switch", data={"organisation": company.organisation.key})
    assert switched.status_code == 303
    asked = browser.post("/graphql", json=ASKED).json()["data"]
    assert (asked["organisation"], asked["viewer"]["role"]) == ({"name": "Tavola"}, "VIEWER")
    # The session before has ended, in the other organisation.
    with members.browser(str(browser.base_url), secret) as old:
        assert old.post("/graphql", json=ASKED).status_code == 401
    closed = browser.post("/sign-in/switch", data={"organisation": "no-such-key"})
    assert closed.status_code == 403
    # Next time they come to where they were last.
    browser.cookies.clear()
    sign_in(browser, "bea")
    name = browser.post("/graphql", json=ASKED).json()["data"]["organisation"]["name"]
    assert name == "Tavola"


def test_signing_out_ends_the_session_and_everywhere_ends_them_all(
    company: Company, founding: Founding, provider: IdentityProvider, served: str
) -> None:
    other = founding("Another company")
    email = known(provider, "cy")
    invite(company, email)
    invite(other, email)
    browsers = [httpx.Client(base_url=served, timeout=30) for _ in range(3)]
    here, also_here, there = browsers
    try:
        for each, where in ((here, company), (also_here, company), (there, other)):
            assert sign_in(each, "cy", f"?organisation={where.organisation.key}").status_code == 303
        secret = here.cookies["throughline"]
        left = here.post("/sign-out")
        assert left.status_code == 200
        assert "Max-Age=0" in left.headers["set-cookie"]
        with members.browser(served, secret) as old:
            assert old.post("/graphql", json=ASKED).status_code == 401
        assert also_here.post("/graphql", json=ASKED).status_code == 200
        assert also_here.post("/sign-out/everywhere").status_code == 200
        assert there.post("/graphql", json=ASKED).status_code == 401
        assert here.get("/sign-out").status_code == 405
    finally:
        for each in browsers:
            each.close()


def test_who_was_removed_can_not_come_back(
    company: Company, provider: IdentityProvider, browser: httpx.Client
) -> None:
    invited = invite(company, known(provider, "dan"))
    assert sign_in(browser, "dan").status_code == 303
    do(company, "member_remove", lambda work: member.remove(work, invited.id))
    with httpx.Client(base_url=browser.base_url, timeout=30) as another:
        assert sign_in(another, "dan").status_code == 403


def test_a_way_back_that_this_browser_did_not_begin_leads_nowhere(
    company: Company, provider: IdentityProvider, browser: httpx.Client, served: str
) -> None:
    """What somebody else began at the provider would sign this browser in as them."""
    invite(company, known(provider, "fay"))
    back = say_who(to_provider(browser), "fay")
    with httpx.Client(base_url=served, timeout=30) as victim:
        assert victim.get(back).status_code == 400
        to_provider(victim)
        assert victim.get(back).status_code == 400
        assert "throughline" not in victim.cookies
    forged = back.replace("state=", "state=x")
    assert browser.get(forged).status_code == 400
    assert browser.get(f"{back}&iss=https://other.example").status_code == 400
    assert browser.get(back).status_code == 303
    # The code is spent, and so is the attempt.
    assert browser.get(back).status_code == 400


def test_a_code_of_another_attempt_is_refused_by_its_nonce(
    company: Company, provider: IdentityProvider, browser: httpx.Client, served: str
) -> None:
    invite(company, known(provider, "gil"))
    with httpx.Client(base_url=served, timeout=30) as thief:
        stolen = parse_qs(urlsplit(say_who(to_provider(thief), "gil")).query)["code"][0]
    own = say_who(to_provider(browser), "nobody")
    state = parse_qs(urlsplit(own).query)["state"][0]
    answer = browser.get(f"/sign-in/callback?code={stolen}&state={state}")
    assert answer.status_code == 403
    assert "throughline" not in browser.cookies


def test_what_the_provider_denies_and_a_provider_that_is_away_are_told(
    api_database: str, browser: httpx.Client
) -> None:
    state = parse_qs(urlsplit(to_provider(browser)).query)["state"][0]
    denied = browser.get(f"/sign-in/callback?error=access_denied&state={state}")
    assert denied.status_code == 403
    assert browser.get(f"/sign-in/callback?code=made-up&state={state}").status_code == 403

    def away(address: str) -> Settings:
        account = SignInProvider(issuer="http://127.0.0.1:9", client_id="throughline")
        return Settings(base_url=address, provider=account)

    with serving(api_database, away) as address:
        answer = httpx.get(f"{address}/sign-in")
        assert answer.status_code == 503
        assert "can't be reached" in answer.text


def test_where_it_leads_afterwards_is_ours_or_a_front_end_we_know(
    company: Company, provider: IdentityProvider, browser: httpx.Client
) -> None:
    """Open redirect: a link to us must not lead on to whoever made it."""
    invite(company, known(provider, "hal"))
    sign_in(browser, "hal")
    for wanted, expected in (
        ("/graphql?query=1", "/graphql?query=1"),
        ("https://app.example/review", "https://app.example/review"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("https:evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("https://app.example@evil.example/", "/"),
        ("https://app.example.evil.example/", "/"),
        ("/%0d%0aset-cookie:x=1\r\nx:", "/"),
        ("graphql", "/"),
    ):
        answer = sign_in(browser, "hal", f"?{httpx.QueryParams(return_to=wanted)}")
        assert (answer.status_code, answer.headers["location"]) == (303, expected)
