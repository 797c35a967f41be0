"""A past day, rebuilt from the ledgers, is what was stored on that day."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from api.app import open_executor
from db.json_select.computed import Scope, Unanswerable
from db.portfolio.past import changes_between, initiatives_as_of, portfolio_as_of
from db.sweep.daily import sweep
from domain.core.viewer import Role
from domain.people.organisation import new_organisation
from tests.api.mutations.client import Client

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAYS = 16
STORED = text(
    "select initiative_id, state, probability, level, missed_count, days_late, days_silent,"
    " days_to_next, open_count, overdue_count, delivered_count"
    " from stall_risk_current order by initiative_id"
)


class Story:
    """Some weeks of an organisation, told by chance but the same each time."""

    def __init__(self, client: Client, seed: int) -> None:
        self.client = client
        self.random = random.Random(seed)
        self.initiatives: list[str] = []
        self.open: list[str] = []
        self.met: list[str] = []

    async def day(self, today: date) -> None:
        for _ in range(self.random.randint(0, 4)):
            step = self.random.choice(
                [self.begin, self.promise, self.replan, self.meet, self.reopen, self.say]
            )
            await step(today)

    async def begin(self, _today: date) -> None:
        proposed = await self.client.do("initiativePropose", "initiative { id }", title="An effort")
        self.initiatives.append(proposed["id"])

    async def promise(self, today: date) -> None:
        if self.initiatives:
            due = today + timedelta(days=self.random.randint(0, 9))
            initiative = self.random.choice(self.initiatives)
            given = {"initiativeId": initiative, "title": "A promise", "dueOn": due.isoformat()}
            added = await self.client.do("milestoneAdd", "milestone { id }", **given)
            self.open.append(added["id"])

    async def replan(self, today: date) -> None:
        if self.open:
            due = today + timedelta(days=self.random.randint(10, 30))
            await self.client.attempt(
                "milestoneReplan",
                "milestone { id }",
                id=self.random.choice(self.open),
                dueOn=due.isoformat(),
                reason="It takes longer",
            )

    async def meet(self, today: date) -> None:
        if self.open:
            milestone = self.open.pop(self.random.randrange(len(self.open)))
            given = {"id": milestone, "on": today.isoformat()}
            await self.client.attempt("milestoneComplete", "milestone { id }", **given)
            self.met.append(milestone)

    async def reopen(self, _today: date) -> None:
        if self.met:
            milestone = self.met.pop(self.random.randrange(len(self.met)))
            await self.client.attempt("milestoneReopen", "milestone { id }", id=milestone)
            self.open.append(milestone)

    async def say(self, _today: date) -> None:
        if self.initiatives:
            initiative = self.random.choice(self.initiatives)
            given = {"initiativeId": initiative, "reportedStatus": "ON_TRACK"}
            await self.client.do("statusUpdatePost", "statusUpdate { id }", **given)


def standing(instant: datetime) -> Callable[[], datetime]:
    return lambda: instant


@pytest.mark.parametrize("seed", range(3))
async def test_a_past_day_is_what_was_stored_that_day(
    seed: int, engine: AsyncEngine, database_url: str
) -> None:
    stored: dict[date, list[Any]] = {}
    async with open_executor(database_url) as (executor, gate, _):
        organisation = new_organisation("acme", now=START, name="Acme")
        await executor.units_of_work.found(organisation)
        client = Client(executor, gate, organisation.id)
        await client.sign_in(Role.ADMIN, "Grace")
        story = Story(client, seed)
        for number in range(DAYS):
            now = START + timedelta(days=number)
            executor.units_of_work.clock = standing(now)
            await story.day(now.date())
            await sweep(engine, clock=standing(now + timedelta(hours=12)))
            async with engine.connect() as connection:
                stored[now.date()] = list((await connection.execute(STORED)).all())
    assert any(row.probability is not None for rows in stored.values() for row in rows)
    scope = Scope(organisation.id, START.date() + timedelta(days=DAYS))
    async with engine.connect() as connection:
        for day, rows in stored.items():
            ids = [row.initiative_id for row in stored[max(stored)]]
            rebuilt = await initiatives_as_of(connection, scope, ids, {"as_of": day})
            assert set(rebuilt) == {row.initiative_id for row in rows}
            for row in rows:
                risk: Any = rebuilt[row.initiative_id]
                for name, value in row._asdict().items():
                    if name != "initiative_id":
                        assert risk[name] == value, (day, name)
        told: Any = (await portfolio_as_of(connection, scope, [], {"as_of": max(stored)}))[None]
        assert told["total_count"] == len(stored[max(stored)])
        await changes_add_up(connection, scope, stored)


async def changes_add_up(connection: Any, scope: Scope, stored: dict[date, list[Any]]) -> None:
    """The levels that moved between two days are those that were stored differently."""
    days = sorted(stored)
    for first, last in zip(days[::3], days[3::3], strict=False):
        before = {row.initiative_id: row.level for row in stored[first]}
        after = {row.initiative_id: row.level for row in stored[last]}
        moved: set[UUID] = {
            each for each in before.keys() | after.keys() if before.get(each) != after.get(each)
        }
        told: Any = (await changes_between(connection, scope, [], {"from": first, "to": last}))[
            None
        ]
        assert {move["initiative"].id for move in told["levels"]} == moved


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"as_of": date(2026, 3, 3)}, "lies in the future"),
        ({"as_of": date(1999, 3, 3)}, "too far back"),
        ({"first": 0}, "first is 1 to"),
    ],
)
async def test_a_day_without_an_answer_is_refused(
    arguments: dict[str, object], message: str, engine: AsyncEngine
) -> None:
    scope = Scope(UUID(int=1), date(2026, 3, 2))
    async with engine.connect() as connection:
        with pytest.raises(Unanswerable, match=message):
            await portfolio_as_of(connection, scope, [], arguments)
