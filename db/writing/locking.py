"""Locking an organisation, as every change of it does first."""

from typing import Final
from uuid import UUID

from sqlalchemy import Function, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.people.organisation import organisation as organisation_table
from domain.core.problem import ProblemCode, refuse
from domain.core.tenant import Organisation

LONGEST_PAUSE_SECONDS: Final = 60.0


async def lock_row(
    session: AsyncSession, organisation_id: UUID, timeout_seconds: float
) -> Organisation:
    """Lock the organisation's row and return it as it stands then; refuse one that is not there."""
    statement = (
        select(Organisation)
        .where(
            organisation_table.c.id == organisation_id,
            # Evaluated as the row is looked up, before PostgreSQL waits for its lock, so that it
            # costs no round trip.
            *(each.is_not(None) for each in limits(timeout_seconds)),
        )
        .with_for_update(key_share=True)
    )
    organisation = (await session.scalars(statement)).one_or_none()
    if organisation is None:
        refuse(ProblemCode.NOT_FOUND, "This organisation does not exist.")
    return organisation


def limits(lock_timeout_seconds: float) -> list[Function[str]]:
    """Return what limits a transaction; it ends with it."""
    settings = {
        "lock_timeout": lock_timeout_seconds,
        # A process that hangs must not hold an organisation's lock for ever.
        "idle_in_transaction_session_timeout": LONGEST_PAUSE_SECONDS,
    }
    return [
        func.set_config(name, f"{round(seconds * 1000)}ms", True)
        for name, seconds in settings.items()
    ]
