"""The pages that nobody asked for: signing in, what is not there, not allowed, refused, broken."""

import pytest
from playwright.sync_api import Page, expect

from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.members import join, open_session
from tests.api.planted import Portfolio
from tests.board.browser.conftest import PHONE, Chromium
from tests.board.browser.test_pages import TOO_SMALL, violations
from tests.board.conftest import PROOF, Surfer, Surfing

NOWHERE = "initiative_00000000-0000-7000-8000-000000000000"
# What is asked for, and how it is answered, by somebody with a session and by nobody.
PAGES = {
    "no such page": ("/nothing/here", 404),
    "no such initiative": (f"/initiatives/{NOWHERE}", 404),
    "no such filter": ("/?level=PURPLE", 400),
    "account": ("/account", 200),
    "sign in": ("/sign-in", 200),
    "used link": ("/sign-in/link?link=used", 403),
}


@pytest.fixture(scope="module")
def viewer(planted: tuple[Company, Portfolio], surfing: Surfing) -> Surfer:
    return surfing(planted[0], Role.VIEWER)


@pytest.fixture(scope="module")
def nobody(viewer: Surfer) -> Surfer:
    return Surfer(viewer.http, "no session")


def examined(page: Page, axe: str) -> None:
    assert violations(page, axe) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(TOO_SMALL) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_says_no_is_examined_as_any_other(
    chromium: Chromium, axe: str, viewer: Surfer, name: str
) -> None:
    path, status = PAGES[name]

    def story(page: Page) -> None:
        response = page.goto(path)
        assert response
        assert response.status == status
        examined(page, axe)

    chromium.tell(viewer, story, viewport=PHONE)


def test_who_is_not_signed_in_finds_the_way(chromium: Chromium, axe: str, nobody: Surfer) -> None:
    def story(page: Page) -> None:
        page.goto("/?level=HIGH")
        examined(page, axe)
        expect(page.get_by_role("link", name="Sign in")).to_have_attribute(
            "href", "/sign-in?return_to=%2F%3Flevel%3DHIGH"
        )

    chromium.tell(nobody, story, viewport=PHONE)


def test_who_is_in_several_organisations_is_shown_them(
    chromium: Chromium, axe: str, company: Company, viewer: Surfer
) -> None:
    secret, _ = open_session(company, join(company, "ada"))

    def story(page: Page) -> None:
        page.goto("/account")
        expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()
        examined(page, axe)

    chromium.tell(Surfer(viewer.http, secret), story, viewport=PHONE)


def test_a_form_of_another_session_is_refused_on_a_page(
    chromium: Chromium, axe: str, company: Company, surfing: Surfing
) -> None:
    def story(page: Page) -> None:
        page.goto("/initiatives/new")
        page.locator("[name=proof]").evaluate("(each) => (each.value = 'forged.x')")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "This form is not of your session"
        )
        examined(page, axe)

    chromium.tell(surfing(company, Role.EDITOR), story, viewport=PHONE)


def test_what_was_refused_at_a_field_is_examined(
    chromium: Chromium, axe: str, company: Company, surfing: Surfing
) -> None:
    def story(page: Page) -> None:
        page.goto("/initiatives/new")
        page.get_by_label("To be done by").fill("2026-12-31")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("alert")).to_have_text("Fill this in.")
        examined(page, axe)

    chromium.tell(surfing(company, Role.EDITOR), story, viewport=PHONE)


def test_what_is_broken_is_examined(
    chromium: Chromium,
    axe: str,
    viewer: Surfer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr("board.portfolio.portfolio.places", broken)

    def story(page: Page) -> None:
        response = page.goto("/")
        assert response
        assert response.status == 500
        examined(page, axe)

    chromium.tell(viewer, story, viewport=PHONE)


def test_who_may_not_propose_has_no_proof_to_send(
    company: Company, surfing: Surfing, chromium: Chromium, axe: str
) -> None:
    surfer = surfing(company, Role.VIEWER)
    assert not PROOF.search(surfer.page("/initiatives/new"))

    def story(page: Page) -> None:
        page.goto("/initiatives/new")
        expect(page.get_by_text("Ask an administrator or the CX office.")).to_be_visible()
        examined(page, axe)

    chromium.tell(surfer, story, viewport=PHONE)
