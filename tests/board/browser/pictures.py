"""Renew the pictures in docs/: `python -m tests.board.browser.pictures LINK`.

LINK is a sign-in link of the demo, as `throughline serve` prints it.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

from tests.board.browser.conftest import FLAGS, NAMES

DOCS = Path(__file__).parents[3] / "docs"
WINDOW = ViewportSize(width=1200, height=760)


def main(link: str) -> None:
    """Take the portfolio, and the initiative that needs attention most."""
    program = next(filter(None, map(shutil.which, NAMES)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_page(viewport=WINDOW, locale="en-GB")
        page.goto(link)
        page.goto("/".join(link.split("/")[:3]))
        take(page, "portfolio")
        page.locator("tbody .title").first.click()
        page.wait_for_url("**/initiatives/*")
        take(page, "initiative")
        browser.close()


def take(page: Page, name: str) -> None:
    page.screenshot(path=DOCS / f"{name}.png")


if __name__ == "__main__":
    main(sys.argv[1])
