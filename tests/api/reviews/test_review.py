"""A review shows what it showed on its day, whatever is changed afterwards."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
import pytest

from api.app import open_executor
from api.execution.answer import Request
from db.reviews import freezing
from db.reviews.entries import frozen_entries
from domain.core.viewer import Role
from domain.people.organisation import new_organisation
from tests.api.mutations.client import Client

# On which the organisation's clock stands: the day may turn while a test runs.
TODAY = date(2026, 3, 31)
# Everything that was frozen; of what it refers to the ids alone, which stay.
FROZEN = """
query ($id: ID!) { review(id: $id) {
  id heldOn heldBy { id } sinceOn previous { id } revision recordedAt
  levels { ...counts } levelsBefore { ...counts }
  entries(first: 100, includeArchived: true, orderBy: {field: ATTENTION}) {
    totalCount nodes { ...entry }
  }
  moved { ...entry }
  slipped { ...line } met { ...line } promised { ...line } wins { ...line } findings { ...line }
} }
fragment counts on PortfolioDay {
  day totalCount lowCount watchCount highCount criticalCount unassessedCount
}
fragment entry on ReviewEntry {
  id title gone owner { id } initiative { id } status startedOn targetOn
  reportedStatus reportedOn latestStatusUpdate { id }
  state probability level rule daysLate missedCount daysSilent daysToNext openCount overdueCount
  nextMilestone { id } nextTitle nextDueOn fromState fromProbability fromLevel factor sentence
  reasons { factor value weight share sentence milestoneId days }
}
fragment line on ReviewChange {
  id kind title initiativeTitle text occurredOn fromDueOn dueOn days shared severity rule
  initiative { id } milestone { id } replan { id } shortTermWin { id } finding { id } person { id }
}
"""


def in_days(days: int) -> str:
    return (TODAY + timedelta(days)).isoformat()


@pytest.fixture
async def client(database_url: str) -> AsyncIterator[Client]:
    async with open_executor(database_url) as (executor, gate, _):
        organisation = new_organisation(
            "acme", now=datetime.now(UTC), name="Acme", clock_fixed_on=TODAY
        )
        await executor.units_of_work.found(organisation)
        client = Client(executor, gate, organisation.id)
        await client.sign_in(Role.ADMIN, "Grace")
        yield client


async def effort(client: Client, title: str, **given: object) -> str:
    """Return an initiative at work."""
    ada = await client.do("personCreate", "person { id }", name=f"Owner of {title}")
    made = await client.do(
        "initiativePropose", "initiative { id }", title=title, ownerId=ada["id"], **given
    )
    for name in ("initiativeCommit", "initiativeStart"):
        await client.do(name, "initiative { id }", id=made["id"])
    identity: str = made["id"]
    return identity


async def promise(client: Client, initiative: str, title: str, days: int) -> str:
    added = await client.do(
        "milestoneAdd",
        "milestone { id }",
        initiativeId=initiative,
        title=title,
        dueOn=in_days(days),
    )
    identity: str = added["id"]
    return identity


async def replan(client: Client, milestone: str, days: int, reason: str = "Supplier late") -> None:
    given = {"id": milestone, "dueOn": in_days(days), "reason": reason}
    await client.do("milestoneReplan", "milestone { id }", **given)


async def win(client: Client, initiative: str, title: str) -> str:
    made = await client.do(
        "shortTermWinLog", "shortTermWin { id }", initiativeId=initiative, title=title
    )
    identity: str = made["id"]
    return identity


async def hold(client: Client, selection: str = "id", **given: object) -> Any:
    return await client.do("reviewHold", f"review {{ {selection} }}", **given)


async def shown(client: Client, review: str) -> bytes:
    """Return the bytes of all that a review froze."""
    found = await client.gate.authenticate(client.token)
    assert found is not None
    request = Request(query=FROZEN, variables={"id": review})
    body: bytes = (await client.executor.execute(request, found, "request-1")).body
    assert b'"errors"' not in body
    return body


async def test_the_same_bytes_whatever_is_changed_afterwards(client: Client) -> None:
    seating, till = await effort(client, "Quicker seating"), await effort(client, "New till")
    pilot = await promise(client, seating, "Pilot", 30)
    stand = await promise(client, seating, "Host stand", 10)
    await promise(client, till, "One till", 60)
    await replan(client, pilot, 90)
    await client.do("milestoneComplete", "milestone { id }", id=stand)
    shorter = await win(client, seating, "Shorter queue")
    await client.do(
        "statusUpdatePost", "statusUpdate { id }", initiativeId=seating, reportedStatus="ON_TRACK"
    )
    review = (await hold(client, title="First"))["id"]
    before = await shown(client, review)
    told = orjson.loads(before)["data"]["review"]
    assert [each["title"] for each in told["entries"]["nodes"]] == ["Quicker seating", "New till"]
    for name in ("slipped", "met", "promised", "wins", "findings", "moved"):
        assert told[name], name

    owner = told["entries"]["nodes"][0]["owner"]["id"]
    await replan(client, pilot, 200, "Later still")
    await client.do("milestoneUpdate", "milestone { id }", id=pilot, title="Trial")
    await client.do("milestoneReopen", "milestone { id }", id=stand)
    await client.do("milestoneDrop", "milestone { id }", id=stand, reason="Not needed")
    await client.do("initiativeUpdate", "initiative { id }", id=seating, title="Slower seating")
    await client.do("shortTermWinShare", "shortTermWin { id }", id=shorter, audience="EMPLOYEES")
    await client.do("shortTermWinUpdate", "shortTermWin { id }", id=shorter, title="No queue")
    await client.do("shortTermWinArchive", "shortTermWin { id }", id=shorter)
    await client.do(
        "statusUpdatePost", "statusUpdate { id }", initiativeId=till, reportedStatus="OFF_TRACK"
    )
    await client.do("initiativeHold", "initiative { id }", id=till, reason="No money")
    await client.do("initiativeArchive", "initiative { id }", id=till)
    await client.do("personErase", "person { id }", id=owner)
    await client.do("reviewUpdate", "review { id }", id=review, title="Called differently")
    assert await shown(client, review) == before
    await hold(client, title="Second")
    assert await shown(client, review) == before


async def test_an_erased_person_is_erased_in_the_reviews(client: Client) -> None:
    await promise(client, await effort(client, "Quicker seating"), "Pilot", 30)
    review = (await hold(client))["id"]
    asked = "query ($id: ID!) { review(id: $id) { entries { nodes { owner { id name } } } } }"
    [entry] = (await client.ask(asked, id=review))["review"]["entries"]["nodes"]
    assert entry["owner"]["name"] == "Owner of Quicker seating"
    await client.do("personErase", "person { id }", id=entry["owner"]["id"])
    [entry] = (await client.ask(asked, id=review))["review"]["entries"]["nodes"]
    assert entry["owner"]["name"] == "Erased person"


async def test_the_next_review_tells_what_the_last_did_not(client: Client) -> None:
    """Even when both are held on one day: nothing falls between them, nothing is told twice."""
    seating = await effort(client, "Quicker seating")
    pilot = await promise(client, seating, "Pilot", 30)
    await replan(client, pilot, 60)
    shorter = await win(client, seating, "Shorter queue")
    lines = "previous { title } slipped { dueOn days } met { title } wins { title shared }"
    first = await hold(client, f"levels {{ totalCount }} {lines}", title="First")
    assert first["previous"] is None
    assert [each["days"] for each in first["slipped"]] == [30]
    assert first["wins"] == [{"title": "Shorter queue", "shared": False}]
    await replan(client, pilot, 75)
    second = await hold(client, lines, title="Second")
    assert second["previous"] == {"title": "First"}
    assert [(each["dueOn"], each["days"]) for each in second["slipped"]] == [(in_days(75), 15)]
    # Nobody was told of it yet, so it is still worth telling.
    assert second["wins"] == [{"title": "Shorter queue", "shared": False}]
    await client.do("shortTermWinShare", "shortTermWin { id }", id=shorter, audience="EMPLOYEES")
    await client.do("milestoneComplete", "milestone { id }", id=pilot)
    third = await hold(client, lines, title="Third")
    assert (third["slipped"], third["wins"]) == ([], [])
    assert third["met"] == [{"title": "Pilot"}]


async def test_a_level_moves_against_what_the_last_review_showed(client: Client) -> None:
    seating, till = await effort(client, "Quicker seating"), await effort(client, "New till")
    await promise(client, seating, "Pilot", 200)
    await promise(client, till, "One till", 5)
    moved = "moved { title gone fromLevel level fromState state factor sentence }"
    counts = "levels { totalCount unassessedCount } levelsBefore { totalCount unassessedCount }"
    first = await hold(client, f"{moved} {counts}")
    assert {each["title"] for each in first["moved"]} == {"Quicker seating", "New till"}
    assert first["levels"] == {"totalCount": 2, "unassessedCount": 0}
    assert first["levelsBefore"] == {"totalCount": 0, "unassessedCount": 0}
    await client.do("initiativeArchive", "initiative { id }", id=till)
    await promise(client, seating, "Sooner", 10)
    second = await hold(client, f"{moved} {counts} entries {{ nodes {{ title }} }}")
    told = {each["title"]: each for each in second["moved"]}
    assert told["New till"]["gone"]
    assert (told["New till"]["state"], told["New till"]["fromState"]) == (None, "ASSESSED")
    seated = told["Quicker seating"]
    assert (seated["fromLevel"], seated["level"]) == ("WATCH", "LOW")
    assert seated["factor"] == "RUNWAY"
    assert seated["sentence"]
    assert second["entries"]["nodes"] == [{"title": "Quicker seating"}]
    assert second["levels"] == {"totalCount": 1, "unassessedCount": 0}
    assert second["levelsBefore"] == {"totalCount": 2, "unassessedCount": 0}


async def test_a_review_takes_up_what_was_asked_and_keeps_what_came_of_it(client: Client) -> None:
    seating = await effort(client, "Quicker seating")
    asked = await client.do("decisionAsk", "decision { id }", text="Pay?", initiativeId=seating)
    later = "decisions { text state outcome } actions { text open }"
    review = await hold(client, f"id {later}")
    assert review["decisions"] == [{"text": "Pay?", "state": "ASKED", "outcome": None}]
    await client.do("decisionTake", "decision { id }", id=asked["id"], outcome="Yes")
    grace = (await client.ask("{ viewer { person { id } } }"))["viewer"]["person"]["id"]
    given = {"text": "Tell finance", "ownerId": grace, "dueOn": in_days(7)}
    await client.do("actionAdd", "action { id }", reviewId=review["id"], **given)
    found = await client.ask(
        f"query ($id: ID!) {{ review(id: $id) {{ {later} }} decisions(filter: {{state: "
        "{eq: ASKED}}) { totalCount } actions(filter: {open: {eq: true}}) { nodes { text } } }",
        id=review["id"],
    )
    assert found == {
        "review": {
            "decisions": [{"text": "Pay?", "state": "TAKEN", "outcome": "Yes"}],
            "actions": [{"text": "Tell finance", "open": True}],
        },
        "decisions": {"totalCount": 0},
        "actions": {"nodes": [{"text": "Tell finance"}]},
    }


async def test_a_review_of_a_past_day_shows_that_day(client: Client) -> None:
    await promise(client, await effort(client, "Quicker seating"), "Pilot", 30)
    review = await hold(client, "heldOn sinceOn entries { totalCount } wins { id }", on=in_days(-3))
    assert review == {
        "heldOn": in_days(-3),
        "sinceOn": in_days(-33),
        "entries": {"totalCount": 0},
        "wins": [],
    }


async def test_what_is_on_record_and_what_is_rebuilt_is_the_same(client: Client) -> None:
    """Of today a review reads what was judged last; `portfolio` rebuilds it from the ledgers."""
    seating, till = await effort(client, "Quicker seating"), await effort(client, "New till")
    await effort(client, "No promise")
    pilot = await promise(client, seating, "Pilot", 30)
    await replan(client, pilot, 90)
    await promise(client, seating, "Stand", 10)
    await promise(client, till, "One till", 300)
    await client.do(
        "statusUpdatePost", "statusUpdate { id }", initiativeId=till, reportedStatus="AT_RISK"
    )
    common = "title owner { id } status startedOn targetOn reportedStatus reportedOn"
    risk = "state probability level rule daysLate missedCount daysSilent daysToNext openCount"
    risk += " overdueCount reasons { factor value weight share sentence milestoneId days }"
    told = (
        await client.ask(
            f"{{ portfolio {{ entries {{ {common} stallRisk {{ {risk} }}"
            " nextMilestone { title dueOn milestone { id } } } } }"
        )
    )["portfolio"]["entries"]
    rebuilt = [
        {
            **{name: value for name, value in each.items() if name not in NESTED},
            **each["stallRisk"],
            "nextTitle": each["nextMilestone"] and each["nextMilestone"]["title"],
            "nextDueOn": each["nextMilestone"] and each["nextMilestone"]["dueOn"],
            "nextMilestone": each["nextMilestone"] and each["nextMilestone"]["milestone"],
        }
        for each in told
    ]
    ahead = "nextMilestone { id } nextTitle nextDueOn"
    asked = f"entries(orderBy: {{field: ATTENTION}}) {{ nodes {{ {common} {risk} {ahead} }} }}"
    review = await hold(client, asked)
    assert review["entries"]["nodes"] == rebuilt


NESTED = ("stallRisk", "nextMilestone")


async def test_what_is_overtaken_is_held_anew(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The review before is put away while the next is held: that one compares with none."""
    await effort(client, "Quicker seating")
    first = (await hold(client, title="First"))["id"]

    async def gather(*given: Any) -> Any:
        monkeypatch.setattr(freezing, "frozen_entries", frozen_entries)
        await client.do("reviewArchive", "review { id }", id=first)
        return await frozen_entries(*given)

    monkeypatch.setattr(freezing, "frozen_entries", gather)
    second = await hold(client, "previous { id } entries { totalCount }", title="Second")
    assert second == {"previous": None, "entries": {"totalCount": 1}}


async def test_reviews_held_at_once_follow_one_another(client: Client) -> None:
    await effort(client, "Quicker seating")
    held = await asyncio.gather(*(hold(client, "id previous { id }") for _ in range(2)))
    first = [each["id"] for each in held if each["previous"] is None]
    assert [each["previous"]["id"] for each in held if each["previous"]] == first
