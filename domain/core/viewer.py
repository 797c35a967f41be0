"""Who is asking: roles, scopes of tokens, and the viewer they make."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


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

    @property
    def spoken(self) -> str:
        """Return in words what it may do."""
        return _ROLES[self]


class TokenScope(StrEnum):
    """What a token that is restricted may be used for, within what its role allows."""

    READ = "read"
    INITIATIVES = "write:initiatives"
    MILESTONES = "write:milestones"
    WINS = "write:wins"
    JOURNEYS = "write:journeys"
    PEOPLE = "write:people"
    SETTINGS = "write:settings"
    IMPORT = "import"

    @property
    def spoken(self) -> str:
        """Return in words what it lets do."""
        return _SCOPES[self]


_ROLES = {
    Role.VIEWER: "Reads.",
    Role.CONTRIBUTOR: "Writes what is theirs, or what their department takes part in.",
    Role.EDITOR: "The CX office: writes all initiatives, journeys and departments.",
    Role.ADMIN: "Manages people, tokens and settings.",
}
_SCOPES = {
    TokenScope.READ: "Queries and subscriptions.",
    TokenScope.INITIATIVES: "Initiatives and what is said of them: participations, effects, status "
    "updates, comments, acknowledged findings.",
    TokenScope.MILESTONES: "Milestones, their dates and dependencies.",
    TokenScope.WINS: "Short-term wins.",
    TokenScope.JOURNEYS: "Departments, journeys, stages and touchpoints.",
    TokenScope.PEOPLE: "People.",
    TokenScope.SETTINGS: "The organisation, its thresholds and its tokens.",
    TokenScope.IMPORT: "Importing.",
}


class AuthenticationMethod(StrEnum):
    """By what somebody is let in."""

    TOKEN = "TOKEN"  # noqa: S105 - a name
    SESSION = "SESSION"
    PROVIDER = "PROVIDER"
    LINK = "LINK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who is asking: the organisation, the token, its role, and the person whose token it is.

    `scopes` is None when the token is not restricted.
    """

    organisation_id: UUID
    token_id: UUID | None
    role: Role
    person_id: UUID | None = None
    scopes: frozenset[TokenScope] | None = None
    request_id: str = ""
