"""Which organisations there are, and which tokens open them: what the operator asks."""

from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.access.member import member
from db.access.token import access_token
from db.people.organisation import organisation
from db.people.person import person
from domain.access.member import Member
from domain.access.token import AccessToken
from domain.core.tenant import Organisation
from domain.core.viewer import AuthenticationMethod


async def organisations(session: AsyncSession) -> list[Organisation]:
    """Return every organisation, by key."""
    return list(await session.scalars(select(Organisation).order_by(organisation.c.key)))


async def members(session: AsyncSession, organisation_id: UUID) -> list[tuple[Member, str]]:
    """Return who may sign in or is invited to, oldest first, each with the person's name."""
    someone = and_(
        person.c.organisation_id == member.c.organisation_id, person.c.id == member.c.person_id
    )
    rows = await session.execute(
        select(Member, person.c.name)
        .join_from(member, person, someone)
        .where(member.c.organisation_id == organisation_id, member.c.removed_at.is_(None))
        .order_by(member.c.recorded_at, member.c.id)
    )
    return [(one, name) for one, name in rows]


async def tokens(
    session: AsyncSession, organisation_id: UUID
) -> list[tuple[AccessToken, str | None]]:
    """Return the tokens of an organisation, oldest first, each with the name of whose it is."""
    owner = and_(
        person.c.organisation_id == access_token.c.organisation_id,
        person.c.id == access_token.c.person_id,
    )
    rows = await session.execute(
        select(AccessToken, person.c.name)
        .select_from(AccessToken)
        .outerjoin(person, owner)
        .where(
            access_token.c.organisation_id == organisation_id,
            access_token.c.method == AuthenticationMethod.TOKEN,
        )
        .order_by(access_token.c.recorded_at, access_token.c.id)
    )
    return [(token, name) for token, name in rows]
