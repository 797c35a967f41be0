"""The organisation: what clients see and change."""

from datetime import date, datetime

import strawberry
from strawberry import Maybe

from api.mutations.inputs import optional
from api.mutations.mutation import Mutation
from api.vocabulary.connection import Node
from api.vocabulary.fields import described
from api.vocabulary.output_types import FindingRuleRef, output_type
from domain.core import tenant
from domain.people import organisation


@output_type(description="The company whose change efforts are tracked. Nothing crosses it.")
class Organisation(Node):
    key: str = described("Short name by which the command line knows it.")
    name: str = described("Its name.")
    vision_statement: str | None = described(
        "What it wants its customers to experience; null until written."
    )
    time_zone: str = described("IANA name of the time zone whose calendar days count.")
    currency: str = described("ISO 4217 code of the currency it plans in.")
    clock_fixed_on: date | None = described(
        "The day on which its clock stands still (an imported history); null while the clock runs."
    )
    today: date = described("Its calendar day now, or the day on which its clock stands still.")
    revision: int = described(
        "How many changes its ledger counts: it grows by one with every change."
    )
    recorded_at: datetime = described("When it was set up.")
    finding_rules: list[FindingRuleRef] = described(
        "The rules by which findings are made, with the thresholds that hold here."
    )


@strawberry.input(
    description="New facts about your organisation. What is left out stays, null clears it."
)
class OrganisationUpdateInput:
    name: Maybe[str | None] = optional("What it is called; can't be cleared.")
    vision_statement: Maybe[str | None] = optional("The vision of the customer's experience.")
    time_zone: Maybe[str | None] = optional(
        "IANA name such as Europe/Berlin; its days begin and end there. Can't be cleared."
    )
    currency: Maybe[str | None] = optional("ISO 4217 code, such as EUR; can't be cleared.")
    clock_fixed_on: Maybe[date | None] = optional(
        "The day on which its clock stands still, for imported histories; null lets it run."
    )


MUTATIONS = (
    Mutation(
        "organisation_update",
        organisation.update,
        OrganisationUpdateInput,
        tenant.Organisation,
        "Change what is known of your organisation.",
    ),
)
