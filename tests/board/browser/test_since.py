"""What is news since the last visit, in a real browser: in both themes, and on a phone."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.workshop import Workshop
from tests.board.browser.conftest import PHONE, Chromium
from tests.board.browser.test_pages import TOO_SMALL, violations
from tests.board.conftest import Surfer, Surfing
from tests.board.portfolio.test_since import was_here


@pytest.fixture
def viewer(company: Company, surfing: Surfing) -> Surfer:
    """Somebody who was here two days ago; much has happened since."""
    shop = Workshop(company)
    shop.milestone  # noqa: B018 - made when first needed
    surfer = surfing(company, Role.VIEWER)
    was_here(company, surfer, timedelta(days=2))
    late = {"dueOn": "2026-08-01", "reason": "The tables are late."}
    shop.make("milestoneReplan", "milestone", id=shop.milestone, **late)
    for number in range(6):
        given = {"initiativeId": shop.initiative, "title": f"Nobody waits at door {number}"}
        shop.make("shortTermWinLog", "shortTermWin", **given)
    return surfer


def test_axe_finds_nothing_and_a_phone_shows_it_well(
    chromium: Chromium, axe: str, viewer: Surfer
) -> None:
    def story(page: Page) -> None:
        page.goto("/")
        assert violations(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert page.evaluate(TOO_SMALL) == []

    chromium.tell(viewer, story, viewport=PHONE)


def test_news_leads_to_where_it_is_told(chromium: Chromium, viewer: Surfer) -> None:
    def story(page: Page) -> None:
        page.goto("/")
        expect(page.locator("tbody tr", has_text="new since your last visit")).to_have_count(1)
        page.locator(".news").get_by_role("link", name="Trial").click()
        expect(page.locator("tr:target")).to_contain_text("The tables are late.")

    chromium.tell(viewer, story)
