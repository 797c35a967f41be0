"""People who sign in: members with an identity, and the sessions of their browsers."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

import httpx

from api.vocabulary.global_id import decode
from db.writing.unit_of_work import PostgresUnitOfWork
from domain.access import member, session
from domain.access.member import Identity, Member
from domain.access.token import SESSION_PREFIX, AccessToken, make_token
from domain.core.identity import new_id
from domain.core.viewer import Role, Viewer
from tests.api.companies import Company
from tests.api.serving import ENCRYPTION

ISSUER = "https://id.example"
COOKIE = "throughline"
Made = TypeVar("Made")


def do(
    company: Company, action: str, use_case: Callable[[PostgresUnitOfWork], Awaitable[Made]]
) -> Made:
    """Make a change as the operator."""
    operator = Viewer(organisation_id=company.organisation.id, token_id=None, role=Role.ADMIN)

    async def change() -> Made:
        async with company.units.begin(operator, action) as work:
            made = await use_case(work)
            await work.commit()
            return made

    return company.runner.run(change())


def invite(
    company: Company, email: str, role: Role = Role.EDITOR, person: str | None = None
) -> Member:
    """Return who was invited by this address: the person of this global id, or a new one."""
    who = (
        {"name": email.partition("@")[0]}
        if person is None
        else {"person_id": decode(person, "Person")}
    )
    return do(
        company,
        "member_invite",
        lambda work: member.invite(work, email=email, role=role, **who),
    )


def join(
    company: Company,
    subject: str,
    role: Role = Role.EDITOR,
    issuer: str = ISSUER,
    person: str | None = None,
) -> Member:
    """Return a member whom the provider knows by this name."""
    invited = invite(company, f"{new_id().hex}@tavola.example", role, person)
    identity = Identity(issuer, subject)
    return do(company, "sign_in", lambda work: member.join(work, invited.id, identity))


def open_session(company: Company, who: Member) -> tuple[str, AccessToken]:
    """Return the secret of a new session of a member, and the session."""
    secret = make_token(company.organisation.id, SESSION_PREFIX)
    opened = do(
        company,
        "sign_in",
        lambda work: session.open_session(
            work, secret, who.id, at=datetime.now(UTC), session_id=new_id()
        ),
    )
    return secret, opened


def browser(address: str, secret: str | None, **headers: str) -> httpx.Client:
    """Return a browser's client with a session."""
    cookies = None if secret is None else {COOKIE: secret}
    return httpx.Client(
        verify=ENCRYPTION,
        base_url=address,
        cookies=cookies,
        headers=headers,
        timeout=30,
        # Many are open at once, and an idle connection is two descriptors of this process.
        limits=httpx.Limits(max_keepalive_connections=0),
    )
