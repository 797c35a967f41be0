"""Sending invitations: whatever waits is put into the job queue, a job each that sends one.

The change that invites keeps what waits, so nothing gets lost on the way into the queue: the next
round of background work puts in what is missing. A job may run twice, and two may run at once: the
note (`db/access/invitation.py`) lets one of them send.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.access.invitation import INVITED, SETTLE, WAITING, InvitationNote
from db.connections.loss import is_lost
from db.jobs.enqueue import enqueue
from db.jobs.mail import Job, Outcome, Post
from domain.access.invitation import LIFE, InvitationState, Invited, compose
from domain.core.mail import (
    MailError,
    MailRefusedError,
    MailUnavailableError,
    MailUncertainError,
    is_reserved,
)
from domain.core.tenant import Organisation
from domain.core.viewer import Role

logger = logging.getLogger(__name__)

JOB: Final = "invitation"
ORGANISATION: Final = text("select * from organisation where id = :id")


def utc_now() -> datetime:
    return datetime.now(UTC)


async def put_in_waiting(
    engine: AsyncEngine, now: datetime, organisation_id: UUID | None = None
) -> None:
    """Put a job into the queue for each invitation that waits, of one organisation or of all."""
    since = {"since": now - LIFE, "organisation_id": organisation_id}
    async with engine.connect() as connection:
        waiting = (await connection.execute(WAITING, since)).all()
    if waiting:
        await enqueue(engine, JOB, [job_of(*row) for row in waiting])


async def mail_soon(engine: AsyncEngine, organisation_id: UUID, now: datetime) -> None:
    """Have what an organisation has just asked for mailed at once.

    The change is kept already, so what fails here is logged and nothing more.
    """
    try:
        await put_in_waiting(engine, now, organisation_id)
    except Exception as error:
        logger.warning(
            "An invitation could not be put into the queue; it follows within minutes: %s",
            error,
            exc_info=None if is_lost(error) else error,
        )


@dataclass(frozen=True, slots=True)
class Invitations:
    """Sends the invitation that a job is for."""

    engine: AsyncEngine
    post: Post
    clock: Callable[[], datetime] = utc_now

    async def run(self, payload: bytes, attempts: int) -> timedelta | None:
        """Do a job; return after how long to try again, None when it is done with."""
        asked = orjson.loads(payload)
        outcome = await self.send(UUID(asked["organisation"]), UUID(asked["invitation"]))
        return self.post.retry_after(attempts) if outcome is Outcome.LATER else None

    async def send_waiting(self) -> int:
        """Send what waits without the queue; return how many have to be tried again."""
        since = {"since": self.clock() - LIFE, "organisation_id": None}
        async with self.engine.connect() as connection:
            waiting = (await connection.execute(WAITING, since)).all()
        outcomes = [await self.send(*row) for row in waiting]
        return outcomes.count(Outcome.LATER)

    async def send(self, organisation_id: UUID, invitation_id: UUID) -> Outcome:
        """Send one message, noted before it is handed over, and note what became of it."""
        key = {"organisation_id": organisation_id, "id": invitation_id}
        async with self.engine.connect() as connection:
            row = (await connection.execute(ORGANISATION, {"id": organisation_id})).one_or_none()
            if row is None:
                return Outcome.NOT_WANTED
            today = Organisation(**row._mapping).today(self.clock())
            found = (await connection.execute(INVITED, {**key, "today": today})).one_or_none()
        if found is None:
            return Outcome.NOT_WANTED
        if found.asked_at <= self.clock() - LIFE:
            async with self.engine.begin() as connection:
                await connection.execute(SETTLE, {**key, "state": InvitationState.EXPIRED.value})
            logger.warning("An invitation of %s was given up: its days are over", found.key)
            return Outcome.NOT_WANTED
        invited = Invited(
            invitation_id=invitation_id,
            organisation_key=found.key,
            organisation=found.organisation,
            name=found.name,
            email=found.email,
            role=Role(found.role),
            invited_by=found.invited_by,
        )
        note = InvitationNote(self.engine, organisation_id, invited, today)
        try:
            if is_reserved(invited.email) and not self.post.reserved:
                raise MailRefusedError("the address lies under a name reserved for examples")
            if not await self.post.mailer.send(compose(invited, self.post.base_url), note.make):
                return Outcome.NOT_WANTED
        except MailError as error:
            return await self.finish(note, error)
        await note.finish(InvitationState.SENT)
        return Outcome.SENT

    async def finish(self, note: InvitationNote, error: MailError) -> Outcome:
        """Note what became of a message that did not get through, and log it without an address."""
        context = (note.invited.organisation_key, note.invited.invitation_id, error)
        if isinstance(error, MailUnavailableError):
            if note.made:
                await note.finish(InvitationState.PENDING)
            logger.warning("Invitation %s/%s has to wait: %s", *context)
            return Outcome.LATER
        if isinstance(error, MailUncertainError):
            await note.finish(InvitationState.DELIVERY_UNKNOWN)
            logger.warning("Invitation %s/%s may have been sent: %s", *context)
            return Outcome.UNCERTAIN
        assert isinstance(error, MailRefusedError)
        if note.made or await note.make():
            await note.finish(InvitationState.REFUSED)
        logger.warning("Invitation %s/%s was refused: %s", *context)
        return Outcome.REFUSED


def job_of(organisation_id: UUID, invitation_id: UUID) -> Job:
    """Return the job that sends an invitation."""
    # As text: what PostgreSQL's driver reads is a UUID of its own.
    asked = {"organisation": str(organisation_id), "invitation": str(invitation_id)}
    return Job(orjson.dumps(asked), f"{JOB}/{organisation_id}/{invitation_id}")
