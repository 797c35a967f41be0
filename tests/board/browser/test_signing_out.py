"""Signing out as browsers do it, which say of each form which page it comes from."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from api.settings import Settings, SignInProvider
from domain.core.identity import new_id
from domain.core.viewer import Role
from tests.api.companies import Company, Founding
from tests.api.members import browser, join, open_session
from tests.api.serving import serving
from tests.api.sign_in.key_server import KeyServer, key_server
from tests.board.browser.conftest import Chromium
from tests.board.conftest import Surfer, Surfing


@pytest.mark.parametrize("button", ["Sign out", "Sign out everywhere"])
def test_the_account_page_signs_out(
    chromium: Chromium, company: Company, surfing: Surfing, button: str
) -> None:
    def story(page: Page) -> None:
        page.goto("/account")
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("heading", name="Signed out")).to_be_visible()

    surfer = surfing(company, Role.VIEWER)
    chromium.tell(surfer, story)
    assert surfer.http.get("/account").headers["location"] == "/sign-in"


@pytest.fixture
def provider() -> Iterator[KeyServer]:
    with key_server() as found:
        yield found


@pytest.fixture
def served(api_database: str, provider: KeyServer) -> Iterator[str]:
    def settings(address: str) -> Settings:
        account = SignInProvider(issuer=provider.address, client_id="throughline")
        return Settings(base_url=address, provider=account)

    with serving(api_database, settings) as address:
        yield address


def test_signing_out_leads_to_the_provider_and_back(
    chromium: Chromium, company: Company, provider: KeyServer, served: str
) -> None:
    member = join(company, new_id().hex, issuer=provider.address)
    secret, _ = open_session(company, member)

    def story(page: Page) -> None:
        page.goto("/account")
        page.get_by_role("button", name="Sign out", exact=True).click()
        page.wait_for_url(f"{provider.address}/end?*")
        asked = parse_qs(urlsplit(page.url).query)
        assert asked["client_id"] == ["throughline"]
        [back], [state] = asked["post_logout_redirect_uri"], asked["state"]
        page.goto(f"{back}?state={state}")
        expect(page.get_by_text("here and at your sign-in provider")).to_be_visible()

    with browser(served, secret) as http:
        chromium.tell(Surfer(http, secret), story, beside=provider.address)
        assert http.get("/account").headers["location"] == "/sign-in"


def test_the_account_page_switches_the_organisation(
    chromium: Chromium, company: Company, founding: Founding, served: str, provider: KeyServer
) -> None:
    other, subject = founding("Another company"), new_id().hex
    secret, _ = open_session(company, join(company, subject, issuer=provider.address))
    join(other, subject, issuer=provider.address)

    def story(page: Page) -> None:
        page.goto("/account")
        page.get_by_role("button", name="Another company").click()
        page.wait_for_url("**/")
        page.goto("/account")
        expect(page.get_by_text("signed in to Another company")).to_be_visible()

    with browser(served, secret) as http:
        chromium.tell(Surfer(http, secret), story)
