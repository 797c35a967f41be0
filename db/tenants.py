"""Which organisations there are, and which tokens open them: what the operator asks."""

from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

import db.tables  # noqa: F401 - maps every entity onto its table
from db.access import access_token
from db.organisation import organisation
from db.person import person
from domain.access import AccessToken
from domain.organisation import Organisation


async def organisations(session: AsyncSession) -> list[Organisation]:
    """Return every organisation, by key."""
    return list(await session.scalars(select(Organisation).order_by(organisation.c.key)))


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
        .where(access_token.c.organisation_id == organisation_id)
        .order_by(access_token.c.recorded_at, access_token.c.id)
    )
    return [(token, name) for token, name in rows]
