"""Renew the pictures in docs/: `python -m tests.board.browser.pictures LINK`.

LINK is a sign-in link of the demo, as `throughline serve` prints it.
"""

import shutil
import sys
import tempfile
from pathlib import Path

import typst
from playwright.sync_api import Page, ViewportSize, sync_playwright

from tests.board.browser.conftest import FLAGS, NAMES

DOCS = Path(__file__).parents[3] / "docs"
PAPER_PPI = 72
WINDOW = ViewportSize(width=1200, height=760)


def main(link: str) -> None:
    """Take the portfolio, the initiative that needs attention most, a journey, and the pack."""
    program = next(filter(None, map(shutil.which, NAMES)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_page(
            viewport=WINDOW, locale="en-GB", base_url="/".join(link.split("/")[:3])
        )
        page.goto(link)
        page.goto("/")
        take(page, "portfolio")
        page.locator("tbody .title").first.click()
        page.wait_for_url("**/initiatives/*")
        take(page, "initiative")
        page.goto("/journeys?q=dining")
        page.locator("tbody .title").first.click()
        page.wait_for_url("**/journeys/*")
        page.evaluate("document.querySelector('#map').scrollIntoView()")
        take(page, "journey")
        (DOCS / "pack.png").write_bytes(first_page(page.request.get("/pack.pdf").body()))
        browser.close()


def first_page(pdf: bytes) -> bytes:
    """Return the first page of a PDF as a picture."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "pack.pdf").write_bytes(pdf)
        text = b'#set page(width: auto, height: auto, margin: 0pt)\n#image("pack.pdf")'
        source = Path(folder) / "picture.typ"
        source.write_bytes(text)
        picture = typst.compile(source, format="png", ppi=PAPER_PPI)
    assert isinstance(picture, bytes)
    return picture


def take(page: Page, name: str) -> None:
    page.screenshot(path=DOCS / f"{name}.png")


if __name__ == "__main__":
    main(sys.argv[1])
