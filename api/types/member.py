"""Members in the schema: who may sign in, and as what."""

from datetime import datetime

import strawberry

from api.vocabulary.connection import Node
from api.vocabulary.fields import told
from api.vocabulary.references import PersonRef
from domain.access import Role
from domain.invitation import InvitationState


@strawberry.type(
    description=(
        "A person's way into the organisation. They are invited by an e-mail address; the first "
        "sign-in that brings it, verified by the sign-in provider, makes them a member."
    )
)
class Member(Node):
    person: PersonRef = told("Who it is.")
    role: Role = told("What they may do.")
    email: str | None = told(
        "The address that the invitation waits for; null once it was taken: then the person's own "
        "address is what is known."
    )
    invitation_mail: InvitationState | None = told(
        "What became of the latest message that invites them; null once the invitation was taken "
        "or taken back."
    )
    joined_at: datetime | None = told("When they took the invitation; null until then.")
    removed_at: datetime | None = told(
        "When they were removed, after which they come in no more; null while they may."
    )
    recorded_at: datetime = told("When they were invited.")
    version: int = told(
        "How often it has changed: give it back to notice that someone else edited."
    )
