"""What subscriptions tell: each change once, in order, to whoever may know of it."""

import asyncio
import contextlib
import threading
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest

from api.subscriptions import hub
from api.subscriptions.channel import Channel
from db.ledger.feed import Feed
from domain.core.viewer import Role
from tests.api.companies import Company, Founding
from tests.api.planted import plant
from tests.api.subscriptions.listening import (
    PATIENCE_SECONDS,
    Socket,
    hearing,
    listening,
    streaming,
)

LEDGER = """
subscription Ledger($after: Int) {
  changes(after: $after) { outcome revision hasMore events { revision ordinal kind subjectId } }
}
"""
INITIATIVE = """
subscription Watch($id: ID!, $after: Int) {
  initiativeChanged(id: $id, after: $after) {
    __typename outcome revision
    initiative { id title milestones { title completedOn } stallRisk { level } }
    events { kind }
  }
}
"""
PORTFOLIO = """
subscription Board($after: Int) {
  portfolioChanged(after: $after) {
    outcome revision
    initiatives { id title owner { name } }
    query { initiatives { totalCount } people(first: 100) { nodes { name } } viewer { role } }
  }
}
"""
FINDINGS = """
subscription Alarm($after: Int) {
  findingRaised(after: $after) {
    outcome revision findings { rule subjectId sentence initiative { title } }
  }
}
"""


@pytest.fixture
def token(company: Company) -> str:
    token, _ = company.issue(Role.ADMIN, label="who listens")
    return token


def begun(socket: Socket, query: str, company: Company, /, **variables: Any) -> int:
    """Subscribe from the revision that stands, which says when it has begun."""
    revision = company.revision
    socket.subscribe(query, after=revision, **variables)
    return revision


def test_the_ledger_is_told_as_it_grows(company: Company, token: str) -> None:
    with listening(company.address, token) as socket:
        revision = begun(socket, LEDGER, company)
        for name in ("Ada", "Bo", "Cleo"):
            person = company.admin.make("personCreate", "person", name=name)
            told = socket.told()["changes"]
            while not any(each["subjectId"] == person for each in told["events"]):
                revision = follows(told, revision)
                told = socket.told()["changes"]
            revision = follows(told, revision)
        assert revision == company.revision
        assert socket.is_quiet()


def follows(told: dict[str, Any], revision: int) -> int:
    """Assert that a message tells what follows a revision, whole; return up to where it tells."""
    assert told["outcome"] == "CHANGES"
    assert told["revision"] > revision
    revisions = [each["revision"] for each in told["events"]]
    assert sorted(set(revisions)) == list(range(revision + 1, told["revision"] + 1))
    assert revisions == sorted(revisions)
    found: int = told["revision"]
    return found


def test_without_a_revision_it_begins_with_what_comes(company: Company, token: str) -> None:
    company.admin.make("personCreate", "person", name="Before")
    with listening(company.address, token) as socket:
        socket.subscribe(LEDGER)
        # When it begins is not told: something happens until some of it is.
        happened: list[str] = []
        told: dict[str, Any] = {}
        while not told:
            assert len(happened) < 40
            happened.append(company.admin.make("personCreate", "person", name="After"))
            with contextlib.suppress(TimeoutError):
                told = socket.receive(0.5)
        events = told["payload"]["data"]["changes"]["events"]
        assert events
        assert [each["subjectId"] for each in events] == happened[-len(events) :]


def test_what_happens_while_it_begins_is_told_without_a_look(
    company: Company, token: str, api_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The signal comes after the revision was read, and before it is known."""
    read, heard = threading.Event(), threading.Event()
    read_heads, hear = Feed.heads, Channel.hear

    async def know_late(feed: Feed, organisations: Sequence[UUID]) -> dict[UUID, int]:
        heads = await read_heads(feed, organisations)
        if company.organisation.id in organisations:
            read.set()
            await asyncio.to_thread(heard.wait, PATIENCE_SECONDS)
        return heads

    def note(channel: Channel, revision: int) -> None:
        hear(channel, revision)
        heard.set()

    monkeypatch.setattr(Feed, "heads", know_late)
    monkeypatch.setattr(Channel, "hear", note)
    monkeypatch.setattr(hub, "LOOK_SECONDS", 3_600.0)
    with hearing(company, api_database) as address, listening(address, token) as socket:
        begun(socket, LEDGER, company)
        assert read.wait(PATIENCE_SECONDS)
        # Made by another server, so that there is one signal of it, and no more.
        person = company.admin.make("personCreate", "person", name="Ada")
        told = socket.told()["changes"]
        assert person in [each["subjectId"] for each in told["events"]]


def test_what_happened_since_a_revision_is_told_first(company: Company, token: str) -> None:
    plant(company.admin)
    with listening(company.address, token) as socket:
        head = company.revision
        socket.subscribe(LEDGER, after=0)
        revision = 0
        while revision < head:
            revision = follows(socket.told()["changes"], revision)
        assert revision == head
        assert socket.is_quiet()


def test_an_initiative_is_told_with_all_that_was_asked_of_it(company: Company, token: str) -> None:
    portfolio = plant(company.admin)
    mine = portfolio.initiatives["seating"]
    with listening(company.address, token) as socket:
        begun(socket, INITIATIVE, company, id=mine)
        company.admin.make("initiativeUpdate", "initiative", id=mine, title="Seated at once")
        told = socket.told()["initiativeChanged"]
        assert told["initiative"]["title"] == "Seated at once"
        assert told["initiative"]["id"] == mine
        assert told["__typename"] == "InitiativeChange"
        assert "INITIATIVE_UPDATED" in {each["kind"] for each in told["events"]}
        assert told["revision"] == company.revision


def test_of_another_initiative_nothing_is_told(company: Company, token: str) -> None:
    portfolio = plant(company.admin)
    mine, *others = portfolio.initiatives.values()
    with listening(company.address, token) as socket:
        begun(socket, INITIATIVE, company, id=mine)
        company.admin.make("commentAdd", "comment", initiativeId=others[0], text="Elsewhere")
        assert socket.is_quiet()
        company.admin.make("commentAdd", "comment", initiativeId=mine, text="Here")
        told = socket.told()["initiativeChanged"]
        assert [each["kind"] for each in told["events"]] == ["COMMENT_ADDED"]


def test_the_portfolio_is_told_with_what_changed_and_anything_else(
    company: Company, token: str
) -> None:
    portfolio = plant(company.admin)
    mine = portfolio.initiatives["seating"]
    with listening(company.address, token) as socket:
        begun(socket, PORTFOLIO, company)
        company.admin.make("initiativeUpdate", "initiative", id=mine, title="Anew")
        told = socket.told()["portfolioChanged"]
        assert [each["id"] for each in told["initiatives"]] == [mine]
        assert told["initiatives"][0]["title"] == "Anew"
        assert told["query"]["initiatives"]["totalCount"] == 3
        assert told["query"]["viewer"] == {"role": "ADMIN"}
        company.admin.make("personCreate", "person", name="Zoe")
        told = socket.told()["portfolioChanged"]
        assert told["initiatives"] == []
        assert "Zoe" in {each["name"] for each in told["query"]["people"]["nodes"]}
        # Who comes in is no matter of the portfolio.
        company.issue(Role.VIEWER)
        assert socket.is_quiet()


def test_findings_are_told_when_they_are_raised(company: Company, token: str) -> None:
    portfolio = plant(company.admin)
    with listening(company.address, token) as socket:
        begun(socket, FINDINGS, company)
        # Nothing is found in this.
        company.admin.make("personCreate", "person", name="Ada")
        company.admin.make("personLeave", "person", id=portfolio.people["maria"], on="2026-03-31")
        told = socket.told()["findingRaised"]
        assert ("ORPHAN", "Quicker seating") in {
            (each["rule"], each["initiative"]["title"]) for each in told["findings"]
        }
        kept = company.rows(
            "select subject_id from event where organisation_id = $1 and revision = $2"
            " and kind = 'FINDING_RAISED'",
            told["revision"],
        )
        assert len(told["findings"]) == len(kept) > 0


def test_two_who_ask_alike_are_told_the_same(company: Company, token: str) -> None:
    with listening(company.address, token) as one, listening(company.address, token) as other:
        for socket in (one, other):
            begun(socket, LEDGER, company)
        company.admin.make("personCreate", "person", name="Ada")
        assert one.told() == other.told()


def test_another_organisation_hears_nothing(
    company: Company, founding: Founding, token: str
) -> None:
    other = founding()
    theirs, _ = other.issue(Role.ADMIN)
    admin = other.admin
    with listening(company.address, theirs) as socket:
        # Even asking for what is ours by its id.
        mine = plant(company.admin).initiatives["seating"]
        begun(socket, INITIATIVE, other, id=mine)
        socket.subscribe(LEDGER, name="2", after=other.revision)
        company.admin.make("commentAdd", "comment", initiativeId=mine, text="Ours")
        assert socket.is_quiet()
        person = admin.make("personCreate", "person", name="Theirs")
        events = socket.told("2")["changes"]["events"]
        assert person in {each["subjectId"] for each in events}


def test_what_is_no_longer_kept_is_told_as_such(company: Company, token: str) -> None:
    plant(company.admin)
    company.rows("delete from event where organisation_id = $1 and revision < 5 returning 1")
    for query, field in ((LEDGER, "changes"), (PORTFOLIO, "portfolioChanged")):
        with listening(company.address, token) as socket:
            socket.subscribe(query, after=2)
            told = socket.told()[field]
            assert (told["outcome"], told["revision"]) == ("RESYNC", company.revision)
            assert not told.get("events")
            assert not told.get("initiatives")
            company.admin.make("personCreate", "person", name=f"After {field}")
            again = socket.told()[field]
            assert (again["outcome"], again["revision"]) == ("CHANGES", company.revision)


def test_streams_tell_the_same(company: Company, token: str) -> None:
    admin = company.admin
    revision = company.revision
    with (
        listening(company.address, token) as socket,
        streaming(company.address, token, LEDGER, after=revision) as stream,
    ):
        socket.subscribe(LEDGER, after=revision)
        admin.make("personCreate", "person", name="Ada")
        told, (name, streamed) = socket.told(), stream.told()
        assert streamed == told
        assert name == told["changes"]["revision"] == company.revision


def test_what_is_hidden_is_not_told_even_that_it_happens(company: Company) -> None:
    """Of a confidential initiative only those hear who have a seat in it, or see everything."""
    admin = company.admin
    people = {name: admin.make("personCreate", "person", name=name) for name in ("Owner", "Other")}
    secret = admin.make(
        "initiativePropose",
        "initiative",
        title="Sell the farm",
        ownerId=people["Owner"],
        confidential=True,
    )
    tokens = {
        name: company.issue(Role.CONTRIBUTOR, person_id=UUID(person.rpartition("_")[2]))[0]
        for name, person in people.items()
    }
    viewer, _ = company.issue(Role.VIEWER)
    with contextlib.ExitStack() as stack:
        sockets = {
            name: stack.enter_context(listening(company.address, token))
            for name, token in {**tokens, "viewer": viewer}.items()
        }
        asked: tuple[tuple[str, str, dict[str, Any]], ...] = (
            ("1", INITIATIVE, {"id": secret}),
            ("2", LEDGER, {}),
            ("3", PORTFOLIO, {}),
        )
        revision = company.revision
        for socket in sockets.values():
            for name, query, given in asked:
                socket.subscribe(query, name=name, after=revision, **given)
        admin.make("initiativeUpdate", "initiative", id=secret, title="Keep the farm")
        # Access is told to administrators alone.
        company.issue(Role.VIEWER)
        heard = {sockets["Owner"].receive()["id"] for _ in asked}
        assert heard == {"1", "2", "3"}
        assert all(socket.is_quiet() for socket in sockets.values())
        # The next that all may know of comes without what was hidden.
        admin.make("departmentCreate", "department", name="Care")
        for name in ("Other", "viewer"):
            messages = [sockets[name].receive() for _ in range(2)]
            assert {each["id"] for each in messages} == {"2", "3"}
            assert "farm" not in str(messages)
            assert secret not in str(messages)
    for token, sees in ((tokens["Owner"], True), (tokens["Other"], False), (viewer, False)):
        with listening(company.address, token) as socket:
            socket.subscribe(LEDGER, after=0)
            told, last = "", 0
            while last < company.revision:
                message = socket.told()["changes"]
                told, last = told + str(message), message["revision"]
            assert (secret in told) is sees
            assert "TOKEN_ISSUED" not in told
