"""Sessions and links that ended long ago are forgotten; what may be asked for again stays."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

import db.tables  # noqa: F401 - maps every entity onto its table
from db.access.sign_in import KEPT, forget_ended
from db.access.token import access_token
from domain.access.token import AccessToken
from domain.core.identity import new_id
from domain.core.tenant import Organisation
from domain.core.viewer import AuthenticationMethod, Role

NOW = datetime(2026, 11, 21, tzinfo=UTC)


async def test_what_ended_long_ago_is_forgotten(engine: AsyncEngine) -> None:
    where = Organisation(key="acme", name="Acme", recorded_at=NOW)
    async with AsyncSession(engine) as session:
        session.add(where)
        await session.flush()
        for means in AuthenticationMethod:
            for days in (89, 91):
                session.add(
                    AccessToken(
                        organisation_id=where.id,
                        method=means,
                        role=Role.VIEWER,
                        label=f"{means} {days}",
                        hash=new_id().bytes * 2,
                        recorded_at=NOW,
                        expires_at=NOW - timedelta(days=days),
                    )
                )
        await session.commit()
        await forget_ended(session, NOW)
        await session.commit()
        left = set(await session.scalars(select(access_token.c.label)))
    assert timedelta(days=90) == KEPT
    assert left == {
        "TOKEN 89",
        "TOKEN 91",
        "SESSION 89",
        "PROVIDER 89",
        "PROVIDER 91",
        "LINK 89",
    }
