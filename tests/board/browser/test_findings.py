"""The pages of findings in a real browser: accessible, on a phone, with every form open."""

import pytest
from playwright.sync_api import Page

from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.planted import Portfolio
from tests.board.browser.conftest import DESK, PHONE, Chromium
from tests.board.browser.test_pages import TOO_SMALL, violations
from tests.board.conftest import Surfer, Surfing

PAGES = ["/findings", "/findings?known=yes", "/findings/rules"]


@pytest.fixture(scope="module")
def admin(planted: tuple[Company, Portfolio], surfing: Surfing) -> Surfer:
    """Somebody who sees every form."""
    return surfing(planted[0], Role.ADMIN)


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_a_phone_shows_it_well(
    chromium: Chromium, axe: str, admin: Surfer, path: str
) -> None:
    def story(page: Page) -> None:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert page.evaluate(TOO_SMALL) == []
        page.set_viewport_size(DESK)
        assert violations(page, axe) == []

    chromium.tell(admin, story, viewport=PHONE)
