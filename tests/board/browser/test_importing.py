"""The first minutes of somebody with a spreadsheet: templates, problems, and then the portfolio."""

import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from domain.core.viewer import Role
from integrations.importing.running.jobs import ImportJobs
from tests.api.companies import Company, Founding
from tests.api.queue import doing
from tests.board.browser.conftest import PHONE, Chromium
from tests.board.browser.test_pages import TOO_SMALL, violations
from tests.board.conftest import Surfer, Surfing

# Two minutes, at ten seconds for each page: how long a machine takes for them is another matter.
PAGES_AT_MOST = 12
# An import comes behind all else: on a busy machine it takes as long as it does.
PATIENCE_SECONDS = 300.0
TITLE = "A table within ten minutes"


@pytest.fixture(autouse=True, scope="module")
def queue(api_database: str) -> Iterator[None]:
    with doing(api_database, ImportJobs(api_database)):
        yield


def edited(downloaded: Path, folder: Path) -> tuple[Path, Path]:
    """Unpack templates and fill in two of them, one with a mistake; returns bad and good ones."""
    with zipfile.ZipFile(downloaded) as archive:
        archive.extractall(folder)
    people = folder / "people.csv"
    initiatives = folder / "initiatives.csv"
    (folder / "good").mkdir()
    good = folder / "good" / "initiatives.csv"
    good.write_bytes(initiatives.read_bytes())
    told = initiatives.read_text(encoding="utf-8-sig")
    initiatives.write_text(told.replace("2026-11-30", "next year"), encoding="utf-8")
    people.write_text(
        people.read_text(encoding="utf-8-sig").replace(",kitchen,", ",,"), encoding="utf-8"
    )
    return initiatives, good


def choose(page: Page, *files: Path) -> None:
    page.get_by_label("CSV files, or one zip of them").set_input_files(
        [str(each) for each in files]
    )
    page.get_by_role("button", name="Show what it would do").click()


def test_a_spreadsheet_is_in_within_two_minutes(
    chromium: Chromium, axe: str, company: Company, surfing: Surfing, tmp_path: Path
) -> None:
    def story(page: Page) -> None:
        seen: list[str] = []
        page.on("framenavigated", lambda frame: seen.append(frame.url))
        page.goto("/")
        page.get_by_role("link", name="Import", exact=True).click()
        with page.expect_download() as waiting:
            page.get_by_role("link", name="Download the templates").click()
        saved = tmp_path / "templates.zip"
        waiting.value.save_as(saved)
        bad, good = edited(saved, tmp_path)
        people = tmp_path / "people.csv"
        choose(page, bad, people)
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "What the import would do", timeout=PATIENCE_SECONDS * 1_000
        )
        row = page.locator(".problems tbody tr")
        expect(row).to_have_count(1)
        expect(row).to_contain_text("initiatives.csv")
        expect(row).to_contain_text("target_on")
        expect(row).to_contain_text("is not a day; write it as YYYY-MM-DD")
        assert violations(page, axe) == []
        page.get_by_role("link", name="Correct the files").click()
        choose(page, good, people)
        expect(page.get_by_text("1\u00a0new initiative; ")).to_be_visible(
            timeout=PATIENCE_SECONDS * 1_000
        )
        expect(page.locator(".problems")).to_have_count(0)
        page.get_by_role("button", name="Import", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "The import is done", timeout=PATIENCE_SECONDS * 1_000
        )
        assert violations(page, axe) == []
        page.get_by_role("link", name="See the portfolio").click()
        expect(page.locator("tbody .title")).to_have_text(TITLE)
        assert len(seen) <= PAGES_AT_MOST, seen

    chromium.tell(surfing(company, Role.ADMIN), story, accept_downloads=True)


def test_it_works_without_a_script(
    chromium: Chromium, company: Company, surfing: Surfing, tmp_path: Path
) -> None:
    """Whoever looks again finds how far it is."""
    file = tmp_path / "initiatives.csv"
    file.write_text("external_id,title\nI-1,Hot food\n")

    def until(page: Page, heading: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while page.get_by_role("heading", level=1).inner_text() != heading:
            assert time.monotonic() < deadline
            page.get_by_role("link", name="See how far it is").click()

    def story(page: Page) -> None:
        page.goto("/import")
        choose(page, file)
        until(page, "What the import would do")
        page.get_by_role("button", name="Import", exact=True).click()
        until(page, "The import is done")
        page.get_by_role("link", name="See the portfolio").click()
        expect(page.locator("tbody .title")).to_have_text("Hot food")

    chromium.tell(surfing(company, Role.ADMIN), story, java_script_enabled=False)


def under_way(company: Company, state: str = "RUNNING") -> str:
    [run] = company.rows(
        """
        insert into import_run (organisation_id, id, state, dry_run, skip_bad_rows, progress,
            outcome, recorded_at)
        values ($1, gen_random_uuid(), $2, false, false, 'wrote 50 of 120 initiatives', '{}', now())
        returning id
        """,
        state,
    )
    return f"/import/{run['id']}"


def test_an_open_page_follows_an_import(
    chromium: Chromium, axe: str, company: Company, surfing: Surfing
) -> None:
    path = under_way(company)

    def happens(change: str) -> None:
        """Change the import from another thread: a browser's has an event loop of its own."""
        statement = f"update import_run set {change} where organisation_id = $1 returning 1"
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(company.rows, statement).result()

    def story(page: Page) -> None:
        page.goto(path)
        expect(page.get_by_text("Wrote 50 of 120 initiatives …")).to_be_visible()
        assert violations(page, axe) == []
        link = page.get_by_role("link", name="See how far it is")
        link.focus()
        happens("progress = 'wrote 100 of 120 initiatives'")
        expect(page.get_by_text("Wrote 100 of 120 initiatives …")).to_be_visible()
        assert page.locator("[data-changed]").count() == 0, "progress does not flash"
        expect(link).to_be_focused()
        happens("""state = 'REFUSED', outcome = '{"message": "No rows."}'""")
        expect(page.get_by_role("heading", level=1)).to_have_text("Nothing was imported")
        expect(page).to_have_title("Nothing was imported · Tavola")
        expect(page.get_by_role("status")).to_have_text("Nothing was imported.")

    chromium.tell(surfing(company, Role.ADMIN), story)


@pytest.fixture(scope="module")
def admin(founding: Founding, surfing: Surfing) -> Surfer:
    return surfing(founding("Importers"), Role.ADMIN)


@pytest.mark.parametrize("path", ["/import", "/import/format"])
def test_the_pages_are_examined_as_any_other(
    chromium: Chromium, axe: str, admin: Surfer, path: str
) -> None:
    def story(page: Page) -> None:
        page.goto(path)
        assert violations(page, axe) == []
        for width in (320, 768, 3840):
            page.set_viewport_size({"width": width, "height": 640})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate(TOO_SMALL) == []

    chromium.tell(admin, story)


def test_what_is_told_of_files_is_examined_on_a_phone(
    chromium: Chromium, axe: str, company: Company, surfing: Surfing, tmp_path: Path
) -> None:
    good, bad = tmp_path / "participations.csv", tmp_path / "plan.xlsx"
    good.write_text("initiative,department,role\nI-1,bar,Pours\n" * 3)
    bad.write_bytes(b"PK")

    def examined(page: Page) -> None:
        assert violations(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert page.evaluate(TOO_SMALL) == []

    def story(page: Page) -> None:
        page.goto("/import")
        choose(page, bad)
        expect(page.get_by_role("alert")).to_contain_text("is a workbook")
        examined(page)
        choose(page, good)
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "What the import would do", timeout=PATIENCE_SECONDS * 1_000
        )
        examined(page)

    chromium.tell(surfing(company, Role.ADMIN), story, viewport=PHONE, locale="de-AT")
