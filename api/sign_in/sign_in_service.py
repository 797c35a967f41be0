"""Letting somebody in whose identity is proven: invitations are taken, and a session is opened."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from db.access.sign_in import Membership, bearer_of, invitations, memberships
from db.access.tenants import organisations
from db.writing.unit_of_work import UnitsOfWork
from domain.access import member, session
from domain.access.member import Identity
from domain.access.token import LINK_PREFIX, SESSION_PREFIX, make_token, read_token
from domain.core.identity import new_id
from domain.core.problem import ProblemCode, Refusal
from domain.core.tenant import Organisation
from domain.core.viewer import Role, Viewer
from domain.people.person import Person

# The key of the organisation that is made up (integrations/demo/).
DEMO: Final = "demo"
LOG = logging.getLogger("throughline.sign_in")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who a provider says has come, and the address that it vouches for, if any."""

    identity: Identity
    email: str | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A session that was opened, and the secret that the browser is given for it."""

    organisation_id: UUID
    secret: str


class SignInService:
    """Opens and ends sessions, each by one change of one organisation."""

    def __init__(self, units: UnitsOfWork) -> None:
        self.units = units

    async def complete(
        self, newcomer: Newcomer, wanted: str | None, request_id: str
    ) -> Arrival | None:
        """Let somebody in, None when no organisation knows them.

        `wanted` is the key of an organisation; without it they come to where they were last.
        """
        if newcomer.email is not None:
            await self._take_invitations(newcomer.identity, newcomer.email, request_id)
        return await self.enter(newcomer.identity, wanted, request_id)

    async def enter(
        self, identity: Identity, wanted: str | None, request_id: str
    ) -> Arrival | None:
        """Open a session for somebody who is a member, None when they are none there."""
        for each in await self.where(identity):
            if wanted is None or each.key == wanted:
                arrival = await self._open(each, request_id)
                if arrival is not None:
                    return arrival
        return None

    async def where(self, identity: Identity) -> Sequence[Membership]:
        """Return the organisations that somebody is a member of."""
        async with self.units.session() as reading:
            return await memberships(reading, identity)

    async def names(self, viewer: Viewer) -> tuple[str | None, str]:
        """Return who somebody is, None for nobody in particular, and where."""
        async with self.units.session() as reading:
            where = await reading.get(Organisation, viewer.organisation_id)
            key = {"organisation_id": viewer.organisation_id, "id": viewer.person_id}
            who = None if viewer.person_id is None else await reading.get(Person, key)
        assert where is not None
        return None if who is None else who.name, where.name

    async def use_link(self, link: str, request_id: str) -> Arrival | None:
        """Open a session by a sign-in link, None when it opens nothing (any more)."""
        key = read_token(link, LINK_PREFIX)
        if key is None:
            return None
        async with self.units.session() as reading:
            person_id = await bearer_of(reading, key)
        secret, session_id = make_token(key.organisation_id, SESSION_PREFIX), new_id()
        viewer = Viewer(
            organisation_id=key.organisation_id,
            token_id=session_id,
            person_id=person_id,
            role=Role.VIEWER,
            request_id=request_id,
        )
        try:
            async with self.units.begin(viewer, "sign_in") as work:
                at = datetime.now(UTC)
                await session.use_link(work, link, secret, at=at, session_id=session_id)
                await work.commit()
        except Refusal:
            return None
        return Arrival(key.organisation_id, secret)

    async def look_around(self, request_id: str) -> Arrival | None:
        """Open a session of the demonstration as its chief customer officer, None without one."""
        async with self.units.session() as reading:
            known = {each.key: each.id for each in await organisations(reading)}
        demo = known.get(DEMO)
        if demo is None:
            return None
        secret, session_id = make_token(demo, SESSION_PREFIX), new_id()
        viewer = Viewer(
            organisation_id=demo, token_id=session_id, role=Role.VIEWER, request_id=request_id
        )
        async with self.units.begin(viewer, "sign_in") as work:
            officer = await session.customer_officer(work)
            session.begin(
                work,
                secret,
                session_id,
                person_id=None if officer is None else officer.id,
                role=Role.EDITOR,
                at=datetime.now(UTC),
            )
            await work.commit()
        return Arrival(demo, secret)

    async def leave(self, viewer: Viewer) -> None:
        """End the session that somebody asks with."""
        assert viewer.token_id is not None
        async with self.units.begin(viewer, "sign_out") as work:
            await session.close_session(work, viewer.token_id)
            await work.commit()

    async def leave_everywhere(self, viewer: Viewer, identity: Identity | None) -> None:
        """End every session of somebody, in every organisation they are a member of."""
        await self._end_all(viewer)
        for each in () if identity is None else await self.where(identity):
            if each.organisation_id != viewer.organisation_id:
                await self._end_all(viewer_of(each, viewer.request_id))

    async def end_by_provider(
        self, identity: Identity, opened_until: datetime, request_id: str
    ) -> None:
        """End the sessions of somebody that were opened by then, in every organisation."""
        for each in await self.where(identity):
            async with self.units.begin(viewer_of(each, request_id), "sign_out") as work:
                await session.end_opened_until(work, each.member_id, opened_until)
                await work.commit()

    async def _end_all(self, viewer: Viewer) -> None:
        async with self.units.begin(viewer, "sign_out") as work:
            await session.end_own(work)
            await work.commit()

    async def _take_invitations(self, identity: Identity, email: str, request_id: str) -> None:
        async with self.units.session() as reading:
            open_to = await invitations(reading, email)
        for each in open_to:
            try:
                async with self.units.begin(viewer_of(each, request_id), "sign_in") as work:
                    await member.join(work, each.member_id, identity)
                    await work.commit()
            except Refusal as refusal:
                # Taken in the meantime, or they are a member there as somebody else.
                LOG.info("an invitation was not taken: %s", refusal)

    async def _open(self, where: Membership, request_id: str) -> Arrival | None:
        secret, session_id = make_token(where.organisation_id, SESSION_PREFIX), new_id()
        viewer = viewer_of(where, request_id, session_id)
        try:
            async with self.units.begin(viewer, "sign_in") as work:
                await session.open_session(
                    work, secret, where.member_id, at=datetime.now(UTC), session_id=session_id
                )
                await work.commit()
        except Refusal as refusal:
            if refusal.problems[0].code is ProblemCode.BUSY:
                raise
            LOG.info("a member was not let in: %s", refusal)
            return None
        return Arrival(where.organisation_id, secret)


def viewer_of(where: Membership, request_id: str, token_id: UUID | None = None) -> Viewer:
    """Return who acts: the member themself, who is only just coming in."""
    return Viewer(
        organisation_id=where.organisation_id,
        token_id=token_id,
        role=where.role,
        person_id=where.person_id,
        request_id=request_id,
    )
