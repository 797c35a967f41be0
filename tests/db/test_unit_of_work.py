"""The unit of work: one transaction and one revision for a change, on real PostgreSQL."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.event import event
from db.organisation import organisation as organisation_table
from db.unit_of_work import UnitsOfWork
from domain import initiative
from domain.access import AccessToken, Role, Viewer
from domain.initiative import Initiative
from domain.organisation import new_organisation

NOW = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
TODAY = date(2026, 3, 31)


class World:
    """An organisation with an administrator's token and an owner, on a clock that tests move."""

    def __init__(self, engine: AsyncEngine, viewer: Viewer) -> None:
        self.engine = engine
        self.viewer = viewer
        self.now = NOW
        self.units = UnitsOfWork(engine, lock_timeout_seconds=1, clock=lambda: self.now)

    async def change(
        self, action: str, use_case: Callable[..., Awaitable[Any]], *arguments: Any, **given: Any
    ) -> Any:
        async with self.units.begin(self.viewer, action) as work:
            entity = await use_case(work, *arguments, **given)
            await work.commit([entity.id])
            return entity

    async def propose(self, title: str = "Quicker seating") -> Initiative:
        proposed = await self.change("initiative_propose", initiative.propose, title=title)
        assert isinstance(proposed, Initiative)
        return proposed

    async def rows(self, statement: Any) -> list[Any]:
        async with self.engine.connect() as connection:
            return list((await connection.execute(statement)).all())

    async def revision(self) -> int:
        [(revision,)] = await self.rows(select(organisation_table.c.revision))
        assert isinstance(revision, int)
        return revision

    async def ledger(self) -> list[tuple[int, int, str]]:
        c = event.c
        order = (c.revision, c.ordinal)
        rows = await self.rows(select(c.revision, c.ordinal, c.kind).order_by(*order))
        return [tuple(row) for row in rows]


@pytest.fixture
async def world(engine: AsyncEngine) -> World:
    units = UnitsOfWork(engine, clock=lambda: NOW)
    organisation = new_organisation("demo", now=NOW, name="Demo", time_zone="UTC")
    await units.found(organisation)
    token = AccessToken(
        organisation_id=organisation.id, role=Role.ADMIN, hash=bytes(32), recorded_at=NOW
    )
    viewer = Viewer(
        organisation_id=organisation.id, token_id=token.id, role=Role.ADMIN, request_id="r-1"
    )
    async with units.begin(viewer, "token_issue") as work:
        work.add(token)
        await work.session.commit()
    return World(engine, viewer)


async def test_a_change_is_one_revision_with_its_events(world: World) -> None:
    proposed = await world.propose()
    assert await world.revision() == 2
    assert await world.ledger() == [
        (1, 1, "ORGANISATION_CREATED"),
        (2, 1, "INITIATIVE_PROPOSED"),
    ]
    [row] = await world.rows(select(event).where(event.c.revision == 2))
    assert row.token_id == world.viewer.token_id
    assert row.request_id == "r-1"
    assert row.actor_id is None
    assert row.occurred_on == TODAY
    assert row.recorded_at == NOW
    assert (row.subject_type, row.subject_id) == ("Initiative", proposed.id)
    assert row.initiative_id == proposed.id
