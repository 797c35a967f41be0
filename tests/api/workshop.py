"""One thing of each kind to try changes on, made when first needed."""

from functools import cached_property
from typing import Any

import pytest

from api.vocabulary.global_id import decode
from domain.core.viewer import Role
from tests.api.companies import Company
from tests.api.members import join, open_session
from tests.api.serving import Client


class Workshop:
    """An organisation of the test's own, its administrator a person in it."""

    def __init__(self, company: Company, email: str | None = "maria@tavola.example") -> None:
        self.company = company
        self.email = email

    @cached_property
    def client(self) -> Client:
        """Who changes things: an administrator's token that is a person's."""
        return self.company.as_person(Role.ADMIN, self.person)

    def make(self, name: str, field: str, /, **given: object) -> str:
        return self.company.admin.make(name, field, **given)

    def thing(self, kind: str) -> str:
        """Return the id of the thing of a kind, such as `short_term_win`."""
        identity: str = getattr(self, kind)
        return identity

    @cached_property
    def department(self) -> str:
        return self.make("departmentCreate", "department", name="Kitchen")

    @cached_property
    def person(self) -> str:
        return self.make("personCreate", "person", name="Maria", email=self.email)

    @cached_property
    def member(self) -> str:
        """Somebody who is invited."""
        given = {"email": "guest@tavola.example", "role": "EDITOR", "name": "Guest"}
        return self.make("memberInvite", "member", **given)

    @cached_property
    def invited_before(self) -> str:
        """Somebody who was invited an hour ago."""
        self.company.rows(
            "update invitation set asked_at = asked_at - interval '1 hour' "
            "where organisation_id = $1 and member_id = $2",
            decode(self.member, "Member"),
        )
        return self.member

    @cached_property
    def access_token(self) -> str:
        return self.make("tokenIssue", "accessToken", role="VIEWER", label="A wall")

    @cached_property
    def signed_in(self) -> str:
        """Return the person, who is signed in."""
        open_session(self.company, join(self.company, "ada", person=self.person))
        return self.person

    @cached_property
    def objective(self) -> str:
        given = {"title": "Win back Friday night", "endsOn": "2026-12-31"}
        return self.make("objectiveCreate", "objective", **given)

    @cached_property
    def served(self) -> str:
        """Return the initiative, which serves the objective."""
        given = {"id": self.initiative, "objectiveId": self.objective}
        return self.make("initiativeObjectiveAdd", "initiative", **given)

    @cached_property
    def journey(self) -> str:
        return self.make("journeyCreate", "journey", name="Dining out")

    @cached_property
    def stage(self) -> str:
        return self.make("stageCreate", "stage", journeyId=self.journey, name="Arriving")

    @cached_property
    def touchpoint(self) -> str:
        given = {"stageId": self.stage, "name": "Being seated", "channel": "IN_PERSON"}
        return self.make("touchpointCreate", "touchpoint", **given)

    @cached_property
    def initiative(self) -> str:
        return self.initiative_at("IN_PROGRESS")

    @cached_property
    def milestone(self) -> str:
        return self.promised("Trial", dueOn="2026-05-01")

    @cached_property
    def undated(self) -> str:
        return self.promised("Some day")

    @cached_property
    def short_term_win(self) -> str:
        given = {"initiativeId": self.initiative, "title": "Shorter queue"}
        return self.make("shortTermWinLog", "shortTermWin", **given)

    @cached_property
    def share(self) -> str:
        """The only telling of the win."""
        given = {"id": self.short_term_win, "audience": "LEADERS"}
        payload = self.company.admin.change(
            "shortTermWinShare", "shortTermWin { shares { id } }", **given
        )
        [share] = payload["shortTermWin"]["shares"]
        return str(share["id"])

    @cached_property
    def effect(self) -> str:
        given = {"touchpointId": self.touchpoint, "direction": "STRENGTHENS", "strength": 3}
        return self.make("effectSet", "effect", initiativeId=self.initiative, **given)

    @cached_property
    def comment(self) -> str:
        given = {"initiativeId": self.initiative, "text": "Well done"}
        return self.client.make("commentAdd", "comment", **given)

    @cached_property
    def finding(self) -> str:
        """That nobody backs the initiative."""
        asked = "query ($id: ID!) { initiative(id: $id) { findings { id rule } } }"
        found = self.company.admin.ask(asked, id=self.initiative)["initiative"]["findings"]
        [orphan] = [each["id"] for each in found if each["rule"] == "ORPHAN"]
        return str(orphan)

    @cached_property
    def review(self) -> str:
        """A review of the initiative."""
        assert self.initiative
        return self.make("reviewHold", "review", title="March")

    @cached_property
    def decision(self) -> str:
        given = {"text": "Pay for it?", "initiativeId": self.initiative, "ownerId": self.person}
        return self.make("decisionAsk", "decision", **given)

    @cached_property
    def action(self) -> str:
        given = {"text": "Ask finance", "ownerId": self.person, "dueOn": "2026-04-15"}
        return self.make("actionAdd", "action", reviewId=self.review, **given)

    def taken(self) -> str:
        """Return another decision, which was taken."""
        asked = self.make("decisionAsk", "decision", text="Paint it?")
        return self.make("decisionTake", "decision", id=asked, outcome="Yes")

    def done(self) -> str:
        """Return another action, which is done."""
        given = {"text": "Paint it", "ownerId": self.person, "dueOn": "2026-03-15"}
        added = self.make("actionAdd", "action", reviewId=self.review, **given)
        return self.make("actionComplete", "action", id=added)

    def acknowledged(self) -> str:
        """Return a finding that is known until the end of the month."""
        given = {"id": self.finding, "until": "2026-04-30"}
        return self.make("findingAcknowledge", "finding", **given)

    def promised(self, title: str, /, **given: object) -> str:
        initiative = self.initiative
        return self.make("milestoneAdd", "milestone", initiativeId=initiative, title=title, **given)

    def initiative_at(self, status: str) -> str:
        """Return a new initiative that stands there in its life."""
        given = {"title": "Quicker seating", "ownerId": self.person}
        made = self.make("initiativePropose", "initiative", **given)
        for name, reached, more in LIFE[status]:
            moved = self.company.admin.change(name, "initiative { status }", id=made, **more)
            assert moved["initiative"] == {"status": reached}
        return made

    def taking_part(self) -> str:
        """Return the initiative, in which the department takes part."""
        return self.make(
            "participationSet",
            "initiative",
            initiativeId=self.initiative,
            departmentId=self.department,
            role="Cooks faster",
        )

    def waiting(self) -> str:
        """Return the milestone, which now waits for the undated one."""
        given = {"milestoneId": self.milestone, "dependsOnId": self.undated}
        return self.make("dependencyAdd", "milestone", **given)

    def archived(self, kind: str) -> str:
        """Return the id of another thing of a kind, archived."""
        words = [word.capitalize() for word in kind.split("_")]
        field = words[0].lower() + "".join(words[1:])
        another = Workshop(self.company, email=None).thing(kind)
        return self.make(f"{field}Archive", field, id=another)


_COMMITTED: list[tuple[str, str, dict[str, Any]]] = [("initiativeCommit", "COMMITTED", {})]
_IN_PROGRESS = [*_COMMITTED, ("initiativeStart", "IN_PROGRESS", {})]
_EMBEDDING = [*_IN_PROGRESS, ("initiativeEmbed", "EMBEDDING", {})]
LIFE: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
    "PROPOSED": [],
    "COMMITTED": _COMMITTED,
    "IN_PROGRESS": _IN_PROGRESS,
    "ON_HOLD": [*_IN_PROGRESS, ("initiativeHold", "ON_HOLD", {"reason": "No staff"})],
    "EMBEDDING": _EMBEDDING,
    "DONE": [*_EMBEDDING, ("initiativeFinish", "DONE", {})],
}


@pytest.fixture
def shop(company: Company) -> Workshop:
    """An organisation of the test's own, in which things are made when first needed."""
    return Workshop(company)
