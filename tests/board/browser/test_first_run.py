"""The first minutes: an empty organisation comes to its first risk, or to the demonstration."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from api.settings import Settings
from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.members import browser
from tests.api.serving import serving
from tests.board.browser.conftest import PATIENCE_MILLISECONDS, Chromium
from tests.board.browser.test_pages import violations
from tests.board.conftest import Surfer, Surfing

# Two minutes, at ten seconds for each page: how long a machine takes for them is another matter.
PAGES_AT_MOST = 12


@pytest.fixture(scope="module")
def laptop(api_database: str) -> Iterator[str]:
    """The address of a server that only this machine can ask."""
    with serving(api_database, Settings(sign_in_links=True)) as address:
        yield address


def test_an_empty_organisation_comes_to_a_first_judgement(
    chromium: Chromium, company: Company, surfing: Surfing
) -> None:
    maria = company.admin.make("personCreate", "person", name="Maria")
    surfer = surfing(company, Role.EDITOR, maria)

    def story(page: Page) -> None:
        seen: list[str] = []
        page.on("framenavigated", lambda frame: seen.append(frame.url))
        page.goto("/")
        page.get_by_label("What is it called?").fill("Quicker seating")
        page.get_by_label("Why is staying as it is not an option?").fill("Guests leave.")
        page.get_by_role("button", name="Save").click()
        page.wait_for_url("**/initiatives/initiative_*")
        page.get_by_text("Add a milestone").click()
        page.get_by_role("textbox", name="What is promised?").fill("A trial at one door")
        page.get_by_label("By when?").fill("2026-05-31")
        page.get_by_role("button", name="Set date").click()
        expect(page.get_by_text("A trial at one door").first).to_be_visible()
        for name in ("Commit to it", "Start"):
            page.locator("summary", has_text=name).click()
            page.get_by_role("button", name=name).click()
            expect(page.locator(".done")).to_be_visible()
        expect(page.get_by_role("heading", name="Will it stall?")).to_be_visible()
        expect(page.locator(".large .risk-number")).to_contain_text("%")
        page.get_by_role("link", name="Portfolio").first.click()
        expect(page.locator("tbody tr")).to_have_count(1)
        assert len(seen) <= PAGES_AT_MOST, seen

    chromium.tell(surfer, story)


def test_the_demonstration_is_one_click_away_and_says_that_it_is_one(
    chromium: Chromium, axe: str, company: Company, surfing: Surfing, laptop: str
) -> None:
    secret = surfing(company, Role.ADMIN).secret

    def story(page: Page) -> None:
        page.goto("/")
        expect(page.get_by_role("link", name="Import", exact=True)).to_be_visible()
        page.set_default_timeout(5 * PATIENCE_MILLISECONDS)
        page.get_by_role("button", name="Open the demonstration").click()
        page.locator("tbody tr").first.wait_for()
        expect(page.locator(".banner")).to_contain_text("nothing here is real")
        assert violations(page, axe) == []
        page.locator("tbody .title").first.click()
        expect(page.locator(".banner")).to_contain_text("Demonstration.")

    with browser(laptop, secret) as http:
        chromium.tell(Surfer(http, secret), story)


def test_the_demonstration_is_opened_on_this_machine_alone(
    company: Company, surfing: Surfing, laptop: str
) -> None:
    """Neither where links open nothing, nor for another site, nor through another machine."""
    here = surfing(company, Role.ADMIN)
    assert "Open the demonstration" not in here.page("/")
    assert here.http.post("/sign-in/demo").status_code == 403
    with browser(laptop, here.secret) as http:
        assert "Open the demonstration" in http.get("/").text
        forwarded = {"x-forwarded-for": "203.0.113.7"}
        assert "Open the demonstration" not in http.get("/", headers=forwarded).text
        assert http.post("/sign-in/demo", headers=forwarded).status_code == 403
        elsewhere = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
        assert http.post("/sign-in/demo", headers=elsewhere).status_code == 403
        assert http.get("/").status_code == 200, "the session goes on"
    with browser(laptop, None) as http:
        answer = http.post("/sign-in/demo")
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
