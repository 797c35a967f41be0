"""Access: the tokens that open an organisation, and what each role may do."""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from domain import fields
from domain.event import EventKind
from domain.form import usable
from domain.identity import new_id
from domain.person import Person
from domain.ports import UnitOfWork
from domain.problem import ProblemCode, refuse


class Role(StrEnum):
    """What the bearer of a token may do, each role including those before it."""

    VIEWER = "VIEWER"
    CONTRIBUTOR = "CONTRIBUTOR"
    EDITOR = "EDITOR"
    ADMIN = "ADMIN"

    @property
    def rank(self) -> int:
        """Return the place of the role, from 0 for the one that may do least."""
        return list(Role).index(self)


# Who may do what: every change is listed once, under the least role that may make it. A viewer
# reads, comes and goes. A change that is not listed can't be made at all.
CHANGES: Mapping[Role, str] = {
    Role.VIEWER: """
        sign_in sign_out session_end_all
    """,
    Role.CONTRIBUTOR: """
        participation_set participation_remove
        effect_set effect_mark_seen effect_remove
        milestone_add milestone_update milestone_replan milestone_undate milestone_complete
        milestone_reopen milestone_drop
        dependency_add dependency_remove
        short_term_win_log short_term_win_update short_term_win_prove short_term_win_share
        short_term_win_credit short_term_win_archive short_term_win_unarchive
        status_update_post
        comment_add comment_edit comment_archive
        finding_acknowledge finding_unacknowledge
        person_set_reminders
    """,
    Role.EDITOR: """
        department_create department_update department_archive department_unarchive
        journey_create journey_update journey_reorder_stages journey_archive journey_unarchive
        stage_create stage_update stage_reorder_touchpoints stage_archive stage_unarchive
        touchpoint_create touchpoint_update touchpoint_archive touchpoint_unarchive
        initiative_propose initiative_update initiative_assign_owner initiative_assign_sponsor
        initiative_commit initiative_start initiative_hold initiative_resume initiative_embed
        initiative_finish initiative_stop initiative_archive initiative_unarchive
    """,
    Role.ADMIN: """
        organisation_update
        person_create person_update person_leave person_archive person_unarchive
        token_issue token_revoke
        member_invite member_set_role member_remove
        finding_threshold_set
        import
    """,
}
# Everybody may ask everything but this.
LEAST_ROLE_TO_READ: Mapping[str, Role] = {"audit_trail": Role.ADMIN}
LEAST_ROLE: Mapping[str, Role] = {
    action: role for role, actions in CHANGES.items() for action in actions.split()
}


class Means(StrEnum):
    """By what somebody is let in."""

    TOKEN = "TOKEN"  # noqa: S105 - a name
    SESSION = "SESSION"
    PROVIDER = "PROVIDER"
    LINK = "LINK"


@dataclass(eq=False, kw_only=True)
class AccessToken:
    """What opens an organisation: a token, a browser's session, a provider's word, a sign-in link.

    Only the SHA-256 of the secret is kept: the secret itself is shown once. What belongs to a
    member has the member's role and goes with the member. `used_at` is when it was last seen, to
    the minute.
    """

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    person_id: UUID | None = None
    member_id: UUID | None = None
    means: Means = Means.TOKEN
    label: str | None = None
    role: Role
    hash: bytes
    recorded_at: datetime
    used_at: datetime | None = None
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who is asking: the organisation, the token, its role, and the person whose token it is."""

    organisation_id: UUID
    token_id: UUID | None
    role: Role
    person_id: UUID | None = None
    request_id: str = ""


def permit(viewer: Viewer, action: str) -> None:
    """Refuse a change that the viewer's role may not make; KeyError if no rule names it."""
    least = LEAST_ROLE[action]
    if viewer.role.rank < least.rank:
        refuse(
            ProblemCode.NOT_ALLOWED,
            f"A token of role {viewer.role.value} may not do this.",
            hint=f"It takes a token of role {least.value} or above: ask an administrator.",
        )


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
    expires_at: datetime | None = None,
) -> AccessToken:
    """Let a token that was just made open the organisation, for a person or an integration."""
    if person_id is not None:
        await usable(work, Person, person_id, "person_id")
    if expires_at is not None and expires_at <= work.now:
        refuse(
            ProblemCode.OUT_OF_RANGE,
            "A token can't have expired before it is made.",
            "expires_at",
            hint="Give an instant that lies ahead, or none for a token that never expires.",
        )
    issued = AccessToken(
        organisation_id=work.organisation.id,
        person_id=person_id,
        label=fields.check_one("label", fields.optional(fields.line(200)), label),
        role=role,
        hash=hash_token(token),
        recorded_at=work.now,
        expires_at=expires_at,
    )
    work.add(issued)
    work.record(EventKind.TOKEN_ISSUED, issued, data={"role": role, "person_id": person_id})
    return issued


async def revoke_token(work: UnitOfWork, token_id: UUID) -> AccessToken:
    """Let a token open nothing any more, at once and for good."""
    token = await work.get(AccessToken, token_id, "id")
    if token.revoked_at is None:
        token.revoked_at = work.now
        work.record(EventKind.TOKEN_REVOKED, token)
    return token
