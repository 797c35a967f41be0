"""Members: who of the people that a sign-in provider knows may come in, and as what.

A member is one person of the organisation with a role. They are invited by e-mail address; the
first sign-in that brings that address, verified by the provider, binds the provider's subject to
the member for good. From then on only issuer and subject count: an address can change hands.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from domain.access import invitation
from domain.access.token import AccessToken, hash_token, make_token
from domain.core import fields
from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.core.problem import ProblemCode, refuse
from domain.core.unit_of_work import UnitOfWork
from domain.core.viewer import AuthenticationMethod, Role
from domain.core.write_rules import usable
from domain.people import person
from domain.people.person import Person


@dataclass(eq=False, kw_only=True)
class Member:
    """A person's way into the organisation.

    `email` is the address that the invitation waits for, None once it was taken; `issuer` and
    `subject` say who took it. A member who was removed stays on record and comes in no more.
    """

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    person_id: UUID
    role: Role
    email: str | None = None
    issuer: str | None = None
    subject: str | None = None
    joined_at: datetime | None = None
    removed_at: datetime | None = None
    recorded_at: datetime
    version: int = 0


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a provider says somebody is: its own address, and its unchanging name for them."""

    issuer: str
    subject: str


async def invite(
    work: UnitOfWork,
    *,
    email: str,
    role: Role,
    name: str | None = None,
    person_id: UUID | None = None,
) -> Member:
    """Invite somebody by e-mail address: the person named, the one of that address, or a new one.

    Inviting the same person again while they have not come yet replaces address and role. The
    invitation is mailed, and again only when the address is another one.
    """
    refuse_more_than_own(work, role)
    address: str = fields.check_one("email", person.email, email)
    someone = await invited_person(work, address, name, person_id)
    waiting = await member_of(work, someone.id)
    if waiting is not None and waiting.subject is not None:
        refuse(
            ProblemCode.ALREADY_EXISTS,
            "This person is a member already.",
            "email" if person_id is None else "person_id",
            hint="Set another role instead, or remove them first.",
        )
    for other in await work.find(Member, email=address, removed_at=None):
        if other.person_id != someone.id:
            refuse(
                ProblemCode.ALREADY_EXISTS,
                "Another person is invited by this address.",
                "email",
                hint="Remove that invitation first.",
            )
    if waiting is None:
        waiting = Member(
            organisation_id=work.organisation.id,
            person_id=someone.id,
            role=role,
            recorded_at=work.now,
        )
        work.add(waiting)
    if waiting.email != address:
        await invitation.ask(work, waiting.id, someone.id, "email")
    waiting.email, waiting.role = address, role
    work.record(
        EventKind.MEMBER_INVITED, waiting, data={"person_id": waiting.person_id, "role": role}
    )
    return waiting


async def resend(work: UnitOfWork, member_id: UUID) -> Member:
    """Have the invitation of a member who has not come yet mailed once more."""
    waiting = await present(work, member_id)
    if waiting.subject is not None:
        refuse(ProblemCode.ALREADY_EXISTS, "This person is a member already.", "id")
    await invitation.ask_again(work, waiting.id, waiting.person_id)
    work.record(
        EventKind.MEMBER_INVITED,
        waiting,
        data={"person_id": waiting.person_id, "role": waiting.role},
    )
    return waiting


async def invited_person(
    work: UnitOfWork, address: str, name: str | None, person_id: UUID | None
) -> Person:
    if person_id is not None:
        return await usable(work, Person, person_id, "person_id")
    for one in await work.find(Person, email=address):
        return await usable(work, Person, one.id, "email")
    if name is None:
        refuse(
            ProblemCode.REQUIRED,
            "Nobody in your organisation has this address: say who it is.",
            "name",
            hint="Give their name, or the personId of somebody you know.",
        )
    return await person.create(work, name=name, email=address)


async def member_of(work: UnitOfWork, person_id: UUID) -> Member | None:
    """Return the member that a person is, invited or in."""
    found = await work.find(Member, person_id=person_id, removed_at=None)
    return found[0] if found else None


async def join(work: UnitOfWork, member_id: UUID, identity: Identity) -> Member:
    """Take an invitation: from now on this identity is the member.

    Who calls this has seen the invited address, verified by the provider.
    """
    member = await work.get(Member, member_id, "id")
    if member.removed_at is not None or member.subject is not None:
        refuse(ProblemCode.NOT_FOUND, "This invitation is no longer open.", "id")
    member.issuer, member.subject = identity.issuer, identity.subject
    member.email, member.joined_at = None, work.now
    # Requests that carry the provider's own token are made by this one. No secret opens it.
    work.add(
        AccessToken(
            organisation_id=work.organisation.id,
            person_id=member.person_id,
            member_id=member.id,
            method=AuthenticationMethod.PROVIDER,
            role=member.role,
            hash=hash_token(make_token(work.organisation.id)),
            recorded_at=work.now,
        )
    )
    work.record(EventKind.MEMBER_JOINED, member, data={"person_id": member.person_id})
    return member


async def set_role(work: UnitOfWork, member_id: UUID, role: Role) -> Member:
    """Give a member another role, at once for whatever they are signed in with.

    A token of theirs that allows more allows no more than that from now on.
    """
    member = await present(work, member_id)
    if member.role is role:
        return member
    refuse_more_than_own(work, role)
    if role is not Role.ADMIN:
        await refuse_last_admin(work, member)
    work.record(
        EventKind.MEMBER_ROLE_SET,
        member,
        data={"person_id": member.person_id, "role": {"from": member.role, "to": role}},
    )
    member.role = role
    for token in await work.find(AccessToken, person_id=member.person_id, revoked_at=None):
        if token.member_id == member.id or token.role.rank > role.rank:
            token.role = role
    return member


async def remove(work: UnitOfWork, member_id: UUID) -> Member:
    """Let a member in no more, whatever they come with; doing so again changes nothing."""
    member = await work.get(Member, member_id, "id")
    if member.removed_at is not None:
        return member
    await refuse_last_admin(work, member)
    member.removed_at, member.email = work.now, None
    if member.subject is not None:
        for token in await work.find(AccessToken, person_id=member.person_id, revoked_at=None):
            token.revoked_at = work.now
    work.record(EventKind.MEMBER_REMOVED, member, data={"person_id": member.person_id})
    return member


def refuse_more_than_own(work: UnitOfWork, role: Role) -> None:
    """Refuse to make an administrator with a token that is itself restricted."""
    if role is Role.ADMIN and work.viewer.scopes is not None:
        refuse(
            ProblemCode.NOT_ALLOWED,
            "Your token is restricted, and can't let anybody in who is not.",
            "role",
            hint="Ask an administrator to do it in person.",
        )


async def present(work: UnitOfWork, member_id: UUID) -> Member:
    member = await work.get(Member, member_id, "id")
    if member.removed_at is not None:
        refuse(
            ProblemCode.ARCHIVED,
            "This member was removed.",
            "id",
            hint="Invite them again instead.",
        )
    return member


async def refuse_last_admin(work: UnitOfWork, member: Member) -> None:
    """Refuse to leave an organisation that has members with nobody who can let others in."""
    if member.role is not Role.ADMIN or member.subject is None:
        return
    admins = await work.find(Member, role=Role.ADMIN.value, removed_at=None)
    others = [one for one in admins if one.id != member.id and one.subject is not None]
    for one in others:
        if is_there(await work.get(Person, one.person_id), work.today):
            return
    refuse(
        ProblemCode.LAST_ADMIN,
        "This is the last administrator.",
        "id",
        hint="Make somebody else an administrator first.",
    )


def is_there(someone: Person, today: date) -> bool:
    """Tell whether a person is still in the organisation on a day."""
    gone = someone.left_on is not None and someone.left_on <= today
    return not gone and someone.archived_on is None
