"""Sessions: what a browser that signed in is known by, and the links that open one on a laptop.

A session is an access token that only a cookie carries. It ends when it was not used for a while,
after a fixed time, when its bearer signs out, and when its member is removed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from domain.access.member import Member, is_there
from domain.access.token import AccessToken, hash_token
from domain.core.event import EventKind
from domain.core.problem import ProblemCode, refuse
from domain.core.unit_of_work import UnitOfWork
from domain.core.viewer import AuthenticationMethod, Role
from domain.core.write_rules import usable
from domain.people.person import Person

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=14)
LINK_LIFE = timedelta(minutes=15)


async def open_session(
    work: UnitOfWork, secret: str, member_id: UUID, *, at: datetime, session_id: UUID
) -> AccessToken:
    """Let the secret that was just made stand for a member, who has just signed in.

    `at` is the instant on the wall, whatever the organisation's clock says; `session_id` is known
    beforehand, so that the event of signing in names the session.
    """
    member = await work.get(Member, member_id, "id")
    if member.removed_at is not None or member.subject is None:
        refuse(ProblemCode.NOT_ALLOWED, "This member can't sign in.")
    await usable(work, Person, member.person_id)
    return begin(
        work,
        secret,
        session_id,
        person_id=member.person_id,
        role=member.role,
        at=at,
        member_id=member.id,
    )


def begin(
    work: UnitOfWork,
    secret: str,
    session_id: UUID,
    *,
    person_id: UUID | None,
    role: Role,
    at: datetime,
    member_id: UUID | None = None,
) -> AccessToken:
    session = AccessToken(
        id=session_id,
        organisation_id=work.organisation.id,
        person_id=person_id,
        member_id=member_id,
        method=AuthenticationMethod.SESSION,
        role=role,
        hash=hash_token(secret),
        recorded_at=work.now,
        used_at=at,
        expires_at=at + LONGEST,
    )
    work.add(session)
    work.record(EventKind.SIGNED_IN, session, data={"person_id": person_id})
    return session


async def close_session(work: UnitOfWork, session_id: UUID) -> AccessToken:
    """End a session; doing so again changes nothing."""
    session = await work.get(AccessToken, session_id, "id")
    if session.revoked_at is None:
        session.revoked_at = work.now
        work.record(EventKind.SIGNED_OUT, session, data={"person_id": session.person_id})
    return session


async def end_all(work: UnitOfWork, person_id: UUID | None = None) -> Person:
    """Sign a person out of every browser: oneself, or as an administrator anybody."""
    whose = work.viewer.person_id if person_id is None else person_id
    if whose is None:
        refuse(
            ProblemCode.REQUIRED,
            "Your token is nobody's: say whose sessions to end.",
            "person_id",
        )
    if whose != work.viewer.person_id and work.viewer.role is not Role.ADMIN:
        refuse(
            ProblemCode.NOT_ALLOWED,
            "Only an administrator may sign out others.",
            "person_id",
        )
    someone = await work.get(Person, whose, "person_id")
    if await close_all(work, whose):
        work.record(EventKind.SESSIONS_ENDED, someone)
    return someone


async def end_own(work: UnitOfWork) -> None:
    """Sign out of every browser whoever asks: a person, or those of nobody's sign-in links."""
    for session in await close_all(work, work.viewer.person_id):
        work.record(EventKind.SIGNED_OUT, session, data={"person_id": session.person_id})


async def end_opened_until(work: UnitOfWork, member_id: UUID, instant: datetime) -> None:
    """End the sessions of a member that were opened by an instant on the wall."""
    sessions = await work.find(
        AccessToken, method=AuthenticationMethod.SESSION.value, member_id=member_id, revoked_at=None
    )
    for session in sessions:
        if session.expires_at is not None and session.expires_at - LONGEST <= instant:
            session.revoked_at = work.now
            work.record(EventKind.SIGNED_OUT, session, data={"person_id": session.person_id})


async def close_all(work: UnitOfWork, person_id: UUID | None) -> Sequence[AccessToken]:
    """End the sessions of a person, or those that are nobody's; return them."""
    sessions = await work.find(
        AccessToken, method=AuthenticationMethod.SESSION.value, person_id=person_id, revoked_at=None
    )
    for session in sessions:
        session.revoked_at = work.now
    return sessions


CUSTOMER_OFFICER = "chief customer officer"


async def customer_officer(work: UnitOfWork) -> Person | None:
    """Return the chief customer officer, told by their job title, if one is there."""
    for someone in await work.find(Person, archived_on=None):
        if (someone.job_title or "").lower() == CUSTOMER_OFFICER and is_there(someone, work.today):
            return someone
    return None


async def make_link(
    work: UnitOfWork, secret: str, *, role: Role, person_id: UUID | None, at: datetime
) -> AccessToken:
    """Let a secret open one session, once, within a quarter of an hour."""
    link = AccessToken(
        organisation_id=work.organisation.id,
        person_id=person_id,
        method=AuthenticationMethod.LINK,
        role=role,
        hash=hash_token(secret),
        recorded_at=work.now,
        expires_at=at + LINK_LIFE,
    )
    work.add(link)
    work.record(EventKind.SIGN_IN_LINK_MADE, link, data={"role": role, "person_id": person_id})
    return link


async def use_link(
    work: UnitOfWork, link_secret: str, secret: str, *, at: datetime, session_id: UUID
) -> AccessToken:
    """Open a session by a link, which then opens nothing any more."""
    links = await work.find(
        AccessToken, hash=hash_token(link_secret), method=AuthenticationMethod.LINK.value
    )
    if not links or links[0].revoked_at is not None or expired(links[0], at):
        refuse(
            ProblemCode.NOT_FOUND,
            "This sign-in link was used or is too old.",
            hint="`throughline sign-in-link` prints a fresh one.",
        )
    [link] = links
    link.revoked_at = work.now
    return begin(work, secret, session_id, person_id=link.person_id, role=link.role, at=at)


def expired(token: AccessToken, at: datetime) -> bool:
    return token.expires_at is not None and token.expires_at <= at
