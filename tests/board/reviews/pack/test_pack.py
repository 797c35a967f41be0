"""The review pack over HTTP: it says what the data says, to whom may see it, on paper."""

import re
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from domain.core.viewer import Role
from tests.api.companies import Company, Founding
from tests.api.planted import Portfolio, turn_to
from tests.api.serving import Client
from tests.api.workshop import Workshop
from tests.board.conftest import Surfer, Surfing
from tests.board.reviews.pack.papers import POINTS, Paper, answer, pack

# From the day of its first words to the day before its last.
PERIOD = "?since=2026-01-10"


@pytest.fixture(scope="module")
def viewer(planted: tuple[Company, Portfolio], surfing: Surfing) -> Surfer:
    return surfing(planted[0], Role.VIEWER)


@pytest.fixture(scope="module")
def paper(viewer: Surfer) -> Paper:
    return pack(viewer, PERIOD)


def test_it_names_organisation_days_and_whose_eyes_it_is_seen_with(paper: Paper) -> None:
    assert paper.words.startswith("Tavola Review pack As of 31 Mar 2026, against 10 Jan 2026")
    assert "80 days before" in paper.words
    pages = [page.extract_text() for page in paper.reader.pages]
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "as seen by: Viewer" in page
    for page in pages[1:]:
        assert "Tavola · Review pack" in page
        assert "31 Mar 2026" in re.sub(r"\s", " ", page)


def test_it_can_be_read_aloud(paper: Paper) -> None:
    assert paper.language == "en"
    assert paper.is_tagged
    assert paper.reader.metadata is not None
    assert paper.reader.metadata.title == "Tavola: review pack, 31\xa0Mar\xa02026"
    assert paper.says_to_be_accessible


def test_what_it_counts_is_what_the_api_counts(paper: Paper, reader: Client) -> None:
    asked = """{
      initiatives { totalCount }
      findings { totalCount }
      severe: findings(filter: {severity: {eq: CRITICAL}}) { totalCount }
      critical: initiatives(filter: {stallRisk: {level: {eq: CRITICAL}}}) { totalCount }
      high: initiatives(filter: {stallRisk: {level: {eq: HIGH}}}) { totalCount }
      watch: initiatives(filter: {stallRisk: {level: {eq: WATCH}}}) { totalCount }
      low: initiatives(filter: {stallRisk: {level: {eq: LOW}}}) { totalCount }
      none: initiatives(filter: {stallRisk: {level: {isNull: true}}}) { totalCount }
    }"""
    counts = {name: each["totalCount"] for name, each in reader.ask(asked).items()}
    tiles = {
        name: int(re.findall(rf"(\d+) {name}\b", paper.words)[0])
        for name in ("Initiatives", "Critical", "High", "Watch", "Low", "No number")
    }
    assert list(tiles.values()) == [
        counts[each] for each in ("initiatives", "critical", "high", "watch", "low", "none")
    ]
    assert f"{counts['findings']} findings on record" in paper.words
    assert f"{counts['severe']} of them critical" in paper.words or not counts["severe"]


def test_what_is_at_risk_is_told_with_why_and_what_would_lower_it(
    shop: Workshop, surfing: Surfing
) -> None:
    client = shop.company.admin
    turn_to(client, "2025-10-01")
    for title in ("Late on the ground", "In the cellar"):
        promised(client, shop, title, due="2025-11-20")
    turn_to(client, "2026-03-31")
    asked = """{ portfolio { entries { title stallRisk {
      probability level reasons { sentence } levers { sentence } } } } }"""
    [entry] = client.ask(asked)["portfolio"]["entries"]
    risk = entry["stallRisk"]
    assert risk["level"] in {"HIGH", "CRITICAL"}
    paper = pack(surfing(shop.company, Role.VIEWER), "?since=2025-10-05")
    told = paper.section("Where to look first", "What moved, and why")
    number = f"{round(risk['probability'] * 100)} % {risk['level'].capitalize()}"
    for each in (number, "Quicker seating", "131 days overdue", "On track", "facts red"):
        assert each in told
    for said in (risk["reasons"][0], risk["levers"][0]):
        assert re.sub(r"\s+", " ", said["sentence"]) in told
    moved = paper.section("What moved, and why", "Dates that moved")
    [level] = client.ask(
        """{ changesBetween(from: "2025-10-05", to: "2026-03-31") { levels {
          fromLevel fromProbability sentence } } }"""
    )["changesBetween"]["levels"]
    was = f"{round(level['fromProbability'] * 100)} % {level['fromLevel'].capitalize()}"
    for each in ("Up Quicker seating", was, number, re.sub(r"\s+", " ", level["sentence"])):
        assert each in moved
    assert "1 initiative is called “on track” by its owner while the facts show" in paper.words
    assert "1 initiative rose to a higher level of stall risk since 5 Oct 2025." in paper.words


def promised(client: Client, shop: Workshop, title: str, due: str) -> None:
    """Promise a milestone of an initiative that its owner says is on track."""
    client.make("milestoneAdd", "milestone", initiativeId=shop.initiative, title=title, dueOn=due)
    given = {"initiativeId": shop.initiative, "reportedStatus": "ON_TRACK"}
    client.make("statusUpdatePost", "statusUpdate", **given)


def test_a_date_that_moved_is_told_with_the_first_one_and_the_reason(paper: Paper) -> None:
    told = paper.section("Dates that moved", "Delivered")
    for each in (
        "Trial in three sites",
        "15 Jan 2026 15 Jan 2026 15 Apr 2026",
        " 90 ",
        "The new tables came late.",
    ):
        assert each in told
    assert "1 date moved later since 10 Jan, by 90 days in all" in paper.words


def test_wins_come_with_their_measure_and_whom_they_were_told_to(paper: Paper) -> None:
    told = paper.section("Wins worth telling", "Findings")
    first, second = told.index("Four minutes less"), told.index("No more double bookings")
    assert first < second, "what is proven is told first"
    assert "Proven Wait: 11 before, 7 after (min)" in told
    assert "thanks to Luca Bianchi, Maria Rossi" in told
    assert "Employees" in told[:second]
    assert "Nobody yet" in told[second:]


def test_an_earlier_day_is_told_as_it_stood(viewer: Surfer) -> None:
    paper = pack(viewer, "?asOf=2025-12-15&since=2025-10-15")
    assert "As of 15 Dec 2025, against 15 Oct 2025" in paper.words
    assert "A second host stand" in paper.section("Delivered", "Wins worth telling")
    assert "Trial in three sites" not in paper.section("Dates that moved", "Delivered")
    assert "No short-term win was recorded since 15 Oct 2025." in paper.words
    assert "shared with anyone" not in paper.words
    # Promised for the middle of January, and moved only in February.
    assert "15 Jan 2026" in paper.words


def test_what_is_not_there_is_said_in_words(shop: Workshop, surfing: Surfing) -> None:
    surfer = surfing(shop.company, Role.VIEWER)
    assert "No initiative had been recorded by the end of this day." in pack(surfer).words
    shop.make("initiativePropose", "initiative", title="A first one", caseForChange="Queues.")
    shop.make("initiativePropose", "initiative", title="A second one", caseForChange="Queues.")
    paper = pack(surfer)
    for sentence in (
        "No initiative is at a high or critical risk of stalling.",
        "No initiative rose or fell to another level of stall risk since 1 Mar 2026.",
        "No promised date was moved since 1 Mar 2026.",
        "No milestone was delivered since 1 Mar 2026.",
        "No short-term win was recorded since 1 Mar 2026.",
    ):
        assert sentence in paper.words
    assert "A first one" in paper.words
    assert "No milestone yet" in paper.words


@pytest.mark.parametrize("size", POINTS)
def test_the_paper_is_chosen(viewer: Surfer, size: str) -> None:
    assert pack(viewer, f"?paper={size}").size == POINTS[size]


def test_days_are_written_as_the_browser_asks(viewer: Surfer) -> None:
    assert "Mar 31, 2026" in pack(viewer, language="en-US").words


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("asOf=2026-04-01", "lies in the future"),
        ("asOf=soon", "is no day"),
        ("since=2026-04-01", "lies behind 2026-03-31"),
        ("asOf=2026-01-01&since=2026-02-01", "lies behind 2026-01-01"),
        ("since=1990-01-01", "lies too far back"),
        ("paper=napkin", "it can be a4, letter"),
    ],
)
def test_an_address_that_makes_no_sense_says_what_would(
    viewer: Surfer, query: str, said: str
) -> None:
    page = viewer.page(f"/pack.pdf?{query}", status=400)
    assert "This address can&#39;t be understood" in page
    assert said in page


def test_nobody_gets_one_without_signing_in(address: str) -> None:
    response = httpx.get(f"{address}/pack.pdf?paper=a4")
    assert response.status_code == 401
    assert "/sign-in?return_to=%2Fpack.pdf%3Fpaper%3Da4" in response.text


def test_it_is_one_click_from_the_portfolio_and_kept_by_nobody_else(viewer: Surfer) -> None:
    assert '<a class="button" href="/pack.pdf">Review pack (PDF)</a>' in viewer.page("/")
    headers = answer(viewer).headers
    assert re.fullmatch(
        r'inline; filename="review-pack-\w+-2026-03-31\.pdf"', headers["content-disposition"]
    )
    assert headers["cache-control"] == "private, no-cache"
    assert headers["x-content-type-options"] == "nosniff"


def test_what_is_confidential_is_printed_for_those_who_see_it(
    shop: Workshop, surfing: Surfing
) -> None:
    company = shop.company
    shop.make("initiativePropose", "initiative", title="Told to all", caseForChange="Queues.")
    given = {"title": "Krokodil", "ownerId": shop.person, "confidential": True}
    secret = shop.make("initiativePropose", "initiative", **given)
    shop.make("milestoneAdd", "milestone", initiativeId=secret, title="Krokodil tried")
    shop.make("shortTermWinLog", "shortTermWin", initiativeId=secret, title="Krokodil won")
    for role in (Role.EDITOR, Role.ADMIN):
        told = pack(surfing(company, role)).words
        assert "Krokodil" in told
        assert "2 Initiatives" in told
    for role in (Role.VIEWER, Role.CONTRIBUTOR):
        told = pack(surfing(company, role)).words
        assert "Krokodil" not in told
        assert "1 Initiative " in told
    assert "Krokodil" in pack(surfing(company, Role.VIEWER, shop.person)).words


def test_who_asks_at_the_same_time_gets_one_each(viewer: Surfer) -> None:
    with ThreadPoolExecutor(6) as threads:
        papers = list(threads.map(lambda _: pack(viewer, PERIOD).words, range(6)))
    assert len(papers) == 6
    assert len(set(papers)) == 1


def test_organisations_see_nothing_of_each_other(company: Company, surfing: Surfing) -> None:
    assert "Quicker seating" not in pack(surfing(company, Role.ADMIN), PERIOD).words


def test_long_lists_are_shortened_and_counted(founding: Founding, surfing: Surfing) -> None:
    company = founding()
    for number in range(55):
        given = {"title": f"Effort {number:02}", "caseForChange": "Queues."}
        company.admin.make("initiativePropose", "initiative", **given)
    paper = pack(surfing(company, Role.VIEWER))
    assert sum(f"Effort {number:02}" in paper.words for number in range(55)) == 40
    assert "… and 15 more: 15 without a number" in paper.words


HOSTILE = [
    '#read("/etc/passwd")',
    "$ sum_(i=0)^n $ *bold* _it_ `raw` = heading",
    '#import "@preview/cetz:0.3.0" #panic("no") #while true {}',
    "</text> \\u{202e} <label> @reference // comment /* open",
    "שלום עולם",
    "مرحبا بالعالم",
    "Zoë’s naïve façade – Ελληνικά – Русский – Tiếng Việt",
    "🦀🔥 emoji 会议",
    "W" * 500,
    "many words " * 45,
    '{"json": ["\\"]} \\',
]


def test_what_people_wrote_is_never_read_as_markup(company: Company, surfing: Surfing) -> None:
    for written in HOSTILE:
        given = {"title": written[:200].strip(), "caseForChange": written}
        made = company.admin.make("initiativePropose", "initiative", **given)
        company.admin.make(
            "shortTermWinLog",
            "shortTermWin",
            initiativeId=made,
            title=written[:200].strip(),
            whatChanged=written,
        )
    paper = pack(surfing(company, Role.VIEWER))
    for written in (*HOSTILE[:4], *HOSTILE[6:7], HOSTILE[10]):
        assert re.sub(r"\s+", " ", written) in paper.words
    assert "root:" not in paper.words
    assert "W" * 100 in paper.words.replace(" ", "")
    # The emoji have no shape in our fonts: it is made all the same, and still tagged.
    assert paper.is_tagged
    assert not paper.says_to_be_accessible
