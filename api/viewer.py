"""Who is asking, in the schema."""

import strawberry

from api.fields import told
from api.references import OrganisationRef, PersonRef
from domain.access import Role


@strawberry.type(description="Who is asking: the bearer of the token.")
class Viewer:
    role: Role = told("What the token allows.")
    label: str | None = told("What the token was called when it was made; null when nothing.")
    person: PersonRef | None = told("The person whose token it is; null for an integration.")
    organisation: OrganisationRef = told("The organisation the token opens.")
