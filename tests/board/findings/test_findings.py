"""The findings over HTTP: what they tell, in which order, and what is done about them by whom."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.planted import Portfolio
from tests.api.workshop import Workshop
from tests.board.conftest import Surfer, Surfing

ITEM = re.compile(r'<li id="(finding_[^"]+)".*?(?=<li id="finding_|</ol>)', re.DOTALL)


@pytest.fixture(scope="module")
def viewer(planted: tuple[Company, Portfolio], surfing: Surfing) -> Surfer:
    return surfing(planted[0], Role.VIEWER)


def words(page: str) -> str:
    bare = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", bare)


def listed(page: str) -> dict[str, str]:
    """Return the findings of a page: what each tells, by its id."""
    return {found[1]: words(found[0]) for found in ITEM.finditer(page)}


def rules(page: str) -> list[str]:
    return re.findall(r'href="/findings/rules#(\w+)"', page)


def test_the_gravest_come_first_and_of_these_the_newest(viewer: Surfer) -> None:
    page = viewer.page("/findings")
    severities = re.findall(r'class="mark severity (\w+)".*?<h2', page, re.DOTALL)
    assert severities == sorted(severities, key=["critical", "warning", "info"].index)
    assert {"critical", "warning", "info"} & set(severities)
    told = list(listed(page).values())
    assert len(told) == len(severities) == int(re.findall(r"(\d+)\xa0findings", page)[0])


def test_a_finding_tells_its_rule_evidence_owner_and_days(viewer: Surfer) -> None:
    [told] = listed(viewer.page("/findings?rule=UNDATED_WORK")).values()
    for each in (
        "Warning",
        "Old books closed",
        "One booking book",
        "Work without a date",
        "Without a date since 1 Oct 2025",
        "Since",
        "First seen",
        "Talk to Maria Rossi , Host stand",
    ):
        assert each in told


def test_evidence_leads_to_what_it_is_about(viewer: Surfer, portfolio: Portfolio) -> None:
    page = viewer.page("/findings?rule=DEPENDENCY_AT_RISK")
    book = portfolio.initiatives["book"]
    assert f'href="/initiatives/{book}#{portfolio.milestones["draft"]}"' in page
    assert "It waits for what was due on 1 Mar 2026: One book, drafted" in words(page)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("rule=UNDATED_WORK", {"UNDATED_WORK"}),
        ("severity=WARNING&rule=UNDATED_WORK", {"UNDATED_WORK"}),
        ("severity=CRITICAL&rule=UNDATED_WORK", set()),
        ("known=yes", set()),
        ("known=no&rule=UNDATED_WORK", {"UNDATED_WORK"}),
        ("known=gone&rule=UNDATED_WORK", set()),
    ],
)
def test_the_address_says_what_is_shown(viewer: Surfer, query: str, shown: set[str]) -> None:
    assert set(rules(viewer.page(f"/findings?{query}"))) == shown


def test_filters_by_owner_and_department(viewer: Surfer, portfolio: Portfolio) -> None:
    page = viewer.page(f"/findings?owner={portfolio.people['anna']}")
    assert "to talk to Anna &#34;Ännchen&#34; Weiß about" in page
    assert "UNDATED_WORK" in rules(page)
    web = viewer.page(f"/findings?department={portfolio.departments['web']}")
    assert "UNDATED_WORK" in rules(web)
    kitchen = viewer.page(f"/findings?department={portfolio.departments['kitchen']}")
    assert "UNDATED_WORK" not in rules(kitchen)
    assert "No findings match" in viewer.page(
        f"/findings?owner={portfolio.people['anna']}&severity=CRITICAL"
    )


@pytest.mark.parametrize(
    "query", ["rule=COLOUR", "severity=PURPLE", "known=maybe", "owner=x", "after=nonsense"]
)
def test_an_address_that_makes_no_sense_says_what_would(viewer: Surfer, query: str) -> None:
    page = viewer.page(f"/findings?{query}", status=400)
    assert "This address can&#39;t be understood" in page


def test_more_than_a_page_is_turned_by_cursors(company: Company, surfing: Surfing) -> None:
    shop = Workshop(company)
    for _ in range(10):
        shop.initiative_at("IN_PROGRESS")
    surfer = surfing(company, Role.VIEWER)
    pages = [surfer.page("/findings")]
    while following := re.findall(r'rel="next" href="([^"]+)"', pages[-1]):
        pages.append(surfer.page(following[0].replace("&amp;", "&")))
    ids = [each for page in pages for each in listed(page)]
    total = int(re.findall(r"(\d+)\xa0findings", pages[0])[0])
    assert len(pages) > 1
    assert len(ids) == len(set(ids)) == total
    [before] = re.findall(r'rel="prev" href="([^"]+)"', pages[1])
    assert list(listed(surfer.page(before.replace("&amp;", "&")))) == list(listed(pages[0]))


def test_an_organisation_without_any_says_so(company: Company, surfing: Surfing) -> None:
    page = surfing(company, Role.VIEWER).page("/findings")
    assert "status and facts agree" in page


def test_a_finding_is_acknowledged_and_taken_back(owner: Surfer, shop: Workshop) -> None:
    finding = shop.finding
    given = {"id": finding, "until": "2026-04-15", "note": "The board\r\nis asked."}
    sent = owner.send(
        "/findings", "/findings/finding_acknowledge?severity=WARNING", form="x", **given
    )
    assert sent.status_code == 303
    to = urlsplit(sent.headers["location"])
    assert (to.path, to.fragment) == ("/findings", finding)
    assert parse_qs(to.query) == {"severity": ["WARNING"], "done": ["finding_acknowledge"]}
    page = owner.page(f"{to.path}?{to.query}")
    assert "The finding is known. It stays in sight." in page
    assert "Known to Maria until 15 Apr 2026: “The board is asked.”" in listed(page)[finding]
    assert set(listed(owner.page("/findings?known=yes"))) == {finding}
    assert finding not in listed(owner.page("/findings?known=no"))
    sent = owner.send("/findings", "/findings/finding_unacknowledge", form="x", id=finding)
    assert sent.status_code == 303
    assert listed(owner.page("/findings?known=yes")) == {}


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("", "Fill this in."),
        ("soon", "Write the day as 2026-03-31"),
        ("2027-12-31", "2027-12-31 is not between today"),
    ],
)
def test_what_was_typed_comes_again_with_what_is_wrong(
    owner: Surfer, shop: Workshop, until: str, said: str
) -> None:
    name = f"finding_acknowledge:{shop.finding}"
    given = {"form": name, "id": shop.finding, "until": until, "note": "Not yet"}
    sent = owner.send("/findings", "/findings/finding_acknowledge", **given)
    assert sent.status_code == 422
    assert said in words(sent.text)
    assert 'aria-invalid="true"' in sent.text
    assert '<details class="forms" open>' in sent.text
    assert "Not yet</textarea>" in sent.text
    assert listed(owner.page("/findings?known=yes")) == {}


def test_only_whose_it_is_may_acknowledge(
    viewer: Surfer, shop: Workshop, owner: Surfer, surfing: Surfing
) -> None:
    finding = shop.finding
    assert '<form method="post"' not in viewer.page("/findings")
    assert "/findings/finding_acknowledge" in owner.page("/findings")
    # Somebody from elsewhere, who holds a proof from a finding of their own.
    stranger = shop.make("personCreate", "person", name="Elsewhere")
    own = shop.make("initiativePropose", "initiative", title="Their own", ownerId=stranger)
    shop.make("initiativeCommit", "initiative", id=own)
    surfer = surfing(shop.company, Role.CONTRIBUTOR, stranger)
    offered = re.findall(r'name="id" value="(finding_[^"]+)"', surfer.page("/findings"))
    assert offered
    assert finding not in offered
    given = {"form": f"finding_acknowledge:{finding}", "id": finding, "until": "2026-04-15"}
    sent = surfer.send("/findings", "/findings/finding_acknowledge", **given)
    assert sent.status_code == 422
    assert "This may only be done by whom or whose the finding is about" in words(sent.text)


def test_the_rules_are_told_with_their_thresholds(viewer: Surfer) -> None:
    page = viewer.page("/findings/rules")
    assert len(re.findall(r'<a href="/findings\?rule=\w+"', page)) == 14
    assert "35 days . Without a status update for longer than this" in words(page)
    assert "<form" not in page
    assert "an administrator sets it" in page


def test_an_administrator_sets_a_threshold(company: Company, surfing: Surfing) -> None:
    admin = surfing(company, Role.ADMIN)
    path, given = "/findings/rules", {"rule": "STALE_STATUS", "threshold": "days"}
    sent = admin.send(path, path, form="x", value="21", **given)
    assert sent.status_code == 303
    assert sent.headers["location"].endswith("#STALE_STATUS")
    assert "21 days (by default 35)" in words(admin.page(path))
    assert admin.send(path, path, form="x", value="", **given).status_code == 303
    assert "(by default 35)" not in words(admin.page(path))


@pytest.mark.parametrize(("value", "said"), [("many", "Write a whole number"), ("9999", "365")])
def test_a_threshold_out_of_bounds_is_refused(
    company: Company, surfing: Surfing, value: str, said: str
) -> None:
    admin = surfing(company, Role.ADMIN)
    given = {"form": "threshold:STALE_STATUS:days", "rule": "STALE_STATUS", "threshold": "days"}
    sent = admin.send("/findings/rules", "/findings/rules", value=value, **given)
    assert sent.status_code == 422
    [problem] = re.findall(r'<p class="problem" id="[^"]+" role="alert">([^<]+)<', sent.text)
    assert said in problem


def test_organisations_see_nothing_of_each_other(
    viewer: Surfer, shop: Workshop, owner: Surfer
) -> None:
    finding = shop.finding
    assert finding in listed(owner.page("/findings"))
    assert finding not in listed(viewer.page("/findings"))
