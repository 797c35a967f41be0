"""What people do with the pages, in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.workshop import Workshop
from tests.board.browser.conftest import Chromium
from tests.board.browser.live_page import follow, listening, shown_at_once
from tests.board.conftest import Surfer, Surfing


@pytest.fixture
def shop(company: Company) -> Workshop:
    shop = Workshop(company)
    # A promise that has passed, of an owner who says that all is well.
    company.admin.make("organisationUpdate", "organisation", clockFixedOn="2025-06-01")
    shop.make(
        "milestoneAdd", "milestone", initiativeId=shop.initiative, title="Trial", dueOn="2025-09-01"
    )
    company.admin.make("organisationUpdate", "organisation", clockFixedOn="2026-03-31")
    given = {"initiativeId": shop.initiative, "reportedStatus": "ON_TRACK"}
    shop.make("statusUpdatePost", "statusUpdate", **given)
    return shop


def test_the_review_from_the_portfolio_to_the_evidence(
    chromium: Chromium, shop: Workshop, surfing: Surfing
) -> None:
    def story(page: Page) -> None:
        page.goto("/")
        row = page.locator("tbody tr").first
        expect(row).to_contain_text("Says green, facts red")
        row.get_by_role("link", name="Quicker seating").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Quicker seating")
        page.locator(".reasons").get_by_role("link", name=re.compile("Trial")).first.click()
        expect(page.locator("tr:target")).to_contain_text("overdue")

    chromium.tell(surfing(shop.company, Role.VIEWER), story)


def weekly_update(page: Page) -> None:
    page.get_by_text("Post an update").click()
    page.get_by_label("At risk").check()
    page.get_by_label("What should leadership know?").fill("The tables are late.")
    page.get_by_role("button", name="Post the update").click()
    expect(page.locator(".done")).to_have_text("Your update is posted.")
    expect(page.locator("blockquote")).to_have_text("The tables are late.")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_owner_posts_an_update_and_replans(
    chromium: Chromium, shop: Workshop, owner: Surfer, scripts: bool
) -> None:
    def story(page: Page) -> None:
        page.goto(f"/initiatives/{shop.initiative}")
        weekly_update(page)
        page.get_by_text("Replan", exact=True).click()
        page.get_by_label("New date").fill("2026-06-01")
        page.get_by_role("button", name="Promise the date").click()
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.get_by_label("New date")).to_have_value("2026-06-01")
        page.get_by_role("textbox", name="Why?").fill("The tables are late.")
        page.get_by_role("button", name="Promise the date").click()
        expect(page.locator(".done")).to_contain_text("The new date is promised.")

    chromium.tell(owner, story, java_script_enabled=scripts)


def test_the_keyboard_alone_does_everything(
    chromium: Chromium, shop: Workshop, owner: Surfer
) -> None:
    def story(page: Page) -> None:
        page.goto("/")
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text("Skip to the content")
        page.keyboard.press("Enter")
        tab_to(page, "Quicker seating")
        page.keyboard.press("Enter")
        page.wait_for_url("**/initiatives/*")
        tab_to(page, "Post an update")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
        expect(page.get_by_label("At risk")).to_be_checked()
        page.keyboard.press("Tab")
        page.keyboard.type("The tables are late.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".done")).to_have_text("Your update is posted.")

    chromium.tell(owner, story)


def test_the_keyboard_alone_does_an_owners_week(
    chromium: Chromium, shop: Workshop, owner: Surfer
) -> None:
    """Replan with a reason, give up, complete, log a win, share it, and say something."""
    shop.promised("Some day")

    def story(page: Page) -> None:
        page.goto(f"/initiatives/{shop.initiative}")
        by_keys(page, "Replan")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowUp")  # The year is written last: a year later.
        tab_to_box(page, "reason")
        page.keyboard.type("The tables are late.")
        page.keyboard.press("Enter")
        done(page, "The new date is promised.")
        by_keys(page, "Complete")
        page.keyboard.press("Enter")
        done(page, "The milestone is complete.")
        by_keys(page, "Give up")
        page.keyboard.type("Nobody needs it.")
        page.keyboard.press("Enter")
        done(page, "The milestone is given up.")
        by_keys(page, "Log a win")
        page.keyboard.type("Nobody waits")
        page.keyboard.press("Enter")
        done(page, "The win is logged.")
        by_keys(page, "Share")
        page.keyboard.press("Enter")
        done(page, "The win is shared.")
        tab_to_box(page, "text")
        page.keyboard.type("Well done, all.")
        tab_to(page, "Comment")
        page.keyboard.press("Enter")
        done(page, "Your comment is added.")

    chromium.tell(owner, story)


def by_keys(page: Page, name: str) -> None:
    """Open a form, and go on to its first box."""
    tab_to(page, name)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")


def done(page: Page, sentence: str) -> None:
    expect(page.locator(".done")).to_contain_text(sentence)
    page.keyboard.press("Control+Home")


def tab_to(page: Page, text: str) -> None:
    """Press Tab until something of this text has the focus, which must be seen there."""
    tab_until(page, lambda focused: focused.inner_text().strip() == text, text)


def tab_to_box(page: Page, name: str) -> None:
    """Press Tab until a box of this name has the focus."""
    tab_until(page, lambda focused: focused.get_attribute("name") == name, name)


def tab_until(page: Page, found: Callable[[Locator], bool], what: str) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and found(focused):
            assert focused.evaluate("(each) => getComputedStyle(each).outlineStyle") != "none"
            return
    raise AssertionError(f"no Tab leads to {what}")


def test_a_viewer_has_nothing_to_press(
    chromium: Chromium, shop: Workshop, surfing: Surfing
) -> None:
    def story(page: Page) -> None:
        page.goto(f"/initiatives/{shop.initiative}")
        assert page.locator("main button, main summary, main textarea").count() == 0

    chromium.tell(surfing(shop.company, Role.VIEWER), story)


def test_an_open_page_follows_changes_and_keeps_what_is_typed(
    chromium: Chromium, shop: Workshop, owner: Surfer
) -> None:
    def story(page: Page) -> None:
        follow(page, f"/initiatives/{shop.initiative}")
        page.get_by_label("Say something about it").fill("I am still writing")
        page.get_by_text("Post an update").click()
        page.get_by_label("What should leadership know?").fill("Half a sentence")
        shop.make("milestoneAdd", "milestone", initiativeId=shop.initiative, title="All sites")
        shown_at_once(page.locator("tr[data-changed]", has_text="All sites"))
        expect(page.get_by_label("Say something about it")).to_have_value("I am still writing")
        expect(page.get_by_label("What should leadership know?")).to_have_value("Half a sentence")
        expect(page.locator(".live")).to_contain_text("Something has changed just now.")

    chromium.tell(owner, story)


@pytest.mark.parametrize("fails", ["nobody answers", "the server is overloaded"])
def test_what_changed_is_shown_even_if_it_can_not_be_read_at_first(
    chromium: Chromium, shop: Workshop, owner: Surfer, fails: str
) -> None:
    def story(page: Page) -> None:
        asked: list[Route] = []

        def fail_twice(route: Route) -> None:
            if route.request.resource_type != "fetch":
                route.continue_()
                return
            asked.append(route)
            if len(asked) > 2:
                route.continue_()
            elif fails == "nobody answers":
                route.abort("addressunreachable")
            else:
                route.fulfill(status=429)

        page.route("**/initiatives/initiative_*", fail_twice)
        page.goto(f"/initiatives/{shop.initiative}")
        listening(page)
        shop.make("milestoneAdd", "milestone", initiativeId=shop.initiative, title="All sites")
        expect(page.locator("tr", has_text="All sites").first).to_be_visible()
        assert len(asked) == 3

    chromium.tell(owner, story)


def test_the_portfolio_follows_changes_in_its_order(
    chromium: Chromium, shop: Workshop, owner: Surfer
) -> None:
    def story(page: Page) -> None:
        follow(page, "/")
        page.get_by_label("Search").fill("half a wo")
        shop.make("initiativePropose", "initiative", title="A new effort")
        shown_at_once(page.get_by_role("link", name="A new effort"))
        expect(page.locator("tbody tr")).to_have_count(2)
        expect(page.get_by_label("Search")).to_have_value("half a wo")
        expect(page.locator(".tile-count").first).to_have_text("2")

    chromium.tell(owner, story)


def test_names_are_offered_as_they_are_typed(
    chromium: Chromium, shop: Workshop, surfing: Surfing
) -> None:
    def story(page: Page) -> None:
        page.goto(f"/initiatives/{shop.initiative}")
        page.get_by_text("Name a sponsor").click()
        box = page.get_by_role("combobox", name="Which executive backs it?")
        box.press_sequentially("mar")
        option = page.locator("datalist option[value=Maria]")
        option.wait_for(state="attached")
        box.fill(option.get_attribute("value") or "")
        box.press("Enter")
        done(page, "The sponsor is changed.")
        expect(page.locator("p.facts")).to_contain_text("sponsored by Maria")

    chromium.tell(surfing(shop.company, Role.EDITOR), story)
