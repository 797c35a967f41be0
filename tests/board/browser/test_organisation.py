"""What an administrator does with the pages of the organisation, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.api.workshop import Workshop
from tests.board.browser.conftest import PHONE, Chromium
from tests.board.browser.test_pages import TOO_SMALL, violations
from tests.board.conftest import Surfer

PATHS = ("", "/people", "/people/{person}", "/tokens", "/trail", "/archived")
OPEN = "document.querySelectorAll('details').forEach((each) => (each.open = true))"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_somebody_is_invited_on_a_phone(chromium: Chromium, admin: Surfer, scripts: bool) -> None:
    def story(page: Page) -> None:
        page.goto("/organisation")
        page.get_by_text("Invite somebody").click()
        page.get_by_label("Which address do they sign in with?").fill("ada@tavola.example")
        page.get_by_label("What may they do?").select_option("CONTRIBUTOR")
        page.get_by_role("button", name="Invite them").click()
        expect(page.get_by_role("alert")).to_contain_text("say who it is")
        page.get_by_label("What is their name?").fill("Ada")
        page.get_by_role("button", name="Invite them").click()
        expect(page.locator(".done")).to_contain_text("They are invited")
        row = page.locator("tr", has_text="Ada")
        expect(row).to_contain_text("Contributor")
        row.get_by_text("Another role").click()
        row.get_by_label("What may they do?").select_option("EDITOR")
        row.get_by_role("button", name="Give it").click()
        expect(page.locator("tr", has_text="Ada")).to_contain_text("CX office")
        page.locator("tr", has_text="Ada").get_by_text("Take back", exact=True).click()
        expect(page.locator("tr", has_text="Ada")).to_contain_text("They can be invited again.")
        page.get_by_role("button", name="Take the invitation back").click()
        expect(page.locator("tr", has_text="Ada")).to_have_count(0)

    chromium.tell(admin, story, java_script_enabled=scripts, viewport=PHONE)


def test_a_token_is_made_and_revoked_by_keyboard_alone(chromium: Chromium, admin: Surfer) -> None:
    def story(page: Page) -> None:
        page.goto("/organisation/tokens")
        page.get_by_text("New token").press("Enter")
        page.get_by_label("What is it for?").fill("The wall")
        page.get_by_label("What is it for?").press("Enter")
        expect(page.locator(".secret")).to_have_text(re.compile(r"^tl_\w+$"))
        row = page.locator("tr", has_text="The wall")
        row.get_by_text("Revoke", exact=True).press("Enter")
        row.get_by_role("button", name="Let it open nothing any more").press("Enter")
        expect(page.locator(".done")).to_have_text("It opens nothing any more.")
        expect(page.locator("tr", has_text="The wall")).to_have_count(0)

    chromium.tell(admin, story)


@pytest.mark.parametrize("path", PATHS)
def test_its_forms_fit_a_phone(
    chromium: Chromium, shop: Workshop, admin: Surfer, path: str
) -> None:
    assert shop.member
    assert shop.access_token

    def story(page: Page) -> None:
        page.goto(f"/organisation{path.format(person=shop.person)}")
        page.evaluate(OPEN)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert page.evaluate(TOO_SMALL) == []

    chromium.tell(admin, story, viewport=PHONE)


def test_what_is_refused_and_what_is_shown_once_are_examined_too(
    chromium: Chromium, axe: str, admin: Surfer
) -> None:
    def story(page: Page) -> None:
        page.goto("/organisation")
        page.get_by_text("Invite somebody").click()
        page.get_by_role("button", name="Invite them").click()
        expect(page.get_by_role("alert")).to_be_visible()
        assert violations(page, axe) == []
        page.goto("/organisation/tokens")
        page.get_by_text("New token").click()
        page.get_by_label("What is it for?").fill("The wall")
        page.get_by_role("button", name="Make the token").click()
        expect(page.locator(".secret")).to_be_visible()
        assert violations(page, axe) == []

    chromium.tell(admin, story)
