"""Sending reminders: whose are due is put into the job queue, a job each, and each job sends one.

A job may run twice, and two may run at once: the note (`db/communication/reminder.py`) lets one of
them send. A mail server that is away is tried again, ever less often, until the days to try are
over.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.communication.reminder import Note
from db.communication.reminder_facts import what_is_owed, who_is_owed
from db.jobs.mail import Job, Outcome, Post, PutIn
from domain.communication.reminder import Owed, State, compose, due_week, week_of
from domain.core.mail import (
    MailError,
    MailRefusedError,
    MailUnavailableError,
    MailUncertainError,
    is_reserved,
)
from domain.core.tenant import Organisation

logger = logging.getLogger(__name__)

JOB: Final = "reminder"
MOST_JOBS_AT_ONCE: Final = 500

ORGANISATIONS = text("select * from organisation order by id")
ORGANISATION = text("select * from organisation where id = :id")
MARK = text(
    """
    update organisation set reminded_on = :week
    where id = :id and (reminded_on is null or reminded_on < :week)
    """
)


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Reminders:
    """Puts jobs in for the reminders that are due, and sends what a job is for."""

    engine: AsyncEngine
    post: Post
    clock: Callable[[], datetime] = utc_now

    async def put_in(self, put: PutIn) -> int:
        """Put in a job for each reminder that is due; return how many.

        An organisation is marked once its jobs are in the queue. Killed in between, the next round
        puts in those that are missing.
        """
        count = 0
        for organisation, week in await self.due():
            people = await self.people(organisation, week)
            jobs = [job_of(organisation.id, person_id, week) for person_id in people]
            for start in range(0, len(jobs), MOST_JOBS_AT_ONCE):
                await put(jobs[start : start + MOST_JOBS_AT_ONCE])
            await self.mark(organisation, week)
            count += len(jobs)
        return count

    async def due(self) -> list[tuple[Organisation, date]]:
        """Return the organisations whose week of reminders has come, with its Monday."""
        async with self.engine.connect() as connection:
            rows = await connection.execute(ORGANISATIONS)
            organisations = [Organisation(**row._mapping) for row in rows]
        now = self.clock()
        weeks = [(one, due_week(one, now)) for one in organisations]
        return [
            (one, week)
            for one, week in weeks
            if week is not None and (one.reminded_on is None or one.reminded_on < week)
        ]

    async def people(self, organisation: Organisation, week: date) -> list[UUID]:
        """Return the people of an organisation to whom something is to be told."""
        today = organisation.today(self.clock())
        async with self.engine.connect() as connection:
            found = await who_is_owed(connection, organisation.id, today, week)
        return [id_ for id_, email in found if self.post.reserved or not is_reserved(email)]

    async def mark(self, organisation: Organisation, week: date) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(MARK, {"id": organisation.id, "week": week})

    async def run(self, payload: bytes, attempts: int) -> timedelta | None:
        """Do a job; return after how long to try again, None when it is done with."""
        asked = orjson.loads(payload)
        async with self.engine.connect() as connection:
            values = {"id": UUID(asked["organisation"])}
            row = (await connection.execute(ORGANISATION, values)).one_or_none()
        if row is None:
            return None
        organisation = Organisation(**row._mapping)
        if due_week(organisation, self.clock()) != date.fromisoformat(asked["week"]):
            logger.warning("A reminder of %s was given up: its days are over", organisation.key)
            return None
        outcomes = await self.send(organisation, [UUID(asked["person"])])
        if Outcome.LATER not in outcomes:
            return None
        return self.post.retry_after(attempts)

    async def send_due(self) -> int:
        """Send what is due without the queue; return how many have to be tried again."""
        later = 0
        for organisation, week in await self.due():
            outcomes = await self.send_all(organisation)
            unsent = outcomes.count(Outcome.LATER)
            if not unsent:
                await self.mark(organisation, week)
            later += unsent
        return later

    async def send_all(self, organisation: Organisation) -> list[Outcome]:
        """Send the reminders of an organisation now, without the queue."""
        week = week_of(organisation.today(self.clock()))
        return await self.send(organisation, await self.people(organisation, week))

    async def send(self, organisation: Organisation, people: Sequence[UUID]) -> list[Outcome]:
        """Send to each of these people what is to be told to them as of now."""
        return [
            await self.deliver(organisation, owed)
            for person_id in people
            for owed in await self.owed(organisation, [person_id])
        ]

    async def owed(
        self, organisation: Organisation, people: Sequence[UUID] | None = None
    ) -> list[Owed]:
        """Return what is to be told, to these people or to all."""
        today = organisation.today(self.clock())
        async with self.engine.connect() as connection:
            found = await what_is_owed(connection, organisation.id, today, week_of(today), people)
        return [one for one in found if self.post.reserved or not is_reserved(one.email)]

    async def deliver(self, organisation: Organisation, owed: Owed) -> Outcome:
        """Send one message, noted before it is handed over, and note what became of it."""
        now = self.clock()
        today = organisation.today(now)
        note = Note(self.engine, organisation.id, owed, today, now)
        letter = compose(organisation.name, owed, today, self.post.base_url)
        try:
            sent = await self.post.mailer.send(letter, note.make)
        except MailError as error:
            return await self.finish(organisation, note, error)
        if not sent:
            return Outcome.NOT_WANTED
        await note.finish(State.SENT)
        return Outcome.SENT

    async def finish(self, organisation: Organisation, note: Note, error: MailError) -> Outcome:
        """Note what became of a message that did not get through, and log it without an address."""
        context = (organisation.key, note.owed.person_id, error)
        if isinstance(error, MailUnavailableError):
            await note.take_back()
            logger.warning("A reminder of %s to person %s has to wait: %s", *context)
            return Outcome.LATER
        if isinstance(error, MailUncertainError):
            await note.finish(State.UNCERTAIN)
            logger.warning("A reminder of %s to person %s may have been sent: %s", *context)
            return Outcome.UNCERTAIN
        assert isinstance(error, MailRefusedError)
        # Noted, so that this week does not try again what can't be sent.
        if note.id is not None or await note.make():
            await note.finish(State.REFUSED)
        logger.warning("A reminder of %s to person %s was refused: %s", *context)
        return Outcome.REFUSED


def job_of(organisation_id: UUID, person_id: UUID, week: date) -> Job:
    """Return the job that sends a person the reminder of a week."""
    # As text: what PostgreSQL's driver reads is a UUID of its own.
    asked = {"organisation": str(organisation_id), "person": str(person_id), "week": week}
    return Job(orjson.dumps(asked), f"{JOB}/{organisation_id}/{person_id}/{week}")
