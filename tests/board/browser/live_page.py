"""Pages that follow what others change, and how soon they show it.

A page has a second from the change until it shows it. A machine may take longer for the work, so
what is counted is how long a page waits by its own will; the server of these tests never looks by
itself whether something has changed (`company`), so that what a page hears of it was told.
"""

from playwright.sync_api import Locator, Page, expect

WITHIN_MILLISECONDS = 1_000
# A longer wait than this never ends. So what is marked as changed stays marked, too.
COUNT_WAITS = f"""{{
  const later = window.setTimeout;
  window.waited = 0;
  window.setTimeout = (act, wait = 0, ...given) =>
    wait > {WITHIN_MILLISECONDS}
      ? 0
      : later(() => {{ window.waited += wait; act(...given); }}, wait);
}}"""


def follow(page: Page, path: str) -> None:
    """Open a page, and wait until it hears of changes."""
    page.add_init_script(COUNT_WAITS)
    page.goto(path)
    listening(page)


def listening(page: Page) -> None:
    """Wait until the page hears of changes."""
    page.locator("main[data-hears=yes]").wait_for()


def shown_at_once(shown: Locator) -> None:
    """Wait until a page that follows shows something, for which it has waited within its second."""
    expect(shown.first).to_be_visible()
    assert shown.page.evaluate("waited") <= WITHIN_MILLISECONDS
