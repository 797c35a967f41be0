"""The portfolio over HTTP: what it shows, and every state in which it can be."""

import re

import httpx
import pytest

from domain.core.viewer import Role
from tests.api.companies import Company, Founding
from tests.api.planted import Portfolio
from tests.board.conftest import Surfer, Surfing


@pytest.fixture(scope="module")
def viewer(planted: tuple[Company, Portfolio], surfing: Surfing) -> Surfer:
    return surfing(planted[0], Role.VIEWER)


def titles(page: str) -> list[str]:
    return re.findall(r'class="title"[^>]*>([^<]+)<', page)


def test_initiatives_come_by_need_of_attention(viewer: Surfer, reader: object) -> None:
    shown = titles(viewer.page("/"))
    assert shown == ["One booking book", "Quicker seating", "The bill within five minutes"]


def test_a_row_tells_risk_words_milestone_win_and_findings(viewer: Surfer) -> None:
    page = viewer.page("/?q=seating")
    row = re.sub(r"\s+", " ", re.sub("<svg.*?</svg>|<[^>]+>", " ", page.partition("<tbody")[2]))
    for words in ("Quicker seating", "Maria Rossi", "Host stand", "In progress", "Trial in three"):
        assert words in row


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("q=BOOK", ["One booking book"]),
        ("q=rossi", ["Quicker seating"]),
        ("status=PROPOSED", ["The bill within five minutes"]),
        ("level=NONE", ["The bill within five minutes"]),
        ("sort=title", ["One booking book", "Quicker seating", "The bill within five minutes"]),
        ("sort=priority", ["Quicker seating", "One booking book", "The bill within five minutes"]),
        ("q=nothing", []),
    ],
)
def test_the_address_says_what_is_shown(viewer: Surfer, query: str, shown: list[str]) -> None:
    assert titles(viewer.page(f"/?{query}")) == shown


def test_filters_by_owner_department_and_finding(viewer: Surfer, portfolio: Portfolio) -> None:
    assert titles(viewer.page(f"/?owner={portfolio.people['maria']}")) == ["Quicker seating"]
    assert "of Maria Rossi" in viewer.page(f"/?owner={portfolio.people['maria']}")
    assert "Quicker seating" in titles(viewer.page(f"/?department={portfolio.departments['host']}"))
    assert titles(viewer.page("/?finding=UNDATED_WORK")) == ["One booking book"]


def test_the_sorted_column_says_so(viewer: Surfer) -> None:
    assert viewer.page("/").count('aria-sort="descending"') == 1
    assert viewer.page("/?sort=title").count('aria-sort="ascending"') == 1


@pytest.mark.parametrize(
    "query", ["sort=colour", "level=PURPLE", "owner=x", "after=nonsense", "department=person_1"]
)
def test_an_address_that_makes_no_sense_says_what_would(viewer: Surfer, query: str) -> None:
    assert "This address can&#39;t be understood" in viewer.page(f"/?{query}", status=400)


def test_more_than_a_page_is_turned_by_cursors(founding: Founding, surfing: Surfing) -> None:
    company = founding()
    for number in range(30):
        company.admin.make("initiativePropose", "initiative", title=f"Effort {number:02}")
    surfer = surfing(company, Role.VIEWER)
    first = surfer.page("/?sort=title")
    [after] = re.findall(r'rel="next" href="([^"]+)"', first)
    second = surfer.page(after.replace("&amp;", "&"))
    assert titles(first) + titles(second) == [f"Effort {number:02}" for number in range(30)]
    [before] = re.findall(r'rel="prev" href="([^"]+)"', second)
    assert titles(surfer.page(before.replace("&amp;", "&"))) == titles(first)


def test_an_empty_organisation_is_led_to_its_first_initiative(
    company: Company, surfing: Surfing
) -> None:
    surfer = surfing(company, Role.ADMIN)
    page = surfer.page("/")
    assert "Begin with one change effort" in page
    assert '<a class="button" href="/import">Import</a>' in page
    given = {"title": "Quicker seating", "caseForChange": "Every fifth guest leaves."}
    sent = surfer.send("/", "/initiatives/new", **given)
    assert sent.status_code == 303
    made = surfer.page(sent.headers["location"])
    assert "Every fifth guest leaves." in made
    assert "Nothing is promised yet." in made
    assert titles(surfer.page("/")) == ["Quicker seating"]


def test_a_proposal_without_a_title_comes_back_with_what_was_typed(
    company: Company, surfing: Surfing
) -> None:
    surfer = surfing(company, Role.EDITOR)
    given = {"form": "propose", "title": " ", "caseForChange": "Every fifth guest leaves."}
    sent = surfer.send("/initiatives/new", "/initiatives/new", **given)
    assert sent.status_code == 422
    assert 'id="propose-new-title-problem" role="alert"' in sent.text
    assert "Every fifth guest leaves." in sent.text


def test_who_may_not_propose_is_told_whom_to_ask(company: Company, surfing: Surfing) -> None:
    page = surfing(company, Role.VIEWER).page("/")
    assert "Ask an administrator or the CX office." in page
    assert "<form" not in page


def test_what_people_wrote_stays_text(company: Company, surfing: Surfing) -> None:
    company.admin.make("initiativePropose", "initiative", title='<script>alert("1")</script>')
    page = surfing(company, Role.VIEWER).page("/?q=<script>")
    assert "&lt;script&gt;alert(" in page
    assert "<script>alert" not in page


def test_organisations_see_nothing_of_each_other(
    viewer: Surfer, company: Company, surfing: Surfing, portfolio: Portfolio
) -> None:
    company.admin.make("initiativePropose", "initiative", title="Ours alone")
    stranger = surfing(company, Role.ADMIN)
    assert titles(stranger.page("/")) == ["Ours alone"]
    assert titles(stranger.page(f"/?owner={portfolio.people['maria']}")) == []


def test_who_is_not_signed_in_is_led_to_signing_in_and_back(address: str) -> None:
    response = httpx.get(f"{address}/?level=HIGH")
    assert response.status_code == 401
    assert "/sign-in?return_to=%2F%3Flevel%3DHIGH" in response.text
    assert "Quicker seating" not in response.text


def test_days_are_written_as_the_browser_asks(viewer: Surfer) -> None:
    assert "Mar\u00a031,\u00a02026" in viewer.page("/", language="en-US")
    assert "31\u00a0Mar\u00a02026" in viewer.page("/", language="de,en;q=0.5")


def test_every_page_forbids_what_it_does_not_need(viewer: Surfer, address: str) -> None:
    for response in (viewer.http.get("/"), viewer.http.get("/?sort=x"), httpx.get(address)):
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "same-origin"
        assert response.headers["cache-control"] == "private, no-cache"
        assert "style=" not in response.text
        assert not re.search(r"<script(?![^>]*src)", response.text)


def test_assets_are_kept_for_good_and_come_from_us_alone(viewer: Surfer) -> None:
    page = viewer.page("/")
    addresses = re.findall(r'(?:src|<link[^>]*href)="([^"#]+)"', page)
    assert len(addresses) >= 5
    for address in addresses:
        assert re.fullmatch(r"/assets/\w+\.[0-9a-f]{12}\.\w+", address)
        response = viewer.http.get(address)
        assert response.status_code == 200
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert viewer.http.get("/assets/page.000000000000.css").status_code == 404


def test_a_page_is_sent_compressed(viewer: Surfer) -> None:
    response = viewer.http.get("/")
    assert response.headers["content-encoding"] == "gzip"
    assert response.num_bytes_downloaded < 150_000


def test_on_paper_each_title_has_the_footnote_of_its_address(
    viewer: Surfer, portfolio: Portfolio
) -> None:
    page = viewer.page("/?q=seating")
    [number] = re.findall(r'<sup class="on-paper">(\d+)</sup>', page)
    [address] = re.findall(r'<ol class="on-paper"><li>([^<]+)</li>', page)
    assert number == "1"
    assert address == f"{viewer.http.base_url}/initiatives/{portfolio.initiatives['seating']}"


def test_what_goes_wrong_is_masked_and_logged_with_an_id(
    viewer: Surfer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr("board.portfolio.portfolio.places", broken)
    page = viewer.page("/", status=500)
    assert "the secret" not in page
    [error_id] = re.findall(r"the id (\w+)\.", page)
    assert f"unexpected error {error_id}" in caplog.text


def test_a_session_that_has_ended_is_led_to_signing_in(
    planted: tuple[Company, Portfolio], surfing: Surfing
) -> None:
    surfer = surfing(planted[0], Role.VIEWER)
    surfer.page("/")
    left = surfer.http.post("/sign-out", headers={"sec-fetch-site": "same-origin"})
    assert left.status_code == 200
    surfer.http.cookies.set("throughline", surfer.secret)
    assert "Sign in to see your organisation" in surfer.page("/", status=401)
