"""Tokens: what opens an organisation, and how one is made and revoked."""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.core import fields
from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.core.problem import ProblemCode, refuse
from domain.core.unit_of_work import UnitOfWork
from domain.core.viewer import AuthenticationMethod, Role, TokenScope
from domain.core.write_rules import usable
from domain.people.person import Person


@dataclass(eq=False, kw_only=True)
class AccessToken:
    """What opens an organisation: a token, a browser's session, a provider's word, a sign-in link.

    Only the SHA-256 of the secret is kept: the secret itself is shown once. What belongs to a
    member has the member's role and goes with the member. With `scopes` it may be used for nothing
    else. `used_at` is when it was last seen, to the minute.
    """

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    person_id: UUID | None = None
    member_id: UUID | None = None
    method: AuthenticationMethod = AuthenticationMethod.TOKEN
    label: str | None = None
    role: Role
    scopes: list[TokenScope] | None = None
    hash: bytes
    recorded_at: datetime
    used_at: datetime | None = None
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


class TokenKey(NamedTuple):
    """What a token is looked up by."""

    organisation_id: UUID
    hash: bytes


PREFIX = "tl_"
# Other prefixes, so that what one way in carries opens nothing by another.
SESSION_PREFIX = "tls_"
LINK_PREFIX = "tll_"
SECRET_BYTES = 32


def make_token(organisation_id: UUID, prefix: str = PREFIX) -> str:
    """Make a new secret token: `tl_`, the organisation's id, 256 random bits, all in base 32."""
    return f"{prefix}{spell(organisation_id.bytes)}_{spell(secrets.token_bytes(SECRET_BYTES))}"


def read_token(token: str, prefix: str = PREFIX) -> TokenKey | None:
    """Return what to look the token up by; None for what can't be one of ours.

    The organisation is in the token, so that the look-up stays within one tenant.
    """
    organisation, _, secret = token.removeprefix(prefix).partition("_")
    if not token.startswith(prefix) or len(secret) != len(spell(bytes(SECRET_BYTES))):
        return None
    try:
        organisation_id = UUID(bytes=base64.b32decode(organisation.upper() + "======"))
    except (ValueError, binascii.Error):
        return None
    return TokenKey(organisation_id, hash_token(token))


def hash_token(token: str) -> bytes:
    """Return what is kept of a token. It is random, so a fast hash is as good as a slow one."""
    return hashlib.sha256(token.encode()).digest()


def spell(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=").lower()


async def issue_token(
    work: UnitOfWork,
    token: str,
    *,
    role: Role,
    person_id: UUID | None = None,
    label: str | None = None,
    scopes: Collection[TokenScope] | None = None,
    expires_at: datetime | None = None,
) -> AccessToken:
    """Let a token that was just made open the organisation, for a person or an integration.

    A contributor writes what is theirs. An integration owns nothing, so it is told by its scopes
    what it may write.
    """
    if person_id is not None:
        await usable(work, Person, person_id, "person_id")
    if expires_at is not None and expires_at <= work.now:
        refuse(
            ProblemCode.OUT_OF_RANGE,
            "A token can't have expired before it is made.",
            "expires_at",
            hint="Give an instant that lies ahead, or none for a token that never expires.",
        )
    if not scopes and (scopes is not None or (role is Role.CONTRIBUTOR and person_id is None)):
        refuse(
            ProblemCode.REQUIRED,
            "A contributor's token that is nobody's has to say what it may write.",
            "scopes",
            hint=f"Give a person, or some of: {', '.join(TokenScope)}.",
        )
    issued = AccessToken(
        organisation_id=work.organisation.id,
        person_id=person_id,
        label=fields.check_one("label", fields.optional(fields.line(200)), label),
        role=role,
        scopes=None if scopes is None else [one for one in TokenScope if one in scopes],
        hash=hash_token(token),
        recorded_at=work.now,
        expires_at=expires_at,
    )
    work.add(issued)
    data = {"role": role, "person_id": person_id, "scopes": issued.scopes}
    work.record(EventKind.TOKEN_ISSUED, issued, data=data)
    return issued


@dataclass(frozen=True, slots=True)
class Issued:
    """A token that was just made, and its secret, which nothing keeps."""

    token: AccessToken
    secret: str = field(repr=False)


async def issue(
    work: UnitOfWork,
    *,
    role: Role,
    person_id: UUID | None = None,
    label: str | None = None,
    scopes: Collection[TokenScope] | None = None,
    expires_at: datetime | None = None,
) -> Issued:
    """Make a token with a secret of its own. Who is restricted makes none that may do more."""
    own = work.viewer.scopes
    if own is not None and (scopes is None or not own.issuperset(scopes)):
        refuse(
            ProblemCode.NOT_ALLOWED,
            "Your token is restricted, and can't make one that may do more.",
            "scopes",
            hint=f"Give some of: {', '.join(scope for scope in TokenScope if scope in own)}.",
        )
    secret = make_token(work.organisation.id)
    token = await issue_token(
        work,
        secret,
        role=role,
        person_id=person_id,
        label=label,
        scopes=scopes,
        expires_at=expires_at,
    )
    return Issued(token, secret)


async def revoke_token(work: UnitOfWork, token_id: UUID) -> AccessToken:
    """Let a token open nothing any more, at once and for good."""
    token = await work.get(AccessToken, token_id, "id")
    if token.method is AuthenticationMethod.PROVIDER:
        refuse(
            ProblemCode.NOT_ALLOWED,
            "This stands for a member whom the sign-in provider vouches for.",
            "id",
            hint="Remove the member instead.",
        )
    if token.revoked_at is None:
        token.revoked_at = work.now
        work.record(EventKind.TOKEN_REVOKED, token)
    return token
