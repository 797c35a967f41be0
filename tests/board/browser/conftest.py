"""A real Chromium that looks at the pages, and axe-core that examines them.

Where there is no Chromium these tests are skipped and say so. Nothing is downloaded for them but
axe-core, by its lock file.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    ViewportSize,
    expect,
    sync_playwright,
)

from api.subscriptions import hub
from bench.node import ensure_packages, find_node
from tests.api.companies import Company, Founding
from tests.api.members import COOKIE
from tests.api.serving import serving
from tests.board.conftest import Surfer

FOLDER = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
# How long a page may take for anything, however slow and busy the machine is.
PATIENCE_MILLISECONDS = 60_000
PHONE = ViewportSize(width=320, height=640)
DESK = ViewportSize(width=1280, height=800)
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.effectiveDirective} ${event.blockedURI}`));
"""
# How the console tells the status of a page, and that a story took the network away: what a story
# asks for is no complaint. An address of this machine is never out of reach by itself.
REFUSED = re.compile(r"responded with a status of (4\d\d|500)|net::ERR_ADDRESS_UNREACHABLE")
Result = TypeVar("Result")
Story = Callable[[Page], Result]


class Chromium:
    """One browser, in a thread of its own: its event loop and those of the tests are apart."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._thread = ThreadPoolExecutor(1)
        self._playwright, self._browser = self._thread.submit(self._start).result()

    def _start(self) -> tuple[Playwright, Browser]:
        playwright = sync_playwright().start()
        expect.set_options(timeout=PATIENCE_MILLISECONDS)
        browser = playwright.chromium.launch(
            executable_path=self._program, args=FLAGS, timeout=2 * PATIENCE_MILLISECONDS
        )
        return playwright, browser

    def tell(self, surfer: Surfer, story: Story[Result], **options: Any) -> Result:
        """Run a story in a fresh window. Whatever the console complains of fails it.

        `beside` is the address of somebody else whom it may ask.
        """
        return self._thread.submit(self._tell, [surfer], story, options).result()

    def tell_both(
        self, one: Surfer, other: Surfer, story: Callable[[Page, Page], Result], **options: Any
    ) -> Result:
        """Run a story in two windows of two people."""
        return self._thread.submit(self._tell, [one, other], story, options).result()

    def _tell(
        self, surfers: list[Surfer], story: Callable[..., Result], options: dict[str, Any]
    ) -> Result:
        with ExitStack() as windows:
            opened = [self._open(each, options, windows) for each in surfers]
            result = story(*(page for page, _ in opened))
            assert [each for _, complaints in opened for each in complaints] == []
            return result

    def _open(
        self, surfer: Surfer, options: dict[str, Any], windows: ExitStack
    ) -> tuple[Page, list[str]]:
        address = str(surfer.http.base_url)
        options = dict(options)
        known = (address, options.pop("beside", address))
        context = self._browser.new_context(
            **{"base_url": address, "viewport": DESK, "locale": "en-GB", **options}
        )
        windows.callback(context.close)
        complaints: list[str] = []
        context.add_cookies([{"name": COOKIE, "value": surfer.secret, "url": address}])
        context.add_init_script(TELL_VIOLATIONS)
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", partial(note_error, complaints))
        page.on("request", partial(note_stranger, complaints, known))
        return page, complaints

    def close(self) -> None:
        """End the browser."""
        self._thread.submit(self._browser.close).result()
        self._thread.submit(self._playwright.stop).result()
        self._thread.shutdown()


def note_error(complaints: list[str], message: ConsoleMessage) -> None:
    """Note what the console complains of, but for a page that said no as it should."""
    if message.type == "error" and not REFUSED.search(message.text):
        complaints.append(message.text)


def note_stranger(complaints: list[str], known: tuple[str, ...], asked: Request) -> None:
    """Note a request to anybody but those known."""
    if not asked.url.startswith(known):
        complaints.append(asked.url)


@pytest.fixture(scope="session")
def told_alone(api_database: str) -> Iterator[str]:
    """The address of a server that never looks by itself whether something has changed."""
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(hub, "LOOK_SECONDS", 3_600.0)
            address = stack.enter_context(serving(api_database))
        yield address


@pytest.fixture
def company(founding: Founding, told_alone: str) -> Iterator[Company]:
    """An organisation of the test's own, whose pages hear at once of a change, or never."""
    company = replace(founding(), address=told_alone)
    yield company
    company.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("NO PAGE WAS TESTED IN A BROWSER: there is no Chromium (apt install chromium)")
    browser = Chromium(program)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    try:
        ensure_packages(FOLDER, find_node(20))
    except (subprocess.CalledProcessError, OSError) as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"NO PAGE WAS EXAMINED BY AXE: it can't be installed ({error})")
    return (FOLDER / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
