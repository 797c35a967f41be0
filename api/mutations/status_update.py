"""What can be said about how an initiative stands."""

import strawberry

from api.mutations.inputs import maybe, refers_to, taken
from api.mutations.mutation import Mutation
from domain import status_update
from domain.initiative import Initiative
from domain.status_update import Said, StatusUpdate


@strawberry.input(description="What the owner says.")
class StatusUpdatePostInput:
    initiative_id: strawberry.ID = refers_to(Initiative, "The initiative it is about.")
    said: Said = taken("How it stands, as you see it.")
    text: str | None = maybe("What is behind it, at most 20,000 characters.")


MUTATIONS = (
    Mutation(
        "status_update_post",
        status_update.post,
        StatusUpdatePostInput,
        StatusUpdate,
        "Say how an initiative stands. What the facts show today is frozen beside it, and can't be "
        "changed afterwards.",
    ),
)
