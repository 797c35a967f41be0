"""Everything that can be changed: the schema's mutation type."""

from strawberry.tools import create_type

from api.mutations.bulk import Bulk, bulk_of
from api.mutations.mutation import Mutation
from domain.core.modules import modules_of

MUTATIONS: tuple[Mutation, ...] = tuple(
    each for module in modules_of("api") for each in getattr(module, "MUTATIONS", ())
)
BULK_MUTATIONS: tuple[Bulk, ...] = bulk_of(MUTATIONS)


def mutation_type() -> type:
    """Make the schema's mutation type of all mutations."""
    return create_type(
        "Mutation",
        [*(one.field() for one in MUTATIONS), *(many.field() for many in BULK_MUTATIONS)],
        description="Everything that can be changed. Each is one transaction and one revision, "
        "done whole or not at all (bulk mutations: item by item, unless atomic); an expected "
        "refusal is in the payload's problems.",
    )
