"""Who is asking, in the schema."""

from datetime import datetime

import strawberry

from api.vocabulary.fields import told
from api.vocabulary.references import OrganisationRef, PersonRef
from domain.access import Means, Role


@strawberry.type(description="An organisation that somebody may go on in.")
class Workplace:
    key: str = told(
        "What to name it by: in the header X-Throughline-Organisation, or when switching."
    )
    name: str = told("Its name.")
    role: Role = told("What they may do there.")


@strawberry.type(description="Who is asking: the bearer of the token, or of the session.")
class Viewer:
    role: Role = told("What they may do.")
    means: Means = told("By what they were let in.")
    label: str | None = told("What the token was called when it was made; null when nothing.")
    expires_at: datetime | None = told(
        "When what they came with ends by itself; null for never, and for a provider's token, "
        "which tells itself."
    )
    person: PersonRef | None = told("The person whose token it is; null for an integration.")
    organisation: OrganisationRef = told("The organisation that it opens.")
    workplaces: list[Workplace] | None = told(
        "Every organisation that the same person is a member of, this one included, by name; null "
        "for tokens, which open one."
    )
