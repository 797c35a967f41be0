"""How dates and risks went over time, as data for a chart."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import orjson
import pytest

from api.app import open_executor
from api.execution.answer import Request
from domain.core.viewer import Role
from domain.people.organisation import new_organisation
from tests.api.mutations.client import Client

# On which the organisation's clock stands: the day may turn while a test runs.
TODAY = date(2026, 3, 31)


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


async def refused(client: Client, query: str, **variables: object) -> bool:
    """Tell whether a query is refused for what its arguments ask."""
    found = await client.gate.authenticate(client.token)
    assert found is not None
    request = Request(query, variables=variables)
    answer = orjson.loads((await client.executor.execute(request, found, "request-1")).body)
    return [each["extensions"]["code"] for each in answer.get("errors", ())] == ["BAD_USER_INPUT"]


async def initiative(client: Client) -> str:
    made = await client.do("initiativePropose", "initiative { id }", title="Quicker seating")
    identity: str = made["id"]
    return identity


async def test_every_date_that_was_promised_is_told_in_order(client: Client) -> None:
    milestone = await client.do(
        "milestoneAdd",
        "milestone { id promises { ordinal } }",
        initiativeId=await initiative(client),
        title="Pilot",
    )
    assert milestone["promises"] == []
    for days in (30, 60):
        await client.do(
            "milestoneReplan",
            "milestone { id }",
            id=milestone["id"],
            dueOn=in_days(days),
            reason="The hosts are not trained",
        )
    await client.do(
        "milestoneUndate", "milestone { id }", id=milestone["id"], reason="Nobody knows when"
    )
    query = """
      query Trend($id: ID!) {
        milestone(id: $id) { promises { ordinal promisedOn dueOn replan { ordinal reason } } }
      }
    """
    told = (await client.ask(query, id=milestone["id"]))["milestone"]["promises"]
    today = TODAY.isoformat()
    assert told == [
        {"ordinal": 0, "promisedOn": today, "dueOn": in_days(30), "replan": None},
        {
            "ordinal": 1,
            "promisedOn": today,
            "dueOn": in_days(60),
            "replan": {"ordinal": 1, "reason": "The hosts are not trained"},
        },
        {
            "ordinal": 2,
            "promisedOn": today,
            "dueOn": None,
            "replan": {"ordinal": 2, "reason": "Nobody knows when"},
        },
    ]


async def test_the_trend_of_a_whole_initiative_is_one_query(client: Client) -> None:
    identity = await initiative(client)
    for days in (20, 10):
        await client.do(
            "milestoneAdd",
            "milestone { id }",
            initiativeId=identity,
            title=f"In {days}",
            dueOn=in_days(days),
        )
    query = "{ initiatives { nodes { milestones { title promises { dueOn } } } } }"
    [told] = (await client.ask(query))["initiatives"]["nodes"]
    assert told["milestones"] == [
        {"title": "In 10", "promises": [{"dueOn": in_days(10)}]},
        {"title": "In 20", "promises": [{"dueOn": in_days(20)}]},
    ]


HISTORY = """
  query History($id: ID!, $from: Date!, $to: Date!) {
    initiative(id: $id) {
      stallRisk {
        day: computedOn state probability level rule daysLate missedCount daysSilent daysToNext
        oldestOverdueMilestone { id } nextMilestone { id title }
      }
      stallRiskHistory(from: $from, to: $to) {
        day state probability level rule daysLate missedCount daysSilent daysToNext
        oldestOverdueMilestone { id } nextMilestone { id title }
      }
    }
  }
"""


async def test_the_history_of_today_is_what_is_told_now(client: Client) -> None:
    identity = await initiative(client)
    await client.do(
        "milestoneAdd",
        "milestone { id }",
        initiativeId=identity,
        title="Pilot",
        dueOn=in_days(30),
    )
    days = {"from": in_days(-399), "to": in_days(0)}
    told = (await client.ask(HISTORY, id=identity, **days))["initiative"]
    assert told["stallRisk"]["nextMilestone"]["title"] == "Pilot"
    assert told["stallRiskHistory"] == [told["stallRisk"]]
    earlier = {"from": in_days(-2), "to": in_days(-1)}
    told = (await client.ask(HISTORY, id=identity, **earlier))["initiative"]
    assert told["stallRiskHistory"] == []


@pytest.mark.parametrize(("first", "last"), [(0, -1), (-400, 0)])
async def test_days_in_the_wrong_order_or_too_many_are_refused(
    client: Client, first: int, last: int
) -> None:
    identity = await initiative(client)
    days = {"from": in_days(first), "to": in_days(last)}
    assert await refused(client, HISTORY, id=identity, **days)


async def test_the_portfolio_is_counted_day_by_day(client: Client) -> None:
    identity = await initiative(client)
    await initiative(client)
    await client.do(
        "milestoneAdd",
        "milestone { id }",
        initiativeId=identity,
        title="Pilot",
        dueOn=in_days(-400),
    )
    query = """
      query Days($from: Date!, $to: Date!) {
        portfolioHistory(from: $from, to: $to) {
          day totalCount lowCount watchCount highCount criticalCount unassessedCount
        }
      }
    """
    told = await client.ask(query, **{"from": in_days(-30), "to": in_days(0)})
    assert told["portfolioHistory"] == [
        {
            "day": TODAY.isoformat(),
            "totalCount": 2,
            "lowCount": 0,
            "watchCount": 0,
            "highCount": 0,
            "criticalCount": 1,
            "unassessedCount": 1,
        }
    ]
    assert await refused(client, query, **{"from": in_days(0), "to": in_days(-1)})
    assert await refused(client, query, **{"from": in_days(-400), "to": in_days(0)})


async def test_slips_are_summed_by_who_promised(client: Client) -> None:
    department = await client.do("departmentCreate", "department { id }", name="Service")
    owner = await client.do(
        "personCreate", "person { id }", name="Ada", departmentId=department["id"]
    )
    identity = await initiative(client)
    for days, moved in ((10, 40), (10, 12), (30, 20)):
        milestone = await client.do(
            "milestoneAdd",
            "milestone { id }",
            initiativeId=identity,
            title="Pilot",
            ownerId=owner["id"],
            dueOn=in_days(days),
        )
        await client.do(
            "milestoneReplan",
            "milestone { id }",
            id=milestone["id"],
            dueOn=in_days(moved),
            reason="The hosts are not trained",
        )
    await client.do(
        "milestoneAdd", "milestone { id }", initiativeId=identity, title="Late", dueOn=in_days(-9)
    )
    query = """
      query Slips($by: SlipGrouping!) {
        slipTotals(by: $by) {
          owner { name } department { name }
          milestoneCount daysSlipped slippedCount missedCount overdueCount
        }
      }
    """
    theirs = {
        "milestoneCount": 3,
        "daysSlipped": 32,
        "slippedCount": 2,
        "missedCount": 0,
        "overdueCount": 0,
    }
    nobodys = {
        "milestoneCount": 1,
        "daysSlipped": 0,
        "slippedCount": 0,
        "missedCount": 0,
        "overdueCount": 1,
    }
    assert (await client.ask(query, by="OWNER"))["slipTotals"] == [
        {"owner": {"name": "Ada"}, "department": None, **theirs},
        {"owner": None, "department": None, **nobodys},
    ]
    assert (await client.ask(query, by="DEPARTMENT"))["slipTotals"] == [
        {"owner": None, "department": {"name": "Service"}, **theirs},
        {"owner": None, "department": None, **nobodys},
    ]
