"""Computed fields over GraphQL: the past, and what changed, in one request."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from api.app import open_executor
from api.execution.answer import Request
from bench import kubernetes
from domain.core.viewer import Role
from domain.people.organisation import new_organisation
from tests.api.mutations.client import Client
from tests.integrations.portfolios import bring_in

# On which the organisation's clock stands: the day may turn while a test runs.
TODAY = date(2026, 3, 31)
COUNTS = "lowCount watchCount highCount criticalCount unassessedCount"
ENTRY = """
  title status reportedStatus
  owner { name department { name } }
  stallRisk {
    probability level state computedOn
    reasons { factor share sentence milestoneId }
    oldestOverdueMilestone { id title }
  }
  nextMilestone { title dueOn milestone { id } }
  initiative { id title __typename }
"""


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


async def test_today_reads_as_it_is_stored(client: Client) -> None:
    proposed = await client.do("initiativePropose", "initiative { id }", title="Quicker seating")
    due = (TODAY + timedelta(days=30)).isoformat()
    await client.do(
        "milestoneAdd", "milestone { id }", initiativeId=proposed["id"], title="Pilot", dueOn=due
    )
    query = """
      query Both($id: ID!, $day: Date!) {
        initiative(id: $id) {
          now: stallRisk { ...risk }
          then: stallRisk(asOf: $day) { ...risk }
          before: stallRisk(asOf: "2020-01-01") { level }
        }
      }
      fragment risk on StallRisk {
        state probability level rule computedOn daysLate missedCount daysSilent daysToNext
        openCount overdueCount undatedCount deliveredCount lastActivityOn
        reasons { factor value weight share sentence milestoneId days }
        levers { kind state probability level sentence milestoneId assumedDays }
        nextMilestone { id title dueOn }
        initiative { id }
      }
    """
    told = (await client.ask(query, id=proposed["id"], day=TODAY.isoformat()))["initiative"]
    assert told["then"] == told["now"]
    assert told["now"]["nextMilestone"]["dueOn"] == due
    assert told["before"] is None


async def test_both_outlets_answer_alike(client: Client) -> None:
    await client.do("initiativePropose", "initiative { id }", title="Quicker seating")
    query = "{ a: portfolio { totalCount entries { b: title initiative { c: title } } } }"
    request = Request(f"{query[:-1]} __schema {{ queryType {{ name }} }} }}")
    found = await client.gate.authenticate(client.token)
    assert found is not None
    whole = orjson.loads((await client.executor.execute(request, found, "test")).body)["data"]
    assert whole.pop("__schema") == {"queryType": {"name": "Query"}}
    assert whole == await client.ask(query)
    assert whole["a"]["entries"] == [
        {"b": "Quicker seating", "initiative": {"c": "Quicker seating"}}
    ]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (f'portfolio(asOf: "{TODAY + timedelta(days=2)}") {{ asOf }}', "lies in the future"),
        ("portfolio(first: 0) { asOf }", "first is 1 to 1000"),
        (
            f'changesBetween(from: "{TODAY}", to: "{TODAY - timedelta(days=1)}") {{ to }}',
            "from lies after to",
        ),
    ],
)
async def test_a_question_without_an_answer_says_why(
    asked: str, message: str, client: Client
) -> None:
    found = await client.gate.authenticate(client.token)
    assert found is not None
    answer = await client.executor.execute(Request(f"{{ {asked} }}"), found, "test")
    (error,) = orjson.loads(answer.body)["errors"]
    assert message in error["message"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_the_kubernetes_portfolio_a_year_before(
    engine: AsyncEngine, database_url: str, tmp_path: Path
) -> None:
    kubernetes.convert(tmp_path)
    imported = await bring_in(engine, tmp_path, key="k8s", as_of=kubernetes.AS_OF)
    async with open_executor(database_url) as (executor, gate, _):
        client = Client(executor, gate, imported.organisation_id)
        await client.sign_in(Role.VIEWER)
        told = await client.ask(
            f'{{ portfolio(asOf: "2023-06-10") {{ {COUNTS} entries {{ {ENTRY} }} }} }}'
        )
        entries: list[Any] = told["portfolio"].pop("entries")
        query = '{ changesBetween(from: "2023-06-10", to: "2023-12-13") { %s } }'
        parts = (
            "levels { toLevel } slipped { days } met { title } promised { title } wins { title }"
            " findings { sentence }"
        )
        changes = (await client.ask(query.replace("%s", parts)))["changesBetween"]
    assert 200 < len(entries) < 293
    probabilities = [each["stallRisk"]["probability"] or -1 for each in entries]
    assert probabilities == sorted(probabilities, reverse=True)
    assert {each["stallRisk"]["computedOn"] for each in entries} == {"2023-06-10"}
    levels = Counter(each["stallRisk"]["level"] or "UNASSESSED" for each in entries)
    assert told["portfolio"] == {f"{name.lower()}Count": count for name, count in levels.items()}
    assert all(
        sum(reason["share"] for reason in each["stallRisk"]["reasons"]) == pytest.approx(1)
        for each in entries
        if each["stallRisk"]["probability"] is not None
    )
    assert {name: bool(found) for name, found in changes.items()} == {
        "levels": True,
        "slipped": True,
        "met": True,
        "promised": True,
        "wins": False,
        "findings": False,
    }
