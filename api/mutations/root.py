"""Everything that can be changed: the schema's mutation type."""

from strawberry.tools import create_type

from api.mutations import (
    access_token,
    action,
    comment,
    decision,
    department,
    effect,
    finding,
    initiative,
    journey,
    member,
    milestone,
    organisation,
    participation,
    person,
    review,
    short_term_win,
    status_update,
)
from api.mutations.bulk import Bulk, bulk_of
from api.mutations.mutation import Mutation

MUTATIONS: tuple[Mutation, ...] = (
    *organisation.MUTATIONS,
    *department.MUTATIONS,
    *person.MUTATIONS,
    *member.MUTATIONS,
    *access_token.MUTATIONS,
    *journey.MUTATIONS,
    *initiative.MUTATIONS,
    *participation.MUTATIONS,
    *effect.MUTATIONS,
    *milestone.MUTATIONS,
    *short_term_win.MUTATIONS,
    *status_update.MUTATIONS,
    *comment.MUTATIONS,
    *finding.MUTATIONS,
    *review.MUTATIONS,
    *decision.MUTATIONS,
    *action.MUTATIONS,
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
