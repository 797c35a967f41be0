"""The unit of work: one change of one organisation, one transaction, one revision.

It begins by locking the organisation's row, so changes of one organisation happen one after the
other and rules see a world that stands still. Only `commit` keeps anything: the rows, the stall
risk of the initiatives whose facts changed, the events, the organisation's next revision and what
the idempotency key answers, all together or not at all.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from db.access.invitation_delivery import mail_soon
from db.connections.loss import LOST, is_lost
from db.entities import CATALOGUE
from db.findings import refresh as finding_refresh
from db.findings.rules import apply_changed_rules
from db.json_select.hidden import seen_query
from db.ledger.idempotency import Answer, Kept, Request, keep_answer, known_answer
from db.ledger.record import note
from db.people.organisation import organisation as organisation_table
from db.portfolio.portfolio_day import forget_day
from db.portfolio.status_update import stored_facts
from db.reviews.freezing import is_overtaken, keep, snapshot, snapshot_outside_lock
from db.risk import stall_risk
from db.sweep.request import enqueue_sweep
from db.writing.locking import limits, lock_row
from db.writing.queue import Queues, QueueSlot
from db.writing.refusals import ConcurrentChange, refusals
from db.writing.repository import ExpectedVersion, Repository, refuse_missing
from domain.access.permission import permit
from domain.access.visibility import VISIBILITY
from domain.core.entity import EntityT, Identified
from domain.core.event import Event, EventData, EventKind
from domain.core.problem import ProblemCode, Refusal, refuse
from domain.core.tenant import Organisation
from domain.core.viewer import Role, Viewer
from domain.portfolio.initiative import Initiative
from domain.portfolio.status_update import StatusFacts
from domain.reviews.review import Review

# Of each kind of row that can be hidden from some, the query whether it is seen.
_NOT_ALL = CATALOGUE.seen_by(VISIBILITY[Role.VIEWER])
SEEN = {each.name: query for each in _NOT_ALL if (query := seen_query(_NOT_ALL, each)) is not None}
LOCK_TIMEOUT_SECONDS = 3.0


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
        committed: Callable[[UUID, int], None] | None = None,
        mails: bool = False,
    ) -> None:
        """`committed` is told the organisation and its revision after each change.

        `mails` says that a mail server is named: what a change has mailed goes into the queue with
        it. Otherwise it waits for a process that has one.
        """
        self.mails = mails
        self.engine = engine
        self.committed = committed
        self.lock_timeout_seconds = lock_timeout_seconds
        self.clock = clock
        self.changing = Queues()
        self.preparing = Queues()

    @asynccontextmanager
    async def begin(
        self,
        viewer: Viewer,
        action: str,
        *,
        request: Request | None = None,
        seen: ExpectedVersion | None = None,
    ) -> AsyncIterator["PostgresUnitOfWork"]:
        """Open a unit of work for a change the viewer may make; nothing is kept without `commit`.

        Refuses with NOT_ALLOWED before it touches the database, and with BUSY when other changes of
        the organisation take too long. When `request` was answered before, `work.answer` says how:
        then change nothing.
        """
        permit(viewer, action)
        async with self.turn(viewer.organisation_id) as turn, self.session() as session:
            with refusals():
                organisation = await self.lock(session, viewer.organisation_id)
                instant = self.clock()
                answer = await known_answer(session, viewer, request, instant) if request else None
                work = PostgresUnitOfWork(
                    session,
                    organisation,
                    viewer,
                    instant,
                    request=request,
                    seen=seen,
                    answer=answer,
                    committed=self.committed,
                    beside=OutOfLock(self, turn),
                )
                yield work
        if work.sweep_asked_at is not None:
            await enqueue_sweep(self.engine, viewer.organisation_id, work.sweep_asked_at)
        if self.mails and work.mail_wanted:
            await mail_soon(self.engine, viewer.organisation_id, self.clock())

    @asynccontextmanager
    async def turn(self, organisation_id: UUID) -> AsyncIterator[QueueSlot]:
        """Wait within the process, so that one busy organisation takes one connection, not all."""
        queues = self.changing.lock_of(organisation_id), self.preparing.lock_of(organisation_id)
        slot = QueueSlot(*queues, self.lock_timeout_seconds)
        try:
            await slot.take()
            yield slot
        finally:
            slot.end()

    def session(self) -> AsyncSession:
        # Only the unit of work knows in which order to flush, so nothing flushes by itself.
        return AsyncSession(self.engine, expire_on_commit=False, autoflush=False)

    async def found(self, organisation: Organisation) -> None:
        """Keep a new organisation at its first revision; refuse a key that is taken."""
        viewer = Viewer(organisation_id=organisation.id, token_id=None, role=Role.ADMIN)
        async with self.session() as session:
            with refusals():
                key = organisation_table.c.key
                if await session.scalar(select(key).where(key == organisation.key)):
                    refuse(ProblemCode.ALREADY_EXISTS, "Another organisation has this key.", "key")
                session.add(organisation)
                await session.flush()
                work = PostgresUnitOfWork(session, organisation, viewer, self.clock())
                work.record(EventKind.ORGANISATION_CREATED, organisation)
                await work.write_events(organisation.revision)
                await apply_changed_rules(await session.connection(), organisation.id, work.now)
                await session.commit()

    async def lock(self, session: AsyncSession, organisation_id: UUID) -> Organisation:
        """Lock the organisation's row; a connection stale in the pool is replaced once."""
        try:
            return await lock_row(session, organisation_id, self.lock_timeout_seconds)
        except (DBAPIError, *LOST) as error:
            if not is_lost(error):
                raise
        # Nothing was written on it, and a dead connection means its neighbours are dead too.
        await session.invalidate()
        await self.engine.dispose()
        return await lock_row(session, organisation_id, self.lock_timeout_seconds)


class OutOfLock(NamedTuple):
    """By what a unit of work lets others change the organisation while it prepares something."""

    units: UnitsOfWork
    turn: QueueSlot


class PostgresUnitOfWork(Repository):
    """The `domain.core.unit_of_work.UnitOfWork` that use cases see, on one session."""

    def __init__(
        self,
        session: AsyncSession,
        organisation: Organisation,
        viewer: Viewer,
        instant: datetime,
        *,
        request: Request | None = None,
        seen: ExpectedVersion | None = None,
        answer: Answer | None = None,
        committed: Callable[[UUID, int], None] | None = None,
        beside: OutOfLock | None = None,
    ) -> None:
        super().__init__(session, organisation.id, seen)
        self.committed = committed
        self.beside = beside
        self.viewer = viewer
        self.stand_at(organisation, instant)
        self.request = request
        self.answer = answer
        self.events: list[Event] = []
        self.touched: set[UUID] = set()
        self.sweep_wanted = False
        self.sweep_asked_at: int | None = None
        self.mail_wanted = False

    def stand_at(self, organisation: Organisation, instant: datetime) -> None:
        """Take in how the organisation stands, now that it is locked."""
        self.organisation = organisation
        self.instant = instant
        self.now = organisation.clock(instant)
        self.today = organisation.today(instant)

    @property
    def next_revision(self) -> int:
        """The revision that this change gets, if it changes anything."""
        return self.organisation.revision + 1

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

    async def get(self, kind: type[EntityT], entity_id: UUID, *path: str) -> EntityT:
        entity = await super().get(kind, entity_id, *path)
        if not VISIBILITY[self.viewer.role].sees_all_rows and not await self.is_seen(
            kind, entity_id
        ):
            refuse_missing(kind, *path)
        return entity

    async def is_seen(self, kind: type[object], entity_id: UUID) -> bool:
        """Tell whether the viewer sees a row that is there."""
        query = SEEN.get(kind.__name__)
        if query is None:
            return True
        who = {"organisation_id": self.organisation.id, "person_id": self.viewer.person_id}
        return (await self.session.execute(query, {**who, "id": entity_id})).first() is not None

    def touch(self, initiative_id: UUID) -> None:
        self.touched.add(initiative_id)

    def sweep_soon(self) -> None:
        self.sweep_wanted = True

    async def facts(self, initiative_id: UUID) -> StatusFacts:
        await self.refresh_stall_risk({initiative_id})
        return await stored_facts(self.session, self.organisation.id, initiative_id)

    async def freeze(self, review: Review) -> None:
        changed = self.events or self.added != [review] or self.session.dirty
        if self.beside is None or changed:
            # What was changed before is seen by this transaction alone.
            await self.flush()
            connection = await self.session.connection()
            await keep(connection, review, await snapshot(connection, review))
        else:
            await self.snapshot_outside_lock(self.beside, review)

    async def snapshot_outside_lock(self, beside: OutOfLock, review: Review) -> None:
        """Freeze a review without the organisation's lock, which is taken again at the end.

        Raises Overtaken when another review was held meanwhile, or the same request answered.
        """
        since = self.organisation.revision
        # The lock ends with its transaction, in which nothing was written.
        self.session.expunge_all()
        await self.session.rollback()
        await beside.turn.leave_to_others()
        shown = await snapshot_outside_lock(beside.units.engine, review, since)
        if shown is None:
            raise ConcurrentChange
        review.revision = shown.revision
        await self.session.execute(select(*limits(beside.units.lock_timeout_seconds)))
        await self.flush()
        await keep(await self.session.connection(), review, shown)
        await beside.turn.take()
        organisation = await lock_row(
            self.session, review.organisation_id, beside.units.lock_timeout_seconds
        )
        self.stand_at(organisation, beside.units.clock())
        if self.request is not None and await known_answer(
            self.session, self.viewer, self.request, self.instant
        ):
            raise ConcurrentChange
        if await is_overtaken(await self.session.connection(), organisation.id, since):
            raise ConcurrentChange

    @asynccontextmanager
    async def attempt(self, seen: ExpectedVersion | None = None) -> AsyncIterator[None]:
        """Make one part of the change by itself: when it is refused, nothing of it is kept, and the
        rest of the change goes on as if it had never been tried."""
        added, events, touched = list(self.added), len(self.events), set(self.touched)
        self.seen = seen
        try:
            async with self.session.begin_nested():
                with refusals():
                    yield
                    await self.flush()
        except Refusal:
            self.added, self.touched = added, touched
            del self.events[events:]
            raise

    async def commit(self, ids: Sequence[Kept] = ()) -> int:
        """Keep the change and return its revision; `ids` are what a repeated request answers.

        A change that recorded no event changed nothing: it gets no revision of its own, so the
        ledger has no gap, and the one that stands is returned.
        """
        with refusals():
            await self.flush()
            if self.events:
                await self.refresh_stall_risk(self.touched)
                await self.refresh_findings()
                await self.write_events(self.next_revision)
                self.organisation.revision = self.next_revision
            if self.request is not None:
                answer = Answer(self.organisation.revision, tuple(ids))
                await keep_answer(self.session, self.viewer, self.request, answer, self.instant)
            await self.session.commit()
        if self.events and self.committed is not None:
            self.committed(self.organisation.id, self.organisation.revision)
        self.mail_wanted = any(each.kind is EventKind.MEMBER_INVITED for each in self.events)
        if self.sweep_wanted and self.events:
            self.sweep_asked_at = self.organisation.revision
        return self.organisation.revision

    async def refresh_stall_risk(self, initiative_ids: set[UUID]) -> None:
        if not initiative_ids:
            return
        await self.flush()
        swept_on = self.organisation.swept_on
        if swept_on is not None and self.today < swept_on:
            await forget_day(await self.session.connection(), self.organisation.id, self.today)
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

    async def refresh_findings(self) -> None:
        self.events += await finding_refresh.refresh(
            await self.session.connection(),
            organisation_id=self.organisation.id,
            events=self.events,
            day=self.today,
            recorded_at=self.now,
        )

    async def write_events(self, revision: int) -> None:
        await note(
            await self.session.connection(),
            self.organisation.id,
            revision,
            self.now,
            self.events,
            actor_id=self.viewer.person_id,
            token_id=self.viewer.token_id,
            request_id=self.viewer.request_id or None,
        )
