"""Every page in a real browser: accessible in both themes, on a phone, on paper, in its policy."""

from collections.abc import Mapping
from typing import Any, Literal

import pytest
from playwright.sync_api import Page

from domain.core.viewer import Role
from tests.api.companies import Company, Founding
from tests.api.planted import Portfolio
from tests.board.browser.conftest import DESK, PHONE, Chromium
from tests.board.conftest import Surfer, Surfing

# A page by its name, with {initiative} for the one that most is known of, and so on.
PAGES = {
    "portfolio": "/",
    "filtered": "/?q=seating&level=HIGH&sort=title",
    "nothing found": "/?q=nothing-is-like-this",
    "initiative": "/initiatives/{initiative}",
    "new initiative": "/initiatives/new",
    "objectives": "/objectives",
    "objective": "/objectives/{objective}",
    "journeys": "/journeys",
    "journey": "/journeys/{journey}?show=findings",
    "journey that is changed": "/journeys/{journey}?edit=yes",
    "touchpoints": "/touchpoints?need=weakened",
    "touchpoint": "/touchpoints/{touchpoint}",
    "departments": "/departments",
    "department": "/departments/{department}",
    "review": "/review?since=2025-12-31",
    "held review": "/reviews/{review}",
    "held reviews": "/reviews",
    "organisation": "/organisation",
    "people": "/organisation/people",
    "person": "/organisation/people/{person}",
    "tokens": "/organisation/tokens",
    "trail": "/organisation/trail",
    "archived": "/organisation/archived",
}
# Pages that lead on to others, so that paper has footnotes.
SEVERAL = (
    "portfolio",
    "initiative",
    "objectives",
    "objective",
    "journeys",
    "journey",
    "touchpoint",
    "departments",
    "review",
    "people",
)
TOO_SMALL = """() => [...document.querySelectorAll(
    "button, input:not([type=hidden], [type=radio]), select, summary, textarea, .button, nav a, "
    + ".finding, .tile")]
  .filter((each) => each.checkVisibility())
  .filter((each) => {
    const box = each.getBoundingClientRect();
    return box.width < 24 || box.height < 24;
  })
  .map((each) => each.outerHTML.slice(0, 120))"""
SHIFTED = """() => new Promise((done) => {
  const moved = [];
  const tell = ({ node }) => (node?.outerHTML ?? node?.textContent ?? "gone").slice(0, 120);
  const add = (list) => list.getEntries().forEach((each) => moved.push(...each.sources.map(tell)));
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(moved), 300);
})"""
WIDTHS = (320, 768, 3840)
Theme = Literal["light", "dark"]
# The last is how a page is shown unless something else is asked for.
THEMES: tuple[Theme, ...] = ("dark", "light")
EXAMINED = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def editor(planted: tuple[Company, Portfolio], surfing: Surfing) -> Surfer:
    """Somebody who sees every form."""
    company, made = planted
    return surfing(company, Role.ADMIN, made.people["maria"])


@pytest.fixture(scope="module")
def beginner(founding: Founding, surfing: Surfing) -> Surfer:
    """Somebody in an organisation that has nothing yet."""
    return surfing(founding("Empty"), Role.ADMIN)


def at(name: str, portfolio: Portfolio) -> str:
    return PAGES[name].format(
        initiative=portfolio.initiatives["seating"],
        objective=portfolio.objectives["friday"],
        journey=portfolio.journeys["dining"],
        touchpoint=portfolio.touchpoints["seated"],
        department=portfolio.departments["host"],
        review=portfolio.reviews["march"],
        person=portfolio.people["maria"],
    )


def violations(page: Page, axe: str) -> list[Mapping[str, Any]]:
    """Return what axe finds in either theme, with every form open."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    page.evaluate(axe)
    return [
        {"theme": theme, "rule": each["id"], "at": [node["html"] for node in each["nodes"]][:3]}
        for theme in THEMES
        for each in examine(page, theme)
    ]


def examine(page: Page, theme: Theme) -> list[Any]:
    page.emulate_media(color_scheme=theme)
    assert page.evaluate("(theme) => matchMedia(`(prefers-color-scheme: ${theme})`).matches", theme)
    found = page.evaluate("(options) => axe.run(document, options)", EXAMINED)
    violated: list[Any] = found["violations"]
    return violated


def sideways(page: Page) -> list[int]:
    """Return the widths of a window in which the page is wider than that."""
    wider = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": PHONE["height"]})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wider.append(width)
    return wider


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_fits_every_window_and_stands_still(
    chromium: Chromium, axe: str, editor: Surfer, portfolio: Portfolio, name: str
) -> None:
    """All of it of one load, forms closed as long as it is about sizes.

    Targets are large enough at 24 pixels each way, but for links within a line of text, as
    WCAG 2.5.8 allows.
    """

    def story(page: Page) -> Mapping[str, object]:
        page.goto(at(name, portfolio))
        moved = page.evaluate(SHIFTED)
        wider = sideways(page)
        page.set_viewport_size(PHONE)
        small = page.evaluate(TOO_SMALL)
        page.set_viewport_size(DESK)
        return {
            "moved while the page loaded": moved,
            "scrolls sideways in a window of this width": wider,
            "too small to be hit": small,
            "found by axe": violations(page, axe),
        }

    found = chromium.tell(editor, story)
    assert {what: each for what, each in found.items() if each} == {}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/objectives",
        "/journeys",
        "/departments",
        "/review",
        "/reviews",
        "/organisation",
        "/organisation/people",
    ],
)
def test_axe_finds_nothing_where_there_is_nothing(
    chromium: Chromium, axe: str, beginner: Surfer, path: str
) -> None:
    def story(page: Page) -> None:
        page.goto(path)
        assert violations(page, axe) == []

    chromium.tell(beginner, story)


@pytest.mark.parametrize("name", ["portfolio", "departments", "review", "tokens"])
def test_nothing_moves_where_a_page_is_read_slowly(
    chromium: Chromium, editor: Surfer, portfolio: Portfolio, name: str
) -> None:
    """A slow machine shows what it has read so far, if it is let: these moved, every time."""

    def story(page: Page) -> None:
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 20})
        page.goto(at(name, portfolio))
        assert page.evaluate(SHIFTED) == []

    chromium.tell(editor, story)


def test_on_paper_there_is_no_navigation(
    chromium: Chromium, editor: Surfer, portfolio: Portfolio
) -> None:
    def story(page: Page) -> None:
        for name in SEVERAL:
            page.goto(at(name, portfolio))
            page.emulate_media(media="print")
            for gone in ("nav", ".filters", "summary", "textarea"):
                assert not any(each.is_visible() for each in page.locator(gone).all())
            assert page.locator("h1").is_visible()
            assert page.locator("ol.on-paper li").first.inner_text().startswith("http://127.0.0.1")
            for paper in ("A4", "Letter"):
                assert page.pdf(format=paper).startswith(b"%PDF"), (name, paper)
            page.emulate_media(media="screen")

    chromium.tell(editor, story)
