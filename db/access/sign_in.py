"""Where somebody who signs in may go. Only this looks across organisations: for one identity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import and_, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.access.member import member
from db.access.token import access_token
from db.json_select.computed import Scope
from db.ledger.idempotency import idempotency_key
from db.people.organisation import organisation
from domain.access.member import Identity
from domain.access.token import TokenKey
from domain.core.viewer import AuthenticationMethod, Role


@dataclass(frozen=True, slots=True)
class Membership:
    """An organisation that somebody is a member of, or invited to."""

    organisation_id: UUID
    key: str
    name: str
    member_id: UUID
    person_id: UUID
    role: Role
    last_session_at: datetime | None = None


_OF = (
    member.c.organisation_id,
    organisation.c.key,
    organisation.c.name,
    member.c.id.label("member_id"),
    member.c.person_id,
    member.c.role,
)
_ORGANISATION = organisation.c.id == member.c.organisation_id


async def memberships(session: AsyncSession, identity: Identity) -> Sequence[Membership]:
    """Return where somebody is a member: where they were last comes first."""
    last = func.max(access_token.c.used_at)
    of_member = and_(
        access_token.c.organisation_id == member.c.organisation_id,
        access_token.c.member_id == member.c.id,
        access_token.c.method == AuthenticationMethod.SESSION,
    )
    rows = await session.execute(
        select(*_OF, last.label("last_session_at"))
        .select_from(member)
        .join(organisation, _ORGANISATION)
        .outerjoin(access_token, of_member)
        .where(
            member.c.issuer == identity.issuer,
            member.c.subject == identity.subject,
            member.c.removed_at.is_(None),
        )
        .group_by(*_OF, organisation.c.id)
        .order_by(last.desc().nulls_last(), organisation.c.name, organisation.c.id)
    )
    return [Membership(**row._mapping) for row in rows]


async def bearer_of(session: AsyncSession, key: TokenKey) -> UUID | None:
    """Return whose a sign-in link is, if it is there and somebody's."""
    found: UUID | None = await session.scalar(
        select(access_token.c.person_id).where(
            access_token.c.organisation_id == key.organisation_id,
            access_token.c.hash == key.hash,
        )
    )
    return found


# Events name the session they were made with; for so long it can be looked up.
KEPT: Final = timedelta(days=90)


async def forget_ended(session: AsyncSession, now: datetime) -> None:
    """Forget sessions and sign-in links that ended long ago; tokens stay for good."""
    kept = select(idempotency_key.c.token_id).where(
        idempotency_key.c.organisation_id == access_token.c.organisation_id,
        idempotency_key.c.token_id == access_token.c.id,
    )
    await session.execute(
        delete(access_token).where(
            access_token.c.method.in_([AuthenticationMethod.SESSION, AuthenticationMethod.LINK]),
            access_token.c.expires_at < now - KEPT,
            ~kept.exists(),
        )
    )


async def viewer_memberships(
    connection: AsyncConnection,
    scope: Scope,
    ids: Sequence[UUID],
    _arguments: Mapping[str, object],
) -> Mapping[UUID | None, object]:
    """Return for each token where its member may go, by name: the computed field of the viewer."""
    own = member.alias()
    rows = await connection.execute(
        select(access_token.c.id, organisation.c.key, organisation.c.name, member.c.role)
        .select_from(access_token)
        .join(
            own,
            and_(
                own.c.organisation_id == access_token.c.organisation_id,
                own.c.id == access_token.c.member_id,
            ),
        )
        .join(
            member,
            and_(
                member.c.issuer == own.c.issuer,
                member.c.subject == own.c.subject,
                member.c.removed_at.is_(None),
            ),
        )
        .join(organisation, _ORGANISATION)
        .where(access_token.c.organisation_id == scope.organisation_id, access_token.c.id.in_(ids))
        .order_by(organisation.c.name, organisation.c.id)
    )
    found: dict[UUID | None, list[object]] = {}
    for row in rows:
        found.setdefault(row.id, []).append({"key": row.key, "name": row.name, "role": row.role})
    return found


async def invitations(session: AsyncSession, email: str) -> Sequence[Membership]:
    """Return where the bearer of an address is invited and has not come yet."""
    rows = await session.execute(
        select(*_OF)
        .select_from(member)
        .join(organisation, _ORGANISATION)
        .where(member.c.email == email, member.c.removed_at.is_(None))
        .order_by(organisation.c.name, organisation.c.id)
    )
    return [Membership(**row._mapping) for row in rows]
