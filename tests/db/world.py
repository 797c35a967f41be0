"""An organisation on real PostgreSQL, as tests of the unit of work change it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlalchemy import Executable, Row, select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.ledger.event import event
from db.ledger.idempotency import Request
from db.people.organisation import organisation as organisation_table
from db.writing.repository import ExpectedVersion
from db.writing.unit_of_work import PostgresUnitOfWork, UnitsOfWork
from domain.access.token import AccessToken
from domain.core.entity import Identified
from domain.core.viewer import Role, Viewer
from domain.people.organisation import new_organisation
from domain.portfolio import initiative
from domain.portfolio.initiative import Initiative

NOW = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
TODAY = date(2026, 3, 31)
Changed = TypeVar("Changed", bound=Identified)


class World:
    """An organisation with an administrator's token, on a clock that tests move."""

    def __init__(self, engine: AsyncEngine, viewer: Viewer) -> None:
        self.engine = engine
        self.viewer = viewer
        self.now = NOW
        # Many changes one after the other take seconds on a busy machine: whoever is to be refused
        # for waiting asks for less patience.
        self.units = UnitsOfWork(engine, lock_timeout_seconds=30, clock=lambda: self.now)

    async def change(
        self,
        action: str,
        use_case: Callable[[PostgresUnitOfWork], Awaitable[Changed]],
        *,
        request: Request | None = None,
        seen: ExpectedVersion | None = None,
    ) -> Changed:
        """Make a change as an administrator and return what it changed."""
        async with self.units.begin(self.viewer, action, request=request, seen=seen) as work:
            entity = await use_case(work)
            await work.commit([entity.id])
            return entity

    async def propose(self, title: str = "Quicker seating") -> Initiative:
        return await self.change(
            "initiative_propose", lambda work: initiative.propose(work, title=title)
        )

    async def rows(self, statement: Executable) -> list[Row[Any]]:
        async with self.engine.connect() as connection:
            return list((await connection.execute(statement)).all())

    async def revision(self) -> int:
        own = organisation_table.c.id == self.viewer.organisation_id
        [(revision,)] = await self.rows(select(organisation_table.c.revision).where(own))
        assert isinstance(revision, int)
        return revision

    async def ledger(self) -> list[tuple[int, int, str]]:
        """Return revision, ordinal and kind of every event, in order."""
        c = event.c
        own = c.organisation_id == self.viewer.organisation_id
        statement = select(c.revision, c.ordinal, c.kind).where(own)
        return [tuple(row) for row in await self.rows(statement.order_by(c.revision, c.ordinal))]


async def found(engine: AsyncEngine, key: str = "demo") -> World:
    """Found an organisation, at revision 1, with a token that no event tells of."""
    units = UnitsOfWork(engine, clock=lambda: NOW)
    organisation = new_organisation(key, now=NOW, name="Demo")
    await units.found(organisation)
    token = AccessToken(
        organisation_id=organisation.id, role=Role.ADMIN, hash=bytes(32), recorded_at=NOW
    )
    async with units.session() as session:
        session.add(token)
        await session.commit()
    viewer = Viewer(
        organisation_id=organisation.id, token_id=token.id, role=Role.ADMIN, request_id="r-1"
    )
    return World(engine, viewer)
