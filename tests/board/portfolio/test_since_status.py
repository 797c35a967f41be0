"""The facts that an owner sees while they write how it stands."""

from typing import Any

import pytest

from board.portfolio.initiative.since import since_said
from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.workshop import Workshop
from tests.board.conftest import Surfing
from tests.board.portfolio.test_initiative import words

DAY = "2026-03-10"
BEFORE, AFTER = "2026-03-10", "2026-03-11"


def milestone(**given: Any) -> dict[str, Any]:
    known = {"title": "Trial", "dueOn": "2026-05-01", "overdue": False, "promises": []}
    return {**known, "completedOn": None, "droppedOn": None, **given}


def moved(on: str, to: str | None) -> list[dict[str, Any]]:
    first = {"dueOn": "2026-04-01", "replan": None}
    return [first, {"dueOn": to, "replan": {"occurredOn": on}}]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (milestone(), ()),
        (milestone(completedOn=AFTER), ("Met: “Trial”.",)),
        (milestone(completedOn=BEFORE), ()),
        (milestone(droppedOn=AFTER), ("Given up: “Trial”.",)),
        (milestone(promises=moved(AFTER, "2026-05-01")), ("Moved to a later day: “Trial”.",)),
        (milestone(promises=moved(AFTER, "2026-03-20")), ()),
        (milestone(promises=moved(AFTER, None)), ()),
        (milestone(promises=moved(BEFORE, "2026-05-01")), ()),
        (milestone(overdue=True, dueOn="2026-03-15"), ("Became overdue: “Trial”.",)),
        (milestone(overdue=True, dueOn="2026-03-01"), ()),
    ],
)
def test_what_has_happened_since_is_told(found: dict[str, Any], said: tuple[str, ...]) -> None:
    says = {"occurredOn": DAY}
    assert (
        since_said({"latestStatusUpdate": says, "milestones": [found], "shortTermWins": []}) == said
    )


def test_wins_are_counted() -> None:
    wins = [{"achievedOn": day} for day in (BEFORE, AFTER, AFTER)]
    found = {"latestStatusUpdate": {"occurredOn": DAY}, "milestones": [], "shortTermWins": wins}
    assert since_said(found) == ("Won: 2\u00a0short-term wins.",)


def test_before_anything_was_said_there_is_no_since() -> None:
    found = {
        "latestStatusUpdate": None,
        "milestones": [milestone(completedOn=AFTER)],
        "shortTermWins": [],
    }
    assert since_said(found) == ()


def test_an_owner_sees_the_facts_while_writing(company: Company, surfing: Surfing) -> None:
    shop = Workshop(company)
    company.admin.make("organisationUpdate", "organisation", clockFixedOn="2026-03-01")
    given = {"initiativeId": shop.initiative, "reportedStatus": "ON_TRACK"}
    shop.make("statusUpdatePost", "statusUpdate", **given)
    company.admin.make("organisationUpdate", "organisation", clockFixedOn="2026-03-31")
    new = {"dueOn": "2026-07-01", "reason": "The tables are late."}
    shop.make("milestoneReplan", "milestone", id=shop.milestone, **new)
    path = f"/initiatives/{shop.initiative}"
    sentence = "Since it was last said how it stands: Moved to a later day: “Trial”."
    assert sentence in words(surfing(company, Role.CONTRIBUTOR, shop.person).page(path))
    assert sentence not in words(surfing(company, Role.VIEWER).page(path))
