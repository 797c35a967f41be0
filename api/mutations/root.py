"""Everything that can be changed: the schema's mutation type."""

from strawberry.tools import create_type

from api.mutations import (
    comment,
    department,
    effect,
    finding,
    initiative,
    journey,
    milestone,
    organisation,
    participation,
    person,
    short_term_win,
    status_update,
)
from api.mutations.mutation import Mutation

MUTATIONS: tuple[Mutation, ...] = (
    *organisation.MUTATIONS,
    *department.MUTATIONS,
    *person.MUTATIONS,
    *journey.MUTATIONS,
    *initiative.MUTATIONS,
    *participation.MUTATIONS,
    *effect.MUTATIONS,
    *milestone.MUTATIONS,
    *short_term_win.MUTATIONS,
    *status_update.MUTATIONS,
    *comment.MUTATIONS,
    *finding.MUTATIONS,
)


def mutation_type() -> type:
    """Make the schema's mutation type of all mutations."""
    return create_type(
        "Mutation",
        [mutation.field() for mutation in MUTATIONS],
        description="Everything that can be changed. Each is one transaction and one revision, "
        "done whole or not at all; an expected refusal is in the payload's problems.",
    )
