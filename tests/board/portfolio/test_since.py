"""What is news since the last visit, ahead of the portfolio and marked on its rows."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from board.portfolio.since import spoken
from board.rendering.locale import ENGLISH
from db.reviews.visit import Shown, write_visits
from domain.access.token import SESSION_PREFIX, read_token
from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.members import browser
from tests.api.serving import serving
from tests.api.workshop import Workshop
from tests.board.conftest import Surfer, Surfing
from tests.board.portfolio.test_initiative import words


def was_here(company: Company, surfer: Surfer, ago: timedelta) -> None:
    """Take note that somebody was shown the portfolio as it is, so long ago."""
    key = read_token(surfer.secret, SESSION_PREFIX)
    assert key
    [row] = company.rows(
        "select id from access_token where organisation_id = $1 and hash = $2", key.hash
    )
    shown = Shown(datetime.now(UTC) - ago, company.revision)
    noted = {(company.organisation.id, row["id"]): shown}
    company.runner.run(write_visits(company.units.engine, noted))


def news_on(page: str) -> str | None:
    found = re.search(r'<section class="news".*?</section>', page, re.DOTALL)
    return words(found[0]).strip() if found else None


@pytest.fixture
def shop(company: Company) -> Workshop:
    shop = Workshop(company)
    shop.milestone, shop.undated  # noqa: B018 - made when first needed
    shop.make("initiativePropose", "initiative", title="Another effort")
    return shop


@pytest.fixture
def viewer(shop: Workshop, surfing: Surfing) -> Surfer:
    return surfing(shop.company, Role.VIEWER)


def test_on_a_first_visit_there_is_no_news(viewer: Surfer) -> None:
    assert news_on(viewer.page("/")) is None


def test_where_nothing_has_changed_it_says_so(viewer: Surfer, shop: Workshop) -> None:
    was_here(shop.company, viewer, timedelta(days=2))
    assert news_on(viewer.page("/")) == "Since your last visit Nothing has changed."


def test_news_leads_to_what_it_is_about_and_its_rows_are_marked(
    viewer: Surfer, shop: Workshop
) -> None:
    was_here(shop.company, viewer, timedelta(days=2))
    shop.make("milestoneReplan", "milestone", id=shop.milestone, dueOn="2026-08-01", reason="Late")
    shop.short_term_win  # noqa: B018 - made when first needed
    page = viewer.page("/")
    told = news_on(page)
    assert told
    assert "1 milestone slipped : Trial" in told
    assert "1 win : Shorter queue" in told
    addresses = set(re.findall(r'href="([^"#]+)#([^"]+)">(?:Trial|Shorter queue)', page))
    path = f"/initiatives/{shop.initiative}"
    assert addresses == {(path, shop.milestone), (path, shop.short_term_win)}
    shown = viewer.page(path)
    assert all(f'id="{anchor}"' in shown for _, anchor in addresses)
    rows = re.findall(r'<tr id="([^"]+)".*?</tr>', page, re.DOTALL)
    marked = re.findall(r'<tr id="([^"]+)"(?:(?!</tr>).)*class="new"', page, re.DOTALL)
    assert len(rows) == 2
    assert marked == [shop.initiative]


def test_what_was_only_said_is_marked_on_its_row(viewer: Surfer, shop: Workshop) -> None:
    was_here(shop.company, viewer, timedelta(days=2))
    given = {"initiativeId": shop.initiative, "reportedStatus": "ON_TRACK"}
    shop.make("statusUpdatePost", "statusUpdate", **given)
    page = viewer.page("/")
    assert "No level, date or win has changed" in (news_on(page) or "")
    assert page.count('class="new"') == 1


def test_many_are_counted_and_some_are_named(viewer: Surfer, shop: Workshop) -> None:
    was_here(shop.company, viewer, timedelta(days=2))
    for number in range(6):
        given = {"initiativeId": shop.initiative, "title": f"Win {number}"}
        shop.make("shortTermWinLog", "shortTermWin", **given)
    assert "6 wins : Win 5 , Win 4 , Win 3 , Win 2 and 2 more" in (news_on(viewer.page("/")) or "")


def test_the_news_of_a_page_that_stays_open_stays(viewer: Surfer, shop: Workshop) -> None:
    was_here(shop.company, viewer, timedelta(days=2))
    shop.short_term_win  # noqa: B018 - made when first needed
    for _ in range(2):
        assert "1 win" in (news_on(viewer.page("/")) or "")
        was_here(shop.company, viewer, timedelta(minutes=1))


def test_when_the_server_stops_what_was_shown_is_noted(
    shop: Workshop, surfing: Surfing, api_database: str
) -> None:
    surfer = surfing(shop.company, Role.VIEWER)
    with serving(api_database) as address, browser(address, surfer.secret) as elsewhere:
        assert elsewhere.get("/").status_code == 200
    [row] = shop.company.rows("select * from visit where organisation_id = $1")
    assert row["shown_revision"] == shop.company.revision
    assert abs(row["shown_at"] - datetime.now(UTC)) < timedelta(minutes=1)
    assert row["left_at"] is None


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 3, 31), "earlier today"),
        (date(2026, 3, 30), "yesterday"),
        (date(2026, 3, 26), "Thursday"),
        (date(2026, 3, 24), "24\u00a0Mar"),
        (date(2025, 12, 24), "24\u00a0Dec\u00a02025"),
    ],
)
def test_a_day_is_said_as_one_remembers_it(day: date, said: str) -> None:
    assert spoken(day, date(2026, 3, 31), ENGLISH) == said
