"""Access tokens in the schema: whatever lets somebody in, never the secret itself."""

from datetime import datetime

import strawberry

from api.vocabulary.connection import Node
from api.vocabulary.fields import told
from api.vocabulary.references import PersonRef
from domain.access import Means, Role, TokenScope


@strawberry.type(
    description=(
        "What lets somebody in: a token, a browser's session, the sign-in provider's word, or a "
        "sign-in link. Its secret is shown once, when it is made, and never kept."
    )
)
class AccessToken(Node):
    means: Means = told("What it is.")
    role: Role = told("What it allows at most.")
    scopes: list[TokenScope] = told(
        "What it may be used for, and nothing else; empty when it is not restricted."
    )
    label: str | None = told("What it was called when it was made; null when nothing.")
    person: PersonRef | None = told("Whose it is; null for an integration.")
    recorded_at: datetime = told("When it was made.")
    used_at: datetime | None = told("When it was used last, to the minute; null while it was not.")
    expires_at: datetime | None = told("When it ends by itself; null for never.")
    revoked_at: datetime | None = told(
        "When it was revoked, or its session signed out; null while it was not."
    )
    valid: bool = told("Whether it lets anybody in now.")
