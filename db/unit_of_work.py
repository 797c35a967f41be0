"""The unit of work: one change of one organisation, one transaction, one revision.

It begins by locking the organisation's row, so changes of one organisation happen one after the
other and rules see a world that stands still. Only `commit` keeps anything: the rows, the stall
risk of the initiatives whose facts changed, the events, the organisation's next revision and what
the idempotency key answers, all together or not at all.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import func, insert, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

import db.tables  # noqa: F401 - maps every entity onto its table
from db import stall_risk
from db.event import event
from db.idempotency import Answer, Request, keep_answer, known_answer
from db.metadata import metadata
from db.organisation import organisation as organisation_table
from db.status_update import stored_facts
from domain.access import Role, Viewer, permit
from domain.event import Event, EventData, EventKind, as_json
from domain.initiative import Initiative
from domain.organisation import Organisation
from domain.ports import Entity, EntityT, Identified, Matching
from domain.problem import ProblemCode, refuse
from domain.status_update import StatusFacts

LOCK_TIMEOUT_SECONDS = 3.0
# Those that others point at first.
TABLES = tuple(metadata.sorted_tables)
# What a connection of the pool says whose server went away or came back as another.
STALE = (
    OSError,
    asyncpg.InternalClientError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
)
SHUTTING_DOWN = ("57P01", "57P02", "57P03")


@dataclass(frozen=True, slots=True)
class Seen:
    """The version of a row that a change was decided on."""

    entity_id: UUID
    version: int


def utc_now() -> datetime:
    return datetime.now(UTC)


class UnitsOfWork:
    """Opens units of work on a database. One for the whole process."""

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        lock_timeout_seconds: float = LOCK_TIMEOUT_SECONDS,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.engine = engine
        self.lock_timeout_seconds = lock_timeout_seconds
        self.clock = clock

    @asynccontextmanager
    async def begin(
        self,
        viewer: Viewer,
        action: str,
        *,
        request: Request | None = None,
        seen: Seen | None = None,
    ) -> AsyncIterator["PostgresUnitOfWork"]:
        """Open a unit of work for a change the viewer may make; nothing is kept without `commit`.

        Refuses with NOT_ALLOWED before it touches the database, and with BUSY when other changes of
        the organisation take too long. When `request` was answered before, `work.answer` says how:
        then change nothing.
        """
        permit(viewer, action)
        async with self.session() as session:
            with refusals():
                organisation = await self.lock(session, viewer.organisation_id)
                instant = self.clock()
                answer = await known_answer(session, viewer, request, instant) if request else None
                yield PostgresUnitOfWork(
                    session,
                    organisation,
                    viewer,
                    instant,
                    request=request,
                    seen=seen,
                    answer=answer,
                )

    def session(self) -> AsyncSession:
        # Only the unit of work knows in which order to flush, so nothing flushes by itself.
        return AsyncSession(self.engine, expire_on_commit=False, autoflush=False)

    async def found(self, organisation: Organisation) -> None:
        """Keep a new organisation at its first revision; refuse a key that is taken."""
        viewer = Viewer(organisation_id=organisation.id, token_id=None, role=Role.ADMIN)
        async with self.session() as session:
            with refusals():
                session.add(organisation)
                await session.flush()
                work = PostgresUnitOfWork(session, organisation, viewer, self.clock())
                work.record(EventKind.ORGANISATION_CREATED, organisation)
                await work.write_events(organisation.revision)
                await session.commit()

    async def lock(self, session: AsyncSession, organisation_id: UUID) -> Organisation:
        """Lock the organisation's row; a connection stale in the pool is replaced once."""
        try:
            return await self.try_lock(session, organisation_id)
        except (DBAPIError, *STALE) as error:
            if not is_stale(error):
                raise
        # Nothing was written on it, and a dead connection means its neighbours are dead too.
        await session.invalidate()
        await self.engine.dispose()
        return await self.try_lock(session, organisation_id)

    async def try_lock(self, session: AsyncSession, organisation_id: UUID) -> Organisation:
        timeout = f"{round(self.lock_timeout_seconds * 1000)}ms"
        statement = (
            select(Organisation)
            .where(
                organisation_table.c.id == organisation_id,
                # Evaluated as the row is looked up, before PostgreSQL waits for its lock.
                func.set_config("lock_timeout", timeout, True).is_not(None),
            )
            .with_for_update(key_share=True)
        )
        organisation = (await session.scalars(statement)).one_or_none()
        if organisation is None:
            refuse(ProblemCode.NOT_FOUND, "This organisation does not exist.")
        return organisation


class PostgresUnitOfWork:
    """The unit of work the use cases see (`domain.ports.UnitOfWork`), on one session."""

    def __init__(
        self,
        session: AsyncSession,
        organisation: Organisation,
        viewer: Viewer,
        instant: datetime,
        *,
        request: Request | None = None,
        seen: Seen | None = None,
        answer: Answer | None = None,
    ) -> None:
        self.session = session
        self.organisation = organisation
        self.viewer = viewer
        self.instant = instant
        self.now = organisation.clock(instant)
        self.today = organisation.today(instant)
        self.request = request
        self.seen = seen
        self.answer = answer
        self.added: list[Identified] = []
        self.events: list[Event] = []
        self.touched: set[UUID] = set()

    @property
    def next_revision(self) -> int:
        """The revision that this change gets, if it changes anything."""
        return self.organisation.revision + 1

    async def get(self, kind: type[EntityT], entity_id: UUID, *path: str) -> EntityT:
        await self.flush()
        key = {"organisation_id": self.organisation.id, "id": entity_id}
        entity = await self.session.get(kind, key)
        if entity is None:
            refuse(
                ProblemCode.NOT_FOUND,
                f"There is no {kind.__name__} of this id in your organisation.",
                *path,
                hint="Ids come from queries; they are never made up.",
            )
        if self.seen is not None and entity_id == self.seen.entity_id:
            check_version(entity, self.seen.version)
        return entity

    async def find(self, kind: type[EntityT], **matching: Matching) -> list[EntityT]:
        await self.flush()
        statement = self.matching(kind, matching)
        return list(await self.session.scalars(statement.order_by(columns(kind)["id"])))

    async def latest(self, kind: type[EntityT], **matching: Matching) -> EntityT | None:
        await self.flush()
        c = columns(kind)
        order = (c["recorded_at"].desc(), c["id"].desc())
        statement = self.matching(kind, matching).order_by(*order).limit(1)
        return (await self.session.scalars(statement)).one_or_none()

    def matching(self, kind: type[EntityT], matching: dict[str, Matching]) -> Any:
        c = columns(kind)
        statement = select(kind).where(c["organisation_id"] == self.organisation.id)
        for name, value in matching.items():
            several = isinstance(value, list | tuple | set | frozenset)
            statement = statement.where(c[name].in_(value) if several else c[name] == value)
        return statement

    def add(self, entity: Identified) -> None:
        self.added.append(entity)

    async def remove(self, entity: Entity) -> None:
        await self.flush()
        await self.session.delete(entity)

    async def flush(self) -> None:
        """Send what was added and changed, rows that others point at first.

        The session orders tables by relationships only, and there are none: so table by table.
        """
        added, self.added = self.added, []
        tables = {table_of(entity) for entity in added}
        for table in (table for table in TABLES if table in tables):
            self.session.add_all(entity for entity in added if table_of(entity) is table)
            await self.session.flush()
        await self.session.flush()

    def record(
        self,
        kind: EventKind,
        subject: Identified,
        *,
        occurred_on: date | None = None,
        data: EventData | None = None,
    ) -> None:
        of_itself = subject.id if isinstance(subject, Initiative) else None
        self.events.append(
            Event(
                kind=kind,
                subject_type=type(subject).__name__,
                subject_id=subject.id,
                initiative_id=getattr(subject, "initiative_id", of_itself),
                occurred_on=occurred_on or self.today,
                data=data or {},
            )
        )

    def touch(self, initiative_id: UUID) -> None:
        self.touched.add(initiative_id)

    async def facts(self, initiative_id: UUID) -> StatusFacts:
        await self.refresh_stall_risk({initiative_id})
        return await stored_facts(self.session, self.organisation.id, initiative_id)

    async def commit(self, ids: Sequence[UUID] = ()) -> int:
        """Keep the change and return its revision; `ids` are what a repeated request answers.

        A change that recorded no event changed nothing: it gets no revision of its own, so the
        ledger has no gap, and the one that stands is returned.
        """
        with refusals():
            await self.flush()
            if self.events:
                await self.refresh_stall_risk(self.touched)
                await self.write_events(self.next_revision)
                self.organisation.revision = self.next_revision
            if self.request is not None:
                answer = Answer(self.organisation.revision, tuple(ids))
                await keep_answer(self.session, self.viewer, self.request, answer, self.instant)
            await self.session.commit()
        return self.organisation.revision

    async def refresh_stall_risk(self, initiative_ids: set[UUID]) -> None:
        if not initiative_ids:
            return
        await self.flush()
        changes = await stall_risk.refresh(
            self.session,
            organisation_id=self.organisation.id,
            initiative_ids=initiative_ids,
            day=self.today,
            revision=self.next_revision,
            recorded_at=self.now,
        )
        for change in changes:
            self.events.append(
                Event(
                    kind=EventKind.STALL_RISK_LEVEL_CHANGED,
                    subject_type=Initiative.__name__,
                    subject_id=change.initiative_id,
                    initiative_id=change.initiative_id,
                    occurred_on=self.today,
                    data={"from": change.from_level, "to": change.to_level},
                )
            )

    async def write_events(self, revision: int) -> None:
        rows = [
            {
                "organisation_id": self.organisation.id,
                "revision": revision,
                "ordinal": ordinal,
                "occurred_on": noted.occurred_on,
                "recorded_at": self.now,
                "actor_id": self.viewer.person_id,
                "token_id": self.viewer.token_id,
                "request_id": self.viewer.request_id or None,
                "kind": noted.kind.value,
                "subject_type": noted.subject_type,
                "subject_id": noted.subject_id,
                "initiative_id": noted.initiative_id,
                "data": as_json(noted.data),
            }
            for ordinal, noted in enumerate(self.events, start=1)
        ]
        await self.session.execute(insert(event), rows)


def columns(kind: type[object]) -> Any:
    """The columns of the table an entity is mapped onto."""
    return inspect(kind, raiseerr=True).local_table.c


def table_of(entity: object) -> Any:
    return inspect(type(entity), raiseerr=True).local_table


def check_version(entity: object, seen: int) -> None:
    current: int = getattr(entity, "version", seen)
    if current != seen:
        refuse(
            ProblemCode.STALE_VERSION,
            f"Somebody changed this since you read it: it is at version {current}, "
            f"and you decided on version {seen}.",
            "expected_version",
            hint="Read it again, look at what changed, and decide again.",
        )


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what PostgreSQL refuses by design into the refusal that a client understands."""
    try:
        yield
    except DBAPIError as error:
        match sqlstate(error):
            case "55P03":  # lock_not_available
                refuse(
                    ProblemCode.BUSY,
                    "Other changes of your organisation are taking too long; nothing was done.",
                    hint="Try again in a few seconds, with the same idempotency key.",
                )
            case "23505":  # unique_violation
                refuse(
                    ProblemCode.ALREADY_EXISTS,
                    "Another one with the same key, email, external id or combination exists.",
                    hint="Change the existing one, or choose something else.",
                )
        raise


def sqlstate(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)


def is_stale(error: BaseException) -> bool:
    """Whether the connection was dead already, so that nothing can have been written on it."""
    if isinstance(error, DBAPIError):
        return (
            error.connection_invalidated
            or sqlstate(error) in SHUTTING_DOWN
            or isinstance(getattr(error.orig, "__cause__", None), STALE)
        )
    return isinstance(error, STALE)
