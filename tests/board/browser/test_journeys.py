"""A journey in a real browser: made by hand and keyboard, and followed while others change it."""

import pytest
from playwright.sync_api import Page, expect

from domain.core.viewer import Role
from tests.api.workshop import Workshop
from tests.board.browser.conftest import Chromium
from tests.board.browser.live_page import follow, shown_at_once
from tests.board.conftest import Surfing


@pytest.mark.parametrize("scripts", [True, False])
def test_a_journey_is_written_down(
    chromium: Chromium, shop: Workshop, surfing: Surfing, scripts: bool
) -> None:
    assert shop.department

    def story(page: Page) -> None:
        page.goto("/journeys")
        page.get_by_text("New journey").click()
        page.get_by_label("What do customers go through?").fill("Dining in")
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".done")).to_contain_text("Its stages come next.")
        page.get_by_text("Add a stage").click()
        page.get_by_label("What is the next step called?").fill("Arrive")
        page.keyboard.press("Enter")
        expect(page.locator(".done")).to_contain_text("Its touchpoints come next.")
        page.get_by_text("Add a touchpoint").press("Enter")
        page.get_by_label("What happens there?").fill("Welcome at the door")
        page.get_by_label("How much does the bond hang on it?").select_option("Critical")
        page.get_by_label("Which department runs it?").fill("kitchen")
        page.get_by_role("button", name="Add it").first.click()
        station = page.locator(".station")
        expect(station).to_contain_text("Welcome at the door")
        expect(station).to_contain_text("Kitchen")
        expect(page.locator(".breaks")).to_contain_text("its importance is critical")

    chromium.tell(surfing(shop.company, Role.EDITOR), story, java_script_enabled=scripts)


def test_what_one_says_was_seen_shows_on_the_map_of_another(
    chromium: Chromium, shop: Workshop, surfing: Surfing
) -> None:
    assert shop.effect
    owner = surfing(shop.company, Role.CONTRIBUTOR, shop.person)
    viewer = surfing(shop.company, Role.VIEWER)

    def story(mine: Page, theirs: Page) -> None:
        follow(theirs, f"/journeys/{shop.journey}")
        expect(theirs.locator(".pull .hoped")).to_have_count(1)
        mine.goto(f"/touchpoints/{shop.touchpoint}")
        mine.locator("summary", has_text="It was seen").click()
        mine.get_by_role("button", name="It was seen").click()
        expect(mine.locator(".done")).to_contain_text("no longer only hoped for")
        shown_at_once(theirs.locator(".pull .seen"))
        expect(theirs.locator(".live")).to_be_visible()

    chromium.tell_both(owner, viewer, story)


def test_a_way_is_lit_by_keyboard_alone(
    chromium: Chromium, shop: Workshop, surfing: Surfing
) -> None:
    assert shop.effect
    given = {"stageId": shop.stage, "name": "Left alone", "channel": "WEB"}
    alone = shop.make("touchpointCreate", "touchpoint", **given)

    def story(page: Page) -> None:
        page.goto(f"/journeys/{shop.journey}")
        page.get_by_label("Light up").focus()
        page.keyboard.type("Nobody")
        page.keyboard.press("Tab")
        while page.evaluate("document.activeElement.tagName") != "BUTTON":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**show=unimproved**")
        expect(page.locator(".station.lit")).to_have_id(alone)
        expect(page.locator(".station.dim")).to_have_count(1)

    chromium.tell(surfing(shop.company, Role.VIEWER), story)
