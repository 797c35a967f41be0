"""The gate: who is behind a bearer token, a browser's session or a provider's own token."""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from db.access.credential_lookup import BY_HASH, BY_IDENTITY
from db.connections.reads import Reader
from domain.access.member import Identity
from domain.access.session import IDLE
from domain.access.token import SESSION_PREFIX, read_token
from domain.access.visibility import VISIBILITY, Visibility
from domain.core.viewer import AuthenticationMethod, Role, TokenScope, Viewer

# A revoked token, or a changed clock, counts after this long at the latest.
REMEMBERED_SECONDS = 1.0
REMEMBERED_AT_MOST = 10_000


class AccessDenied(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """Somebody whom we know, and who may not come in this way."""

    def __init__(self, status: int, message: str, *, code: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody is let in with, and the calendar of the organisation behind it."""

    organisation_id: UUID
    token_id: UUID
    role: Role
    person_id: UUID | None
    expires_at: datetime | None
    time_zone: ZoneInfo
    clock_fixed_on: date | None
    organisation_key: str = ""
    method: AuthenticationMethod = AuthenticationMethod.TOKEN
    # Whom a provider says they are; None for tokens and sessions that no provider stands behind.
    identity: Identity | None = None
    # What alone it may be used for; None for anything that the role allows.
    scopes: frozenset[TokenScope] | None = None
    # Whether they have a seat in anything confidential; those without one are all told the same.
    seated: bool = True

    @property
    def seat(self) -> UUID | None:
        """Whose seats count in what is told: those of nobody, where there are none."""
        return self.person_id if self.seated else None

    @property
    def visibility(self) -> Visibility:
        """The class of viewers to which it belongs."""
        return VISIBILITY[self.role]

    @property
    def reads(self) -> bool:
        """Whether anything but its own changes may be read with it."""
        return self.scopes is None or TokenScope.READ in self.scopes

    def viewer(self, request_id: str) -> Viewer:
        """Return who is asking by this request."""
        return Viewer(
            organisation_id=self.organisation_id,
            token_id=self.token_id,
            role=self.role,
            person_id=self.person_id,
            scopes=self.scopes,
            request_id=request_id,
        )

    def today(self) -> date:
        """Return the organisation's calendar day."""
        return self.clock_fixed_on or datetime.now(self.time_zone).date()


@dataclass(frozen=True, slots=True)
class Proof:
    """What a provider's token says: who it is, and until when."""

    identity: Identity
    expires_at: datetime


class Bearers(Protocol):
    """Checks the tokens that a provider made for its people."""

    async def check(self, token: str) -> Proof | None:
        """Return what a token says; None when it says nothing that counts."""


class Authenticator:
    """Looks up what somebody comes with, and remembers what was good for a moment."""

    def __init__(
        self,
        reads: Reader,
        *,
        bearers: Bearers | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reads = reads
        self._bearers = bearers
        self._clock = clock
        self._tokens: dict[Hashable, tuple[float, Credentials]] = {}
        # Apart, so that a session that was remembered is no bearer token.
        self._sessions: dict[Hashable, tuple[float, Credentials]] = {}
        # When which token was last seen, until somebody takes note (db/access/last_use.py).
        self.seen: dict[tuple[UUID, UUID], datetime] = {}

    async def authenticate(self, token: str, named: str | None = None) -> Credentials | None:
        """Return what a bearer token opens; None when it opens nothing (any more).

        `named` is the key of the organisation that is asked for, for those who are in several.
        """
        key = token if named is None else (token, named)
        known, now = self._tokens.get(key), self._clock()
        if known is not None and known[0] > now:
            return known[1] if _is_current(known[1]) else None
        return self._remember(self._tokens, key, now, await self._by_bearer(token, named))

    async def authenticate_session(
        self, secret: str, named: str | None = None
    ) -> Credentials | None:
        """Return what a browser's session opens; None when it opens nothing (any more)."""
        key = secret if named is None else (secret, named)
        known, now = self._sessions.get(key), self._clock()
        if known is not None and known[0] > now:
            return known[1] if _is_current(known[1]) else None
        found = await self._by_hash(secret, SESSION_PREFIX)
        if named is not None:
            found = await self._there(found, named)
        return self._remember(self._sessions, key, now, found)

    def clear(self) -> None:
        """Look everything up again: what a change just made may have changed what it opens."""
        self._tokens.clear()
        self._sessions.clear()

    def _remember(
        self,
        memory: dict[Hashable, tuple[float, Credentials]],
        key: Hashable,
        asked_at: float,
        found: Credentials | None,
    ) -> Credentials | None:
        if found is None or not _is_current(found):
            memory.pop(key, None)
            return None
        if len(memory) >= REMEMBERED_AT_MOST:
            memory.clear()
        # From before it was looked up: what was revoked meanwhile counts no longer than it should.
        memory[key] = (asked_at + REMEMBERED_SECONDS, found)
        self.seen[found.organisation_id, found.token_id] = datetime.now(UTC)
        return found

    async def _by_bearer(self, token: str, named: str | None) -> Credentials | None:
        if self._bearers is not None and token.count(".") == 2:
            proof = await self._bearers.check(token)
            if proof is None:
                return None
            member = await self._by_identity(proof.identity, named)
            return replace(member, expires_at=proof.expires_at)
        found = await self._by_hash(token)
        return found if named is None else await self._there(found, named)

    async def _by_hash(self, secret: str, *prefix: str) -> Credentials | None:
        key = read_token(secret, *prefix)
        if key is None:
            return None
        row = await self._reads.fetchrow(BY_HASH, key.organisation_id, key.hash, IDLE)
        return None if row is None else _credentials_of(row)

    async def _there(self, found: Credentials | None, named: str) -> Credentials | None:
        """Return what the same person comes in with elsewhere."""
        if found is None or found.organisation_key == named:
            return found
        if found.identity is None:
            raise AccessDenied(
                403,
                "What you came with opens one organisation, and not the one that is named in "
                "X-Throughline-Organisation.",
                code="NOT_A_MEMBER",
            )
        there = await self._by_identity(found.identity, named)
        return replace(there, expires_at=found.expires_at)

    async def _by_identity(self, identity: Identity, named: str | None) -> Credentials:
        row = await self._reads.fetchrow(BY_IDENTITY, identity.issuer, identity.subject, named)
        if row is None:
            where = "any organisation" if named is None else "the organisation named"
            raise AccessDenied(
                403,
                f"You are not a member of {where}: ask an administrator to invite you, then sign "
                "in once at /sign-in.",
                code="NOT_A_MEMBER",
            )
        if len(row["keys"]) > 1:
            raise AccessDenied(
                400,
                "You are in several organisations: name one in the header "
                f"X-Throughline-Organisation. They are {', '.join(sorted(row['keys']))}.",
                code="ORGANISATION_REQUIRED",
            )
        return _credentials_of(row)


def _credentials_of(row: Any) -> Credentials:
    issuer = row["issuer"]
    return Credentials(
        organisation_id=row["organisation_id"],
        token_id=row["id"],
        role=Role(row["role"]),
        person_id=row["person_id"],
        expires_at=row["expires_at"],
        time_zone=ZoneInfo(row["time_zone"]),
        clock_fixed_on=row["clock_fixed_on"],
        organisation_key=row["key"],
        method=AuthenticationMethod(row["method"]),
        identity=None if issuer is None else Identity(issuer, row["subject"]),
        scopes=None if row["scopes"] is None else frozenset(map(TokenScope, row["scopes"])),
        seated=row["seated"],
    )


def _is_current(found: Credentials) -> bool:
    return found.expires_at is None or found.expires_at > datetime.now(UTC)
