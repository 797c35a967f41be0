"""The idiom: Strawberry types, SQLAlchemy's async ORM, one DataLoader for each relation.

Written as a good team would: every relation is loaded once for the whole answer, each loader opens
a session of its own from a factory (an AsyncSession is not for sharing), documents are parsed and
validated once. Like the other peers it trusts the organisation it is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Self, TypeVar, cast
from uuid import UUID

import strawberry
from sqlalchemy import Select, Table, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache

from bench.peers.serve import Options, serve
from db.connections.connection import create_engine
from db.journeys import journey
from db.people import department, person
from db.portfolio import effect, initiative, milestone, short_term_win
from db.risk import stall_risk
from domain.journeys.journey import Journey, Stage, Touchpoint
from domain.people.department import Department
from domain.people.person import Person
from domain.portfolio.effect import Effect
from domain.portfolio.initiative import Initiative
from domain.portfolio.milestone import Milestone
from domain.portfolio.short_term_win import ShortTermWin

Row = TypeVar("Row")
Info = strawberry.Info["Context", None]


class Loaders:
    """The DataLoaders of one request, each made when it is first asked for."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], organisation: UUID) -> None:
        self.sessions = sessions
        self.organisation = organisation

    def one(self, entity: type[Row], table: Table) -> DataLoader[UUID, Row | None]:
        async def load(ids: list[UUID]) -> Sequence[Row | None]:
            found = await self.rows(select(entity), table, table.c.id.in_(ids))
            by_id = {cast("Any", row).id: row for row in found}
            return [by_id.get(wanted) for wanted in ids]

        return DataLoader(load)

    def many(self, entity: type[Row], table: Table, *order: str) -> DataLoader[UUID, list[Row]]:
        async def load(ids: list[UUID]) -> Sequence[list[Row]]:
            query = select(entity).order_by(*(table.c[column] for column in order))
            grouped: dict[Hashable, list[Row]] = defaultdict(list)
            for row in await self.rows(query, table, table.c.initiative_id.in_(ids)):
                grouped[cast("Any", row).initiative_id].append(row)
            return [grouped[wanted] for wanted in ids]

        return DataLoader(load)

    async def rows(self, query: Select[Any], table: Table, condition: Any) -> Sequence[Any]:
        own = table.c.organisation_id == self.organisation
        async with self.sessions() as session:
            return (await session.scalars(query.where(own, condition))).all()

    @cached_property
    def people(self) -> DataLoader[UUID, Person | None]:
        return self.one(Person, person.person)

    @cached_property
    def departments(self) -> DataLoader[UUID, Department | None]:
        return self.one(Department, department.department)

    @cached_property
    def touchpoints(self) -> DataLoader[UUID, Touchpoint | None]:
        return self.one(Touchpoint, journey.touchpoint)

    @cached_property
    def stages(self) -> DataLoader[UUID, Stage | None]:
        return self.one(Stage, journey.stage)

    @cached_property
    def journeys(self) -> DataLoader[UUID, Journey | None]:
        return self.one(Journey, journey.journey)

    @cached_property
    def milestones(self) -> DataLoader[UUID, list[Milestone]]:
        return self.many(Milestone, milestone.milestone, "due_key", "id")

    @cached_property
    def wins(self) -> DataLoader[UUID, list[ShortTermWin]]:
        return self.many(ShortTermWin, short_term_win.short_term_win, "achieved_on", "id")

    @cached_property
    def effects(self) -> DataLoader[UUID, list[Effect]]:
        return self.many(Effect, effect.effect, "id")

    @cached_property
    def risks(self) -> DataLoader[UUID, Any]:
        table = stall_risk.stall_risk_current

        async def load(ids: list[UUID]) -> Sequence[Any]:
            query = select(table).where(
                table.c.organisation_id == self.organisation, table.c.initiative_id.in_(ids)
            )
            async with self.sessions() as session:
                by_id = {row.initiative_id: row for row in (await session.execute(query)).all()}
            return [by_id.get(wanted) for wanted in ids]

        return DataLoader(load)


@dataclass
class Context:
    """What resolvers share; the loaders come once the organisation is known."""

    sessions: async_sessionmaker[AsyncSession]
    loaders: Loaders | None = None

    def open(self, organisation: UUID) -> Loaders:
        self.loaders = Loaders(self.sessions, organisation)
        return self.loaders


def loaders(info: Info) -> Loaders:
    assert info.context.loaders is not None
    return info.context.loaders


def global_id(kind: str, identity: UUID) -> strawberry.ID:
    return strawberry.ID(f"{kind}_{identity}")


@strawberry.type(name="Department")
class DepartmentType:
    id: strawberry.ID
    name: str


@strawberry.type(name="Person")
class PersonType:
    row: strawberry.Private[Person]
    id: strawberry.ID
    name: str

    @strawberry.field
    async def department(self, info: Info) -> DepartmentType | None:
        if self.row.department_id is None:
            return None
        found = await loaders(info).departments.load(self.row.department_id)
        if found is None:
            return None
        return DepartmentType(id=global_id("department", found.id), name=found.name)


async def load_person(info: Info, identity: UUID | None) -> PersonType | None:
    if identity is None:
        return None
    found = await loaders(info).people.load(identity)
    if found is None:
        return None
    return PersonType(row=found, id=global_id("person", found.id), name=found.name)


@strawberry.type(name="Milestone")
class MilestoneType:
    row: strawberry.Private[Milestone]
    id: strawberry.ID
    title: str
    due_on: date | None
    first_due_on: date | None
    completed_on: date | None
    missed_count: int

    @strawberry.field
    async def owner(self, info: Info) -> PersonType | None:
        return await load_person(info, self.row.owner_id)

    @classmethod
    def of(cls, row: Milestone) -> Self:
        return cls(
            row=row,
            id=global_id("milestone", row.id),
            title=row.title,
            due_on=row.due_on,
            first_due_on=row.first_due_on,
            completed_on=row.completed_on,
            missed_count=row.missed_count,
        )


@strawberry.type(name="ShortTermWin")
class ShortTermWinType:
    id: strawberry.ID
    title: str
    achieved_on: date
    shared: bool

    @classmethod
    def of(cls, row: ShortTermWin) -> Self:
        return cls(
            id=global_id("short_term_win", row.id),
            title=row.title,
            achieved_on=row.achieved_on,
            shared=row.shared,
        )


@strawberry.type(name="Journey")
class JourneyType:
    name: str


@strawberry.type(name="Stage")
class StageType:
    row: strawberry.Private[Stage]
    name: str

    @strawberry.field
    async def journey(self, info: Info) -> JourneyType:
        found = await loaders(info).journeys.load(self.row.journey_id)
        assert found is not None
        return JourneyType(name=found.name)


@strawberry.type(name="Touchpoint")
class TouchpointType:
    row: strawberry.Private[Touchpoint]
    id: strawberry.ID
    name: str

    @strawberry.field
    async def stage(self, info: Info) -> StageType:
        found = await loaders(info).stages.load(self.row.stage_id)
        assert found is not None
        return StageType(row=found, name=found.name)


@strawberry.type(name="Effect")
class EffectType:
    row: strawberry.Private[Effect]
    direction: str
    strength: int

    @strawberry.field
    async def touchpoint(self, info: Info) -> TouchpointType:
        found = await loaders(info).touchpoints.load(self.row.touchpoint_id)
        assert found is not None
        return TouchpointType(row=found, id=global_id("touchpoint", found.id), name=found.name)

    @classmethod
    def of(cls, row: Effect) -> Self:
        return cls(row=row, direction=row.direction.value, strength=row.strength)


@strawberry.type
class StallRiskReason:
    factor: str
    value: float
    weight: float
    share: float
    sentence: str


@strawberry.type
class StallRisk:
    probability: float | None
    level: str | None
    rule: str
    computed_on: date
    stored: strawberry.Private[Any]

    @strawberry.field
    def reasons(self) -> list[StallRiskReason]:
        names = ("factor", "value", "weight", "share", "sentence")
        return [StallRiskReason(**{name: one[name] for name in names}) for one in self.stored]


@strawberry.type(name="Initiative")
class InitiativeType:
    row: strawberry.Private[Initiative]
    id: strawberry.ID
    title: str
    status: str
    priority: str
    started_on: date | None
    target_on: date | None
    case_for_change: str | None

    @strawberry.field
    async def owner(self, info: Info) -> PersonType | None:
        return await load_person(info, self.row.owner_id)

    @strawberry.field
    async def sponsor(self, info: Info) -> PersonType | None:
        return await load_person(info, self.row.sponsor_id)

    @strawberry.field
    async def milestones(self, info: Info) -> list[MilestoneType]:
        rows = await loaders(info).milestones.load(self.row.id)
        return [MilestoneType.of(row) for row in rows]

    @strawberry.field
    async def short_term_wins(self, info: Info) -> list[ShortTermWinType]:
        rows = await loaders(info).wins.load(self.row.id)
        return [ShortTermWinType.of(row) for row in rows if row.archived_on is None]

    @strawberry.field
    async def effects(self, info: Info) -> list[EffectType]:
        rows = await loaders(info).effects.load(self.row.id)
        return [EffectType.of(row) for row in rows]

    @strawberry.field
    async def stall_risk(self, info: Info) -> StallRisk | None:
        row = await loaders(info).risks.load(self.row.id)
        if row is None:
            return None
        return StallRisk(
            probability=row.probability,
            level=row.level,
            rule=row.rule,
            computed_on=row.computed_on,
            stored=row.reasons,
        )

    @classmethod
    def of(cls, row: Initiative) -> Self:
        return cls(
            row=row,
            id=global_id("initiative", row.id),
            title=row.title,
            status=row.status.value,
            priority=row.priority.value,
            started_on=row.started_on,
            target_on=row.target_on,
            case_for_change=row.case_for_change,
        )


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class InitiativeEdge:
    cursor: str
    node: InitiativeType


@strawberry.type
class InitiativeConnection:
    nodes: list[InitiativeType]
    page_info: PageInfo

    @strawberry.field
    def edges(self) -> list[InitiativeEdge]:
        return [InitiativeEdge(cursor=f"id_{node.row.id}", node=node) for node in self.nodes]


@strawberry.type
class Query:
    @strawberry.field
    async def initiatives(
        self, info: Info, organisation: strawberry.ID, first: int = 20, after: str | None = None
    ) -> InitiativeConnection:
        table = initiative.initiative
        own = info.context.open(UUID(organisation))
        query = select(Initiative).order_by(table.c.id).limit(first + 1)
        if after is not None:
            query = query.where(table.c.id > UUID(after.removeprefix("id_")))
        rows = await own.rows(query, table, table.c.archived_on.is_(None))
        nodes = [InitiativeType.of(row) for row in rows[:first]]
        end = f"id_{nodes[-1].row.id}" if nodes else None
        return InitiativeConnection(
            nodes=nodes, page_info=PageInfo(has_next_page=len(rows) > first, end_cursor=end)
        )

    @strawberry.field
    async def initiative(
        self,
        info: Info,
        organisation: strawberry.ID,
        identity: Annotated[strawberry.ID, strawberry.argument(name="id")],
    ) -> InitiativeType | None:
        table = initiative.initiative
        own = info.context.open(UUID(organisation))
        wanted = UUID(identity.removeprefix("initiative_"))
        rows = await own.rows(select(Initiative), table, table.c.id == wanted)
        return InitiativeType.of(rows[0]) if rows else None


class App(GraphQL[Context, None]):
    """Strawberry's own ASGI app with a session factory in its context."""

    def __init__(self, options: Options) -> None:
        self.engine: AsyncEngine = create_engine(options.database_url, pool_size=options.pool_size)
        self.sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        schema = strawberry.Schema(Query, extensions=[ParserCache, ValidationCache])
        super().__init__(schema, graphql_ide=None)

    async def get_context(
        self,
        request: Request | WebSocket,  # noqa: ARG002  the framework names them
        response: Response | WebSocket,  # noqa: ARG002
    ) -> Context:
        return Context(self.sessions)


if __name__ == "__main__":
    serve(App)
