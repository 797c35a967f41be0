"""Two people, two windows: what one does, the other sees within a second, and loses nothing."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.workshop import Workshop
from tests.board.browser.conftest import Chromium
from tests.board.browser.live_page import follow, listening, shown_at_once
from tests.board.conftest import Surfer, Surfing

HALF = "Half a sent"
# What moved since the page was loaded, but for what its reader did themselves.
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => list.getEntries().forEach((each) => (shifted += each.value)))
  .observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def shop(company: Company) -> Workshop:
    shop = Workshop(company)
    shop.milestone, shop.short_term_win  # noqa: B018 - made when first needed
    return shop


@pytest.fixture
def colleague(shop: Workshop, surfing: Surfing) -> Surfer:
    """Somebody of the CX office, with the same page open."""
    person = shop.make("personCreate", "person", name="Bo")
    return surfing(shop.company, Role.EDITOR, person)


def open_in_both(shop: Workshop, *pages: Page) -> None:
    for page in pages:
        follow(page, f"/initiatives/{shop.initiative}")


def post_update(page: Page, text: str) -> None:
    page.get_by_text("Post an update").click()
    page.get_by_label("At risk").check()
    page.get_by_label("What should leadership know?").fill(text)
    page.get_by_role("button", name="Post the update").click()


def top_of(element: Locator) -> float:
    box = element.bounding_box()
    assert box
    return box["y"]


def test_an_update_shows_in_the_other_window(
    chromium: Chromium, shop: Workshop, owner: Surfer, colleague: Surfer
) -> None:
    def story(mine: Page, theirs: Page) -> None:
        open_in_both(shop, mine, theirs)
        comment = theirs.get_by_label("Say something about it")
        comment.press_sequentially(HALF)
        post_update(mine, "The tables are late.")
        shown_at_once(theirs.locator("[data-changed]", has_text="The tables are late."))
        expect(comment).to_have_value(HALF)
        expect(comment).to_be_focused()
        comment.press_sequentially("ence")
        expect(comment).to_have_value(f"{HALF}ence")

    chromium.tell_both(owner, colleague, story)


def test_a_form_that_somebody_fills_in_waits_for_the_change_around_it(
    chromium: Chromium, shop: Workshop, owner: Surfer, colleague: Surfer
) -> None:
    """What is written in the row that changed is kept; sent, it is refused as out of date."""

    def story(mine: Page, theirs: Page) -> None:
        open_in_both(shop, mine, theirs)
        theirs.get_by_text("Replan", exact=True).click()
        theirs.get_by_role("textbox", name="Why?").fill(HALF)
        theirs.get_by_label("New date").fill("2026-08-01")
        mine.get_by_text("Replan", exact=True).click()
        mine.get_by_label("New date").fill("2026-07-01")
        mine.get_by_role("textbox", name="Why?").fill("The tables are late.")
        mine.get_by_role("button", name="Promise the date").click()
        expect(mine.locator(".done")).to_contain_text("The new date is promised.")
        shown_at_once(theirs.get_by_text("Where you are writing"))
        expect(theirs.get_by_role("textbox", name="Why?")).to_have_value(HALF)
        theirs.get_by_role("button", name="Promise the date").click()
        expect(theirs.get_by_role("alert").first).to_contain_text("changed")
        expect(theirs.get_by_role("textbox", name="Why?")).to_have_value(HALF)

    chromium.tell_both(owner, colleague, story)


def test_a_comment_shows_on_both_sides(
    chromium: Chromium, shop: Workshop, owner: Surfer, colleague: Surfer
) -> None:
    def story(mine: Page, theirs: Page) -> None:
        open_in_both(shop, mine, theirs)
        for one, other, text in ((mine, theirs, "Who has the plan?"), (theirs, mine, "I have.")):
            one.get_by_label("Say something about it").fill(text)
            one.get_by_role("button", name="Comment").click()
            shown_at_once(other.locator("#comments ~ ul", has_text=text))
            listening(one)

    chromium.tell_both(owner, colleague, story)


def test_the_portfolio_marks_the_row_that_changed(
    chromium: Chromium, shop: Workshop, owner: Surfer, colleague: Surfer
) -> None:
    def story(mine: Page, theirs: Page) -> None:
        follow(theirs, "/")
        mine.goto(f"/initiatives/{shop.initiative}")
        theirs.get_by_label("Search").fill(HALF)
        post_update(mine, "The tables are late.")
        shown_at_once(theirs.locator("tr[data-changed]", has_text=re.compile("At risk")))
        expect(theirs.get_by_label("Search")).to_have_value(HALF)

    chromium.tell_both(owner, colleague, story)


def test_what_is_being_read_does_not_move_when_something_changes(
    chromium: Chromium, shop: Workshop, owner: Surfer, colleague: Surfer
) -> None:
    def story(mine: Page, theirs: Page) -> None:
        theirs.add_init_script(WATCH_SHIFTS)
        open_in_both(shop, mine, theirs)
        comment = theirs.get_by_label("Say something about it")
        comment.scroll_into_view_if_needed()
        comment.press_sequentially(HALF)
        theirs.wait_for_timeout(600)  # What a key moves within half a second is not counted.
        before = top_of(comment)
        mine.get_by_text("Add a milestone").click()
        mine.get_by_role("textbox", name="What is promised?").fill("All sites")
        mine.get_by_role("button", name="Set date").click()
        shown_at_once(theirs.locator("tr", has_text="All sites"))
        theirs.wait_for_timeout(300)
        assert abs(top_of(comment) - before) < 1
        assert theirs.evaluate("shifted") == 0

    chromium.tell_both(owner, colleague, story)
