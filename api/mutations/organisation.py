"""What can be done with the organisation itself."""

from datetime import date

import strawberry
from strawberry import Maybe

from api.mutations.inputs import maybe
from api.mutations.mutation import Mutation
from domain import organisation
from domain.organisation import Organisation


@strawberry.input(
    description="New facts about your organisation. What is left out stays, null clears it."
)
class OrganisationUpdateInput:
    name: Maybe[str | None] = maybe("What it is called; can't be cleared.")
    vision_statement: Maybe[str | None] = maybe("The vision of the customer's experience.")
    time_zone: Maybe[str | None] = maybe(
        "IANA name such as Europe/Berlin; its days begin and end there. Can't be cleared."
    )
    currency: Maybe[str | None] = maybe("ISO 4217 code, such as EUR; can't be cleared.")
    clock_fixed_on: Maybe[date | None] = maybe(
        "The day on which its clock stands still, for imported histories; null lets it run."
    )


MUTATIONS = (
    Mutation(
        "organisation_update",
        organisation.update,
        OrganisationUpdateInput,
        Organisation,
        "Change what is known of your organisation.",
    ),
)
