"""What can be done with reviews."""

from datetime import date

import strawberry
from strawberry import Maybe

from api.mutations.inputs import EXTERNAL, Versioned, maybe, refers_to
from api.mutations.mutation import Mutation, archiving
from domain import holding, review
from domain.review import Review


@strawberry.input(description="A review to hold.")
class ReviewHoldInput:
    title: str | None = maybe("What it is called, at most 300 characters. Left out: by its day.")
    on: date | None = maybe("The day it is of, today or earlier. Left out: today.")
    since: date | None = maybe(
        "The day to compare with. Left out: what the last review showed, or 30 days before when "
        "there is none."
    )
    external_id: str | None = maybe(EXTERNAL)


@strawberry.input(description="Another name for a review. What is left out stays, null clears it.")
class ReviewUpdateInput(Versioned):
    id: strawberry.ID = refers_to(Review, "The review.")
    title: Maybe[str | None] = maybe("What it is called; can't be cleared.")
    external_id: Maybe[str | None] = maybe(EXTERNAL)


MUTATIONS = (
    Mutation(
        "review_hold",
        holding.hold,
        ReviewHoldInput,
        Review,
        "Hold a review: what it shows is frozen, and the decisions that were asked between reviews "
        "are taken up.",
    ),
    Mutation(
        "review_update",
        review.update,
        ReviewUpdateInput,
        Review,
        "Call a review differently. What it shows stays.",
    ),
    *archiving(
        Review,
        review.put_away,
        review.bring_back,
        "The next review does not compare with it.",
    ),
)
