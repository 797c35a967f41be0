"""Reminders in PostgreSQL: who got the message of which week, noted before it is sent.

The note is what makes a message go out at most once: it is committed right before the message is
handed over, one for a person and week, and whoever finds it there does not send.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.schema.metadata import day, enum, instant, reference, tenant_table
from domain.communication.reminder import DAYS_BETWEEN, Owed, State, week_of
from domain.core.identity import new_id

reminder = tenant_table(
    "reminder",
    *reference("person_id", "person", required=True),
    *day("week", required=True),
    *day("sent_on", required=True),
    *enum("state", State),
    *instant("recorded_at", required=True),
    Index(
        "reminder_organisation_id_person_id_week_key",
        "organisation_id",
        "person_id",
        "week",
        unique=True,
    ),
)

# Two that note at once wait for each other here. Whoever has left, has another address or wants no
# reminders any more by now gets none.
STILL_WANTED = text(
    """
    select id
    from person
    where organisation_id = :organisation_id and id = :person_id and email = :email
      and reminders and archived_on is null and (left_on is null or left_on > :today)
    for no key update
    """
)
NOTE = text(
    f"""
    insert into reminder (organisation_id, id, person_id, week, sent_on, state, recorded_at)
    select cast(:organisation_id as uuid), cast(:id as uuid), cast(:person_id as uuid),
           cast(:week as date), cast(:today as date), 'SENDING', cast(:recorded_at as timestamptz)
    where not exists (
      select
      from reminder
      where organisation_id = :organisation_id and person_id = :person_id
        and sent_on > cast(:today as date) - {DAYS_BETWEEN} and state <> 'REFUSED'
    )
    on conflict (organisation_id, person_id, week) do nothing
    returning id
    """
)
SETTLE = text(
    "update reminder set state = :state where organisation_id = :organisation_id and id = :id"
)
TAKE_BACK = text("delete from reminder where organisation_id = :organisation_id and id = :id")


@dataclass(slots=True)
class Note:
    """The note of one message: made at most once, then settled, or taken back if nothing went."""

    engine: AsyncEngine
    organisation_id: UUID
    owed: Owed
    today: date
    now: datetime
    id: UUID | None = None

    async def make(self) -> bool:
        """Note that the message is being sent; False if it must not be, which sends nothing."""
        whose = {
            "organisation_id": self.organisation_id,
            "person_id": self.owed.person_id,
            "today": self.today,
        }
        async with self.engine.begin() as connection:
            wanted = {**whose, "email": self.owed.email}
            if await connection.scalar(STILL_WANTED, wanted) is None:
                return False
            written = {
                **whose,
                "id": new_id(),
                "week": week_of(self.today),
                "recorded_at": self.now,
            }
            self.id = await connection.scalar(NOTE, written)
        return self.id is not None

    async def finish(self, state: State) -> None:
        """Note what became of the message, if it was noted at all."""
        if self.id is not None:
            values = {"organisation_id": self.organisation_id, "id": self.id}
            async with self.engine.begin() as connection:
                await connection.execute(SETTLE, {**values, "state": state.value})

    async def take_back(self) -> None:
        """Take the note back: the mail server said that it did not take the message."""
        if self.id is not None:
            values = {"organisation_id": self.organisation_id, "id": self.id}
            async with self.engine.begin() as connection:
                await connection.execute(TAKE_BACK, values)
            self.id = None
