"""Access: the tokens that open an organisation, and what each role may do."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.identity import new_id


class Role(StrEnum):
    """What the bearer of a token may do, each role including those before it."""

    VIEWER = "VIEWER"
    CONTRIBUTOR = "CONTRIBUTOR"
    EDITOR = "EDITOR"
    ADMIN = "ADMIN"


@dataclass(eq=False, kw_only=True)
class AccessToken:
    """A bearer token of an organisation, of a person or (without one) of an integration.

    Only the SHA-256 of the token is kept: the token itself is shown once.
    """

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    person_id: UUID | None = None
    label: str | None = None
    role: Role
    hash: bytes
    recorded_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who is asking: the organisation, the token, the role, and the person if it is one's own token."""

    organisation_id: UUID
    token_id: UUID | None
    role: Role
    person_id: UUID | None = None
    request_id: str = ""
