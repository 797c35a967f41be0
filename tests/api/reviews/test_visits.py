"""What is news since the last visit to the portfolio, told over GraphQL."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.vocabulary.global_id import split
from db.reviews.visit import Shown, write_visits
from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.serving import Client
from tests.api.workshop import Workshop

NEWS = """{ viewer { sinceLastVisit {
  at complete risksIncreasedCount risksIncreased { title }
  risksDecreasedCount risksDecreased { title } slippedCount slipped { title }
  milestonesMetCount milestonesMet { title } winsLoggedCount winsLogged { title }
  changed { id title }
} } }"""


class Visitor:
    """Somebody with a token, who was shown the portfolio now and then."""

    def __init__(self, company: Company, role: Role = Role.VIEWER, person: str | None = None):
        _, person_id = (split(person) if person else None) or ("", None)
        token, self.issued = company.issue(role, person_id=person_id)
        self.company = company
        # Of this test: half an hour later than when the file was read, visits would be others.
        self.now = datetime.now(UTC)
        self.client: Client = company.open(token)

    def shown(self, ago: timedelta, revision: int | None = None) -> None:
        """Take note that the portfolio was shown, as of now unless another revision is given."""
        known = self.company.revision if revision is None else revision
        key = (self.company.organisation.id, self.issued.id)
        write = write_visits(self.company.units.engine, {key: Shown(self.now - ago, known)})
        self.company.runner.run(write)

    def news(self) -> dict[str, Any]:
        news: dict[str, Any] = self.client.ask(NEWS)["viewer"]["sinceLastVisit"]
        return news

    def told(self, *names: str) -> list[list[str]]:
        news = self.news()
        return [[each["title"] for each in news[name]] for name in names]


@pytest.fixture
def visitor(shop: Workshop) -> Visitor:
    shop.milestone, shop.undated  # noqa: B018 - made when first needed
    return Visitor(shop.company)


DAY = timedelta(days=1)


def test_before_the_second_visit_there_is_no_news(visitor: Visitor) -> None:
    assert visitor.news() is None
    visitor.shown(timedelta(minutes=1))
    assert visitor.news() is None


def test_news_is_what_it_came_to(visitor: Visitor, shop: Workshop) -> None:
    visitor.shown(DAY)
    assert visitor.news()["changed"] == []
    shop.make("milestoneReplan", "milestone", id=shop.milestone, dueOn="2026-08-01", reason="Late")
    shop.make("milestoneComplete", "milestone", id=shop.undated)
    shop.short_term_win  # noqa: B018 - made when first needed
    news = visitor.news()
    assert datetime.fromisoformat(news["at"]) == visitor.now - DAY
    assert news["complete"] is True
    assert visitor.told("slipped", "milestonesMet", "winsLogged", "changed") == [
        ["Trial"],
        ["Some day"],
        ["Shorter queue"],
        ["Quicker seating"],
    ]
    assert (news["slippedCount"], news["milestonesMetCount"], news["winsLoggedCount"]) == (1, 1, 1)
    back = {"dueOn": "2026-05-01", "reason": "It came"}
    shop.make("milestoneReplan", "milestone", id=shop.milestone, **back)
    shop.make("milestoneReopen", "milestone", id=shop.undated)
    shop.make("shortTermWinArchive", "shortTermWin", id=shop.short_term_win)
    assert visitor.told("slipped", "milestonesMet", "winsLogged") == [[], [], []]


def test_a_level_that_rose_is_told_until_it_falls_again(visitor: Visitor, shop: Workshop) -> None:
    visitor.shown(DAY)
    for day, told in (
        ("2026-12-01", [["Quicker seating"], []]),
        ("2026-03-31", [[], []]),
    ):
        shop.company.admin.make("organisationUpdate", "organisation", clockFixedOn=day)
        given = {"initiativeId": shop.initiative, "reportedStatus": "ON_TRACK"}
        shop.make("statusUpdatePost", "statusUpdate", **given)
        assert visitor.told("risksIncreased", "risksDecreased") == told


def test_a_visit_goes_on_until_half_an_hour_has_passed(visitor: Visitor, shop: Workshop) -> None:
    visitor.shown(DAY)
    shop.short_term_win  # noqa: B018 - made when first needed
    for minutes in (29, 15, 1):
        visitor.shown(timedelta(minutes=minutes))
        assert datetime.fromisoformat(visitor.news()["at"]) == visitor.now - DAY
        assert visitor.news()["winsLoggedCount"] == 1


def test_what_was_noted_late_does_not_turn_the_clock_back(visitor: Visitor) -> None:
    visitor.shown(timedelta(hours=2))
    visitor.shown(timedelta(hours=5), revision=1)
    assert datetime.fromisoformat(visitor.news()["at"]) == visitor.now - timedelta(hours=2)


def test_a_persons_visits_are_those_of_all_their_sessions(shop: Workshop) -> None:
    here, there = (Visitor(shop.company, Role.EDITOR, shop.person) for _ in range(2))
    other = Visitor(shop.company, Role.EDITOR)
    here.shown(3 * DAY)
    there.shown(DAY)
    for visitor in (here, there):
        assert datetime.fromisoformat(visitor.news()["at"]) == there.now - DAY
    assert other.news() is None


def test_what_is_hidden_is_no_news(shop: Workshop) -> None:
    visitor = Visitor(shop.company)
    seated = Visitor(shop.company, Role.CONTRIBUTOR, shop.person)
    hide = {"id": shop.initiative, "confidential": True}
    shop.company.admin.change("initiativeUpdate", "initiative { id }", **hide)
    for each in (visitor, seated):
        each.shown(DAY)
    shop.short_term_win  # noqa: B018 - made when first needed
    assert visitor.told("winsLogged", "changed") == [[], []]
    assert visitor.news()["winsLoggedCount"] == 0
    assert seated.told("winsLogged", "changed") == [["Shorter queue"], ["Quicker seating"]]


def test_what_was_archived_is_no_news(visitor: Visitor, shop: Workshop) -> None:
    visitor.shown(DAY)
    shop.short_term_win  # noqa: B018 - made when first needed
    shop.make("initiativeArchive", "initiative", id=shop.initiative)
    assert visitor.told("winsLogged", "changed") == [[], []]


def test_nobody_reads_the_news_of_another_organisation(
    visitor: Visitor, shop: Workshop, founding: Any
) -> None:
    stranger = Visitor(founding("Another"))
    stranger.shown(DAY, revision=0)
    visitor.shown(DAY, revision=0)
    shop.short_term_win  # noqa: B018 - made when first needed
    assert visitor.told("winsLogged") == [["Shorter queue"]]
    assert stranger.told("winsLogged", "changed") == [[], []]


def test_news_has_no_tag_since_it_passes_with_the_visit(visitor: Visitor) -> None:
    answer = visitor.client.http.get("/graphql", params={"query": NEWS})
    assert answer.status_code == 200
    assert "etag" not in answer.headers
    named = visitor.client.http.get("/graphql", params={"query": "{ viewer { role } }"})
    assert "etag" in named.headers


def test_only_the_latest_of_very_much_is_looked_at(
    visitor: Visitor, shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.shown(DAY, revision=0)
    shop.short_term_win  # noqa: B018 - made when first needed
    monkeypatch.setattr("db.reviews.since_last_visit.EVENTS_AT_MOST", 1)
    assert visitor.news()["complete"] is False
