"""The pack of a review that was held: what it showed then, and what came of it until now."""

import re
from itertools import pairwise

import pytest

from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.planted import turn_to
from tests.api.workshop import Workshop
from tests.board.conftest import Surfer, Surfing
from tests.board.reviews.pack.papers import Paper, answer, pack


@pytest.fixture
def shop(company: Company) -> Workshop:
    """An organisation in which something is late, something was won and a date was moved."""
    shop = Workshop(company)
    turn_to(company.admin, "2025-12-01")
    given = {"initiativeId": shop.initiative, "ownerId": shop.person}
    shop.make("milestoneAdd", "milestone", title="In the cellar", dueOn="2026-01-10", **given)
    moved = shop.make("milestoneAdd", "milestone", title="On top", dueOn="2026-03-20", **given)
    met = shop.make("milestoneAdd", "milestone", title="Laid out", dueOn="2026-03-12", **given)
    shop.make(
        "statusUpdatePost", "statusUpdate", initiativeId=shop.initiative, reportedStatus="ON_TRACK"
    )
    turn_to(company.admin, "2026-03-15")
    for day in ("2026-04-01", "2026-04-20"):
        shop.make("milestoneReplan", "milestone", id=moved, dueOn=day, reason=f"Late to {day}.")
    shop.make("milestoneComplete", "milestone", id=met, on="2026-03-14")
    won = {"initiativeId": shop.initiative, "title": "Shorter queue", "whatChanged": "Ten less."}
    shop.make("shortTermWinLog", "shortTermWin", **won)
    turn_to(company.admin, "2026-03-31")
    return shop


@pytest.fixture
def viewer(shop: Workshop, surfing: Surfing) -> Surfer:
    return surfing(shop.company, Role.VIEWER)


def hold(shop: Workshop, title: str = "March", **given: object) -> str:
    return shop.make("reviewHold", "review", title=title, **given)


def shown(paper: Paper) -> list[str]:
    """Return what a review showed, by section; what came of it stands in others."""
    headings = (
        "Where to look first",
        "What moved, and why",
        "Dates that moved",
        "Delivered",
        "Wins worth telling",
        "Findings",
        "The rest of the portfolio",
    )
    words = paper.words
    # Before the first of the decisions, and after the last of the actions.
    return [
        words.partition(" In short ")[2].partition(" Decisions asked ")[0],
        *(paper.section(*pair) for pair in pairwise(headings)),
    ]


def test_it_tells_what_the_review_showed(shop: Workshop, viewer: Surfer) -> None:
    review = hold(shop)
    paper = pack(viewer, f"?review={review}")
    assert paper.words.startswith("Tavola · Review March As of 31 Mar 2026, against 1 Mar 2026")
    assert "What it showed was frozen on its day" in paper.words
    short, first, moved, dates, met, wins, findings = shown(paper)
    assert "1 Initiative" in short
    assert "1 initiative is called “on track” by its owner" in short
    assert "1 date moved later since 1 Mar, by 31 days in all" in short
    assert "1 short-term win worth telling, 1 of them not shared." in short
    for each in ("Quicker seating", "Maria", "80 days overdue", "On track", "In the cellar"):
        assert each in first
    assert "lower" not in first
    assert moved == "No initiative rose or fell to another level of stall risk since 1 Mar 2026."
    assert "On top Quicker seating · Maria 20 Mar 2026 20 Mar 2026 20 Apr 2026" in dates
    assert "moved 2 times" in dates
    assert "Late to 2026-04-20." in dates
    assert "Laid out Quicker seating · Maria 14 Mar 2026 2 days later than first" in met
    assert "Shorter queue 15 Mar 2026 Ten less. Quicker seating Nobody yet" in wins
    assert "Says green, facts red" in findings
    assert paper.says_to_be_accessible


def test_it_tells_what_had_moved_and_why(shop: Workshop, viewer: Surfer) -> None:
    review = hold(shop, since="2025-12-05")
    asked = "query ($id: ID!) { review(id: $id) { moved { fromLevel level sentence } } }"
    [told] = shop.company.admin.ask(asked, id=review)["review"]["moved"]
    moved = shown(pack(viewer, f"?review={review}"))[2]
    for each in ("Up Quicker seating", told["fromLevel"].capitalize(), told["level"].capitalize()):
        assert each in moved
    assert re.sub(r"\s+", " ", told["sentence"]) in moved


def test_what_is_changed_afterwards_changes_nothing_of_it(shop: Workshop, viewer: Surfer) -> None:
    review = hold(shop)
    before = shown(pack(viewer, f"?review={review}"))
    turn_to(shop.company.admin, "2026-04-30")
    shop.make("initiativeUpdate", "initiative", id=shop.initiative, title="Another name")
    shop.make("shortTermWinLog", "shortTermWin", initiativeId=shop.initiative, title="Later")
    given = {"initiativeId": shop.initiative, "reportedStatus": "OFF_TRACK"}
    shop.make("statusUpdatePost", "statusUpdate", **given)
    for each in shop.company.admin.ask("{ milestones { nodes { id completedOn } } }")["milestones"][
        "nodes"
    ]:
        if each["completedOn"] is None:
            shop.make("milestoneComplete", "milestone", id=each["id"])
    paper = pack(viewer, f"?review={review}")
    assert shown(paper) == before
    assert "Another name" not in paper.words
    assert "as they stand on 30 Apr 2026" in paper.words
    assert "Another name" in pack(viewer).words


def test_decisions_and_actions_are_told_as_they_stand(shop: Workshop, viewer: Surfer) -> None:
    assert "No decision is asked." in pack(viewer).words
    assert "No action is open." in pack(viewer).words
    assert shop.decision
    waiting = pack(viewer).section("Decisions asked", "Actions open")
    assert "Pay for it? Quicker seating Maria Open To decide" in waiting
    review = hold(shop)
    given = {"reviewId": review, "ownerId": shop.person, "dueOn": "2026-04-15"}
    action = shop.make("actionAdd", "action", text="Ask finance", **given)
    taken = shop.make("decisionAsk", "decision", text="Paint it?", reviewId=review)
    shop.make("decisionTake", "decision", id=taken, outcome="Yes, in blue")
    turn_to(shop.company.admin, "2026-04-20")
    paper = pack(viewer, f"?review={review}")
    asked = paper.section("Decisions asked", "Actions open")
    assert asked.index("Pay for it?") < asked.index("Paint it?"), "what is open comes first"
    assert "Decided Yes, in blue" in asked
    actions = paper.section("Actions open", "Where to look first")
    assert "Ask finance Maria 15 Apr 2026 Overdue March" in actions
    shop.make("actionComplete", "action", id=action)
    assert "No action is open." in pack(viewer, f"?review={review}").words
    # On the day itself it was open, and what was decided later was still to be decided.
    then = pack(viewer, "?asOf=2026-03-31&since=2026-03-01")
    assert "Ask finance Maria 15 Apr 2026 March" in then.section(
        "Actions open", "Where to look first"
    )
    assert "Paint it?" not in then.words


def test_a_day_is_compared_with_the_last_review(shop: Workshop, viewer: Surfer) -> None:
    assert "against 1 Mar 2026 (30 days before)" in pack(viewer).words
    hold(shop, "Early", on="2026-02-10")
    hold(shop, "Middle", on="2026-03-10")
    hold(shop, "Today")
    assert "against 10 Mar 2026 (Middle, 21 days before)" in pack(viewer).words
    assert "against 10 Feb 2026 (Early, 18 days before)" in pack(viewer, "?asOf=2026-02-28").words


def test_a_review_is_held_against_the_one_before(shop: Workshop, viewer: Surfer) -> None:
    hold(shop, "Middle", on="2026-03-10")
    review = hold(shop)
    paper = pack(viewer, f"?review={review}&paper=letter")
    assert "against 10 Mar 2026 (Middle, 21 days before)" in paper.words
    again = hold(shop, "Once more")
    paper = pack(viewer, f"?review={again}")
    assert "against 31 Mar 2026 (March, the same day)" in paper.words
    assert "No promised date was moved since 31 Mar 2026." in paper.words


def test_it_is_one_click_from_the_pages_of_reviews(shop: Workshop, viewer: Surfer) -> None:
    review = hold(shop)
    for page, opening in (
        (f"/reviews/{review}", "Tavola · Review March As of 31 Mar 2026, against 1 Mar 2026"),
        ("/review", "Tavola Review pack As of 31 Mar 2026, against 31 Mar 2026 (the same day)"),
        ("/review?asOf=2026-03-20", "Tavola Review pack As of 20 Mar 2026, against 18 Feb 2026"),
    ):
        [address] = re.findall(r'href="/pack.pdf([^"]*)"', viewer.page(page))
        assert pack(viewer, address.replace("&amp;", "&")).words.startswith(opening)


def test_its_file_is_named_after_its_day(shop: Workshop, viewer: Surfer) -> None:
    review = hold(shop, on="2026-03-20")
    named = answer(viewer, f"?review={review}").headers["content-disposition"]
    assert named.endswith('-2026-03-20.pdf"')


def test_what_is_confidential_is_left_out_for_those_who_do_not_see_it(
    shop: Workshop, viewer: Surfer, surfing: Surfing
) -> None:
    given = {"title": "Krokodil", "confidential": True, "caseForChange": "Queues."}
    secret = shop.make("initiativePropose", "initiative", **given)
    shop.make("shortTermWinLog", "shortTermWin", initiativeId=secret, title="Krokodil won")
    shop.make("decisionAsk", "decision", initiativeId=secret, text="Krokodil?")
    review = hold(shop)
    about = {"initiativeId": secret, "ownerId": shop.person, "dueOn": "2026-04-15"}
    shop.make("actionAdd", "action", reviewId=review, text="Feed the Krokodil", **about)
    for query in ("", f"?review={review}"):
        told = pack(surfing(shop.company, Role.EDITOR), query).words
        assert told.count("Krokodil") >= 4
        assert "2 Initiatives" in told
        told = pack(viewer, query).words
        assert "Krokodil" not in told
        assert "1 Initiative " in told


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("review=review_01a20164-1112-721c-86a0-5a0f7f829d5c", 404, "There is no such review"),
        ("review=nonsense", 400, "can&#39;t be understood"),
        ("review=review_01a20164-1112-721c-86a0-5a0f7f829d5c&asOf=2026-03-01", 400, "of its own"),
    ],
)
def test_a_review_that_is_not_there_is_told(
    viewer: Surfer, query: str, status: int, said: str
) -> None:
    assert said in viewer.page(f"/pack.pdf?{query}", status=status)


def test_nobody_reads_the_reviews_of_others(
    shop: Workshop, surfing: Surfing, planted: tuple[Company, object]
) -> None:
    stranger = surfing(planted[0], Role.ADMIN)
    assert "There is no such review" in stranger.page(f"/pack.pdf?review={hold(shop)}", status=404)
