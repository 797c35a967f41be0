"""Invitations by mail: one message to somebody who was invited, and how often there may be one.

The message tells who invites, where to, as what and how to come in. The address that it goes to
stays with the member alone, until the invitation is taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from html import escape
from typing import Final
from uuid import UUID

from domain.core.identity import new_id
from domain.core.mail import Letter, html_of
from domain.core.problem import ProblemCode, refuse
from domain.core.unit_of_work import UnitOfWork
from domain.core.viewer import Role

# A mail server that is away, or was not named yet, is waited for so long.
LIFE: Final = timedelta(days=3)
BETWEEN: Final = timedelta(minutes=10)
MOST_A_DAY: Final = 5
DAY: Final = timedelta(days=1)

ABOUT: Final = (
    "Throughline keeps a company's customer-experience change efforts in one place: who owns each, "
    "what was promised, what was won, and which of them are about to stall."
)
HOLDS: Final = (
    "The invitation is taken by your first sign-in with this address. It does not expire, but "
    "whoever manages people there can take it back."
)
IGNORE: Final = "If you did not expect this message, leave it: nothing happens unless you sign in."
MAY: Final = {
    Role.VIEWER: "You come in as a viewer: you can read.",
    Role.CONTRIBUTOR: (
        "You come in as a contributor: you can read, and write what is yours or what your "
        "department takes part in."
    ),
    Role.EDITOR: (
        "You come in as an editor: you can read, and write all initiatives, journeys and "
        "departments."
    ),
    Role.ADMIN: (
        "You come in as an administrator: you can read and write everything, and manage people, "
        "tokens and settings."
    ),
}


class InvitationState(StrEnum):
    """What became of the message of an invitation.

    SENDING is noted before the message is handed over. It stays where a worker was killed at that
    moment, DELIVERY_UNKNOWN where the mail server was lost: the message may have gone, so it is
    not sent again by itself. REFUSED: the mail server will not take it. EXPIRED: it was away for
    too long.
    """

    PENDING = "PENDING"
    SENDING = "SENDING"
    SENT = "SENT"
    DELIVERY_UNKNOWN = "DELIVERY_UNKNOWN"
    REFUSED = "REFUSED"
    EXPIRED = "EXPIRED"


@dataclass(eq=False, kw_only=True)
class Invitation:
    """A message to a member who has not come yet. `asked_at` is told by the clock on the wall.

    `invited_by_id` is None where nobody in particular invites, as at the command line.
    """

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    member_id: UUID
    person_id: UUID
    invited_by_id: UUID | None = None
    state: InvitationState = InvitationState.PENDING
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """Whom to invite where, as it stands when the message is written."""

    invitation_id: UUID
    organisation_key: str
    organisation: str
    name: str
    email: str
    role: Role
    invited_by: str | None


async def ask(work: UnitOfWork, member_id: UUID, person_id: UUID, *path: str) -> Invitation:
    """Have an invitation mailed once the change is kept; refuse what would be too many for one."""
    earlier = await work.find(Invitation, person_id=person_id)
    today = [each.asked_at for each in earlier if each.asked_at > work.instant - DAY]
    if len(today) >= MOST_A_DAY:
        refuse(
            ProblemCode.TOO_OFTEN,
            f"This person was invited {MOST_A_DAY} times within a day.",
            *path,
            hint="Ask them whether the address is right, and try again tomorrow.",
        )
    asked = Invitation(
        organisation_id=work.organisation.id,
        member_id=member_id,
        person_id=person_id,
        invited_by_id=work.viewer.person_id,
        asked_at=work.instant,
    )
    work.add(asked)
    return asked


async def ask_again(work: UnitOfWork, member_id: UUID, person_id: UUID) -> Invitation:
    """Have an invitation mailed once more, not right after the last time."""
    for each in await work.find(Invitation, member_id=member_id):
        if each.asked_at > work.instant - BETWEEN:
            minutes = BETWEEN // timedelta(minutes=1)
            refuse(
                ProblemCode.TOO_OFTEN,
                f"This invitation was mailed within the last {minutes} minutes.",
                "id",
                hint="Mail takes a while; have them look where unwanted mail is put.",
            )
    return await ask(work, member_id, person_id, "id")


def compose(invited: Invited, base_url: str | None = None) -> Letter:
    """Write the message of an invitation."""
    where = invited.organisation
    by = "You are invited" if invited.invited_by is None else f"{invited.invited_by} invites you"
    link = (
        None if base_url is None else f"{base_url}/sign-in?organisation={invited.organisation_key}"
    )
    before = (
        f"Hello {invited.name},",
        f"{by} to {where} on Throughline. {ABOUT}",
        MAY[invited.role],
    )
    way = f"To come in, sign in as {invited.email}" + (
        ":" if link else ". Ask whoever invited you for the address of your Throughline."
    )
    after = (HOLDS, IGNORE)
    return Letter(
        key=f"invitation.{invited.invitation_id}",
        name=invited.name,
        address=invited.email,
        subject=f"{by} to {where} on Throughline",
        text="\n\n".join([*before, way if link is None else f"{way}\n{link}", *after]) + "\n",
        html=as_html([*before, way], link, after),
    )


def as_html(before: Sequence[str], link: str | None, after: Sequence[str]) -> str:
    blocks = [f"<p>{escape(each)}</p>" for each in before]
    if link is not None:
        blocks.append(f'<p><a href="{escape(link)}">{escape(link)}</a></p>')
    return html_of([*blocks, *(f"<p><small>{escape(each)}</small></p>" for each in after)])
