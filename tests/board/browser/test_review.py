"""The five-minute review, in a real browser: look, decide, hold, and open it again."""

import re

import pytest
from playwright.sync_api import Page, expect

from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.workshop import Workshop
from tests.board.browser.conftest import PHONE, Chromium
from tests.board.browser.live_page import follow, shown_at_once
from tests.board.conftest import Surfing


@pytest.fixture
def shop(company: Company) -> Workshop:
    """A month since the last review: a date has moved, and a win was not shared."""
    shop = Workshop(company)
    company.admin.make("organisationUpdate", "organisation", clockFixedOn="2026-02-28")
    assert shop.milestone
    shop.make("reviewHold", "review", title="February")
    company.admin.make("organisationUpdate", "organisation", clockFixedOn="2026-03-31")
    given = {"id": shop.milestone, "dueOn": "2026-07-15", "reason": "The tables came late."}
    shop.make("milestoneReplan", "milestone", **given)
    assert shop.short_term_win
    assert shop.decision
    return shop


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("width", [PHONE["width"], 1280])
def test_a_review_is_looked_at_decided_held_and_opened_again(
    chromium: Chromium, shop: Workshop, surfing: Surfing, scripts: bool, width: int
) -> None:
    def story(page: Page) -> None:
        page.goto("/")
        page.get_by_role("link", name="Review", exact=True).click()
        expect(page.get_by_role("link", name="February")).to_be_visible()
        expect(page.locator("[data-part=slipped]")).to_contain_text("75\u00a0days later")
        expect(page.locator("[data-part=wins]")).to_contain_text("not shared yet")

        page.get_by_text("Hold this review").click()
        page.get_by_label("What is it called?").fill("The end of March")
        page.get_by_role("button", name="Hold it").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("The end of March")

        page.get_by_text("Note the decision").click()
        page.get_by_label("What was decided?").fill("Yes, half of it.")
        page.get_by_role("button", name="It is decided").click()
        expect(page.locator("[data-part=decisions] blockquote").first).to_have_text(
            "Yes, half of it."
        )

        page.get_by_text("Add an action").click()
        page.get_by_label("What is to be done?").fill("Tell finance.")
        page.get_by_role("button", name="Note it", exact=True).click()
        expect(page.get_by_role("alert").first).to_be_visible()
        expect(page.get_by_label("What is to be done?")).to_have_value("Tell finance.")
        page.get_by_label("Who takes it on?").fill("Maria")
        page.get_by_label("By when?").fill("2026-04-15")
        page.get_by_role("button", name="Note it", exact=True).click()
        expect(page.locator("[data-part=actions] article").first).to_contain_text("Tell finance.")

        page.get_by_role("link", name="Held reviews").click()
        page.get_by_role("link", name="The end of March").click()
        expect(page.locator("[data-part=slipped]")).to_contain_text("The tables came late.")

    editor = surfing(shop.company, Role.EDITOR, shop.person)
    viewport = {**PHONE, "width": width}
    chromium.tell(editor, story, java_script_enabled=scripts, viewport=viewport)


def test_the_open_review_follows_what_happens_and_the_held_one_does_not(
    chromium: Chromium, shop: Workshop, surfing: Surfing
) -> None:
    def story(page: Page) -> None:
        follow(page, "/review")
        shop.make("milestoneComplete", "milestone", id=shop.milestone)
        shown_at_once(page.locator("[data-part=met]", has_text="Trial"))
        page.goto(f"/reviews/{shop.review}")
        assert page.locator("[data-live]").count() == 0

    chromium.tell(surfing(shop.company, Role.VIEWER), story)


def test_a_viewer_reviews_and_changes_nothing(
    chromium: Chromium, shop: Workshop, surfing: Surfing
) -> None:
    def story(page: Page) -> None:
        for path in ("/review", f"/reviews/{shop.review}"):
            page.goto(path)
            expect(
                page.get_by_role("heading", name=re.compile("Levels that moved"))
            ).to_be_visible()
            assert page.locator("summary").count() == 0

    chromium.tell(surfing(shop.company, Role.VIEWER), story)
