"""Invitations in PostgreSQL: each message noted before it is sent, as reminders are.

Kept with the change that invites, an invitation waits for whoever has a mail server. The note is
what makes it go out at most once: it is committed right before the message is handed over, and
whoever finds it there does not send.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.schema.metadata import enum, instant, map_entity, reference, tenant_table
from domain.access.invitation import Invitation, InvitationState, Invited

invitation = tenant_table(
    "invitation",
    *reference("member_id", "member", required=True),
    *reference("person_id", "person", required=True),
    *reference("invited_by_id", "person"),
    *enum("state", InvitationState),
    *instant("asked_at", required=True),
    Index("invitation_organisation_id_member_id_id_idx", "organisation_id", "member_id", "id"),
    Index("invitation_organisation_id_person_id_id_idx", "organisation_id", "person_id", "id"),
    # For whoever sends, whatever the organisation.
    Index("invitation_asked_at_idx", "asked_at", postgresql_where=text("state = 'PENDING'")),
)

map_entity(Invitation, invitation)

# The latest of a member who may still come, and has not: none else is worth a message.
_WANTED = """
    from invitation i
    join organisation o on o.id = i.organisation_id
    join member m on m.organisation_id = i.organisation_id and m.id = i.member_id
    join person p on p.organisation_id = i.organisation_id and p.id = m.person_id
    left join person b on b.organisation_id = i.organisation_id and b.id = i.invited_by_id
    where i.state = 'PENDING' and m.removed_at is null and m.email is not null
      and p.archived_on is null and (p.left_on is null or p.left_on > {today})
      and not exists (
        select from invitation later
        where later.organisation_id = i.organisation_id and later.member_id = i.member_id
          and later.id > i.id
      )
"""
WAITING = text(
    f"""
    select i.organisation_id, i.id
    {_WANTED.format(today="current_date")}
      and i.asked_at > :since
      and (cast(:organisation_id as uuid) is null or i.organisation_id = :organisation_id)
    order by i.asked_at, i.id
    """
)
INVITED = text(
    f"""
    select i.asked_at, o.key, o.name as organisation, p.name, m.email, m.role,
           b.name as invited_by
    {_WANTED.format(today=":today")}
      and i.organisation_id = :organisation_id and i.id = :id
    """
)
# Two that note at once wait for each other here, and the second finds it noted.
NOTE = text(
    f"""
    update invitation set state = 'SENDING'
    where organisation_id = :organisation_id and id = :id and state = 'PENDING'
      and exists (
        select
        {_WANTED.format(today=":today")}
          and i.organisation_id = :organisation_id and i.id = :id and m.email = :email
      )
    returning id
    """
)
SETTLE = text(
    "update invitation set state = :state where organisation_id = :organisation_id and id = :id"
)


@dataclass(slots=True)
class InvitationNote:
    """The note of one message: made at most once, then settled, or taken back if nothing went."""

    engine: AsyncEngine
    organisation_id: UUID
    invited: Invited
    today: date
    made: bool = False

    async def make(self) -> bool:
        """Note that the message is being sent; False if it must not be, which sends nothing."""
        values = {
            "organisation_id": self.organisation_id,
            "id": self.invited.invitation_id,
            "email": self.invited.email,
            "today": self.today,
        }
        async with self.engine.begin() as connection:
            self.made = await connection.scalar(NOTE, values) is not None
        return self.made

    async def finish(self, state: InvitationState) -> None:
        """Note what became of the message: PENDING if the mail server did not take it."""
        values = {"organisation_id": self.organisation_id, "id": self.invited.invitation_id}
        async with self.engine.begin() as connection:
            await connection.execute(SETTLE, {**values, "state": state.value})
