"""The review on its pages: as it stands against the last one, held, and opened as it was."""

import re

import pytest

from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.workshop import Workshop
from tests.board.conftest import Surfer, Surfing

PARTS = ("moved", "slipped", "met", "wins", "promised", "findings", "portfolio")


@pytest.fixture
def shop(company: Company) -> Workshop:
    """An initiative that was reviewed a month ago, and what came since."""
    shop = Workshop(company)
    company.admin.make("organisationUpdate", "organisation", clockFixedOn="2026-02-28")
    assert shop.milestone
    shop.make("reviewHold", "review", title="February")
    company.admin.make("organisationUpdate", "organisation", clockFixedOn="2026-03-31")
    given = {"id": shop.milestone, "dueOn": "2026-07-15", "reason": "The tables came late."}
    shop.make("milestoneReplan", "milestone", **given)
    assert shop.short_term_win
    return shop


@pytest.fixture
def editor(shop: Workshop, surfing: Surfing) -> Surfer:
    return surfing(shop.company, Role.EDITOR, shop.person)


def part(page: str, name: str) -> str:
    """Return a part of a page, without what differs between two tellings of it."""
    found = re.search(rf'<section [^>]*data-part="{name}">(.*?)</section>', page, re.DOTALL)
    assert found, name
    return found[1]


def held(editor: Surfer) -> str:
    """Hold a review, and return its address."""
    sent = editor.send("/review", "/review/review_hold", form="review_hold", title="March")
    assert sent.status_code == 303
    address: str = sent.headers["location"].partition("?")[0]
    return address


def test_it_compares_with_the_last_review(editor: Surfer) -> None:
    page = editor.page("/review")
    assert ">February</a> of 28" in page
    slipped = part(page, "slipped")
    assert "Trial" in slipped
    assert "75\u00a0days later" in slipped
    assert "The tables came late." in slipped
    assert "Shorter queue" in part(page, "wins")
    assert "not shared yet" in part(page, "wins")
    assert "Quicker seating" in part(page, "portfolio")


def test_any_day_stands_against_any_other(editor: Surfer) -> None:
    page = editor.page("/review?asOf=2026-02-28&since=2026-02-01")
    assert "No date was moved." in page
    assert "Hold this review" not in page
    assert "Shorter queue" not in page
    assert 'href="/pack.pdf?asOf=2026-02-28&amp;since=2026-02-01"' in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("asOf=2026-04-01", "lies in the future"),
        ("asOf=2026-03-01&since=2026-03-01", "does not lie before"),
        ("since=yesterday", "is no day"),
    ],
)
def test_an_address_without_sense_is_told(editor: Surfer, query: str, said: str) -> None:
    assert said in editor.page(f"/review?{query}", 400)


def test_a_held_review_stays_as_it_was(shop: Workshop, editor: Surfer) -> None:
    address = held(editor)
    before = editor.page(address)
    assert "Trial" in part(before, "slipped")
    shop.make("initiativeUpdate", "initiative", id=shop.initiative, title="Slower seating")
    shop.make("milestoneUpdate", "milestone", id=shop.milestone, title="Another trial")
    shop.make("milestoneComplete", "milestone", id=shop.milestone)
    shop.make("shortTermWinShare", "shortTermWin", id=shop.short_term_win, audience="EMPLOYEES")
    shop.make("initiativeArchive", "initiative", id=shop.initiative)
    after = editor.page(address)
    for name in PARTS:
        assert part(after, name) == part(before, name), name
    assert ">March</a>" in editor.page("/reviews")


def test_what_was_asked_is_taken_up_decided_and_acted_on(shop: Workshop, editor: Surfer) -> None:
    asked = {"form": "decision_ask", "text": "Seat Milan, too?", "initiativeId": "quicker"}
    sent = editor.send("/review", "/review/decision_ask", **asked, ownerId="Maria")
    assert sent.status_code == 303
    assert "Seat Milan, too?" in part(editor.page("/review"), "decisions")
    address = held(editor)
    page = editor.page(address)
    [decision] = re.findall(r'<article class="noted" id="(decision_[^"]+)"', page)
    sent = editor.send(
        address, f"{address}/decision_take", form="decision_take", id=decision, outcome="Rome first"
    )
    assert sent.status_code == 303
    given = {"form": "action_add", "reviewId": address.rpartition("/")[2], "text": "Ask Rome"}
    refused = editor.send(address, f"{address}/action_add", **given, ownerId="Nobody Such")
    assert refused.status_code == 422
    assert "Ask Rome" in refused.text
    sent = editor.send(
        address, f"{address}/action_add", **given, ownerId="Maria", dueOn="2026-04-30"
    )
    assert sent.status_code == 303
    page = editor.page(address)
    assert "Rome first" in part(page, "decisions")
    [action] = re.findall(r'<article class="noted" id="(action_[^"]+)"', page)
    assert "Ask Rome" in part(editor.page("/review"), "actions")
    sent = editor.send(address, f"{address}/action_complete", form="action_complete", id=action)
    assert sent.status_code == 303
    assert "done on" in part(editor.page(address), "actions")
    assert "Nothing waits to be decided." in editor.page("/review")
    assert "1 done" in editor.page("/reviews")


def test_somebody_is_shown_the_forms_that_they_may_use(
    shop: Workshop, editor: Surfer, surfing: Surfing
) -> None:
    address = held(editor)
    given = {"reviewId": address.rpartition("/")[2], "text": "Ask Rome", "dueOn": "2026-04-30"}
    shop.make("actionAdd", "action", **given, ownerId=shop.person)
    viewer = surfing(shop.company, Role.VIEWER, shop.person)
    for path in ("/review", address, "/reviews"):
        assert '<form method="post"' not in viewer.page(path)
    own = surfing(shop.company, Role.CONTRIBUTOR, shop.person).page(address)
    assert f"{address}/action_complete" in own
    for other in ("action_add", "decision_ask", "review_update"):
        assert f"{address}/{other}" not in own


def test_what_was_asked_and_taken_on_is_put_right(shop: Workshop, editor: Surfer) -> None:
    shop.make("decisionAsk", "decision", text="Pay?", initiativeId=shop.initiative)
    address = held(editor)
    given = {"reviewId": address.rpartition("/")[2], "text": "Ask Rome", "dueOn": "2026-04-30"}
    shop.make("actionAdd", "action", **given, ownerId=shop.person)
    shop.make("personCreate", "person", name="Luca")
    [decision, action] = re.findall(r'<article class="noted" id="([^"]+)"', editor.page(address))

    def changed(name: str, identity: str, **given: str) -> str:
        sent = editor.send(
            address, f"{address}/{name}", form=f"{name}:{identity}", id=identity, **given
        )
        assert sent.status_code == 303, sent.text
        return editor.page(address)

    page = changed("decision_update", decision, text="Pay now?", initiativeId="", ownerId="luc")
    assert "Pay now?" in part(page, "decisions")
    assert "asked of Luca" in part(page, "decisions")
    assert "Quicker seating" not in part(page, "decisions")
    given = {"text": "Ask Milan", "ownerId": "Luca", "dueOn": "2026-05-31"}
    page = changed("action_update", action, **given, initiativeId="quicker")
    assert re.search(
        r"Ask Milan.*Quicker seating.*Luca, by 31\sMay", part(page, "actions"), re.DOTALL
    )
    refused = editor.send(
        address, f"{address}/action_update", form=f"action_update:{action}", id=action, text="Ask"
    )
    assert refused.status_code == 422
    assert 'value="2026-05-31"' in refused.text


def test_a_review_is_archived_and_brought_back(shop: Workshop, editor: Surfer) -> None:
    address = held(editor)
    given = {"id": address.rpartition("/")[2]}
    sent = editor.send(address, f"{address}/review_archive", form="review_archive", **given)
    assert sent.status_code == 303
    assert "Archived on 31\u00a0Mar" in editor.page(address)
    assert ">March</a>" not in editor.page("/reviews")
    assert "review_update" not in editor.page(address)
    sent = editor.send(address, f"{address}/review_unarchive", form="review_unarchive", **given)
    assert sent.status_code == 303
    assert ">March</a>" in editor.page("/reviews")


def test_there_is_no_review_of_nowhere(editor: Surfer) -> None:
    nowhere = "/reviews/review_00000000-0000-7000-8000-000000000000"
    assert "There is no such review" in editor.page(nowhere, 404)
