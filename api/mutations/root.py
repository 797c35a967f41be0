"""Everything that can be changed: the schema's mutation type."""

from strawberry.tools import create_type

from api.mutations import initiative
from api.mutations.mutation import Mutation

MUTATIONS: tuple[Mutation, ...] = (*initiative.MUTATIONS,)


def mutation_type() -> type:
    """Make the schema's mutation type of all mutations."""
    return create_type(
        "Mutation",
        [mutation.field() for mutation in MUTATIONS],
        description="Everything that can be changed. Each is one transaction and one revision, "
        "done whole or not at all; an expected refusal is in the payload's problems.",
    )
