"""Comments: what clients see and change."""

from datetime import date, datetime

import strawberry

from api.mutations.inputs import Versioned, optional_id, required, required_id, target_input
from api.mutations.mutation import Mutation
from api.vocabulary.connection import Node
from api.vocabulary.fields import described
from api.vocabulary.output_types import InitiativeRef, MilestoneRef, PersonRef, output_type
from domain.portfolio import comment
from domain.portfolio.initiative import Initiative
from domain.portfolio.milestone import Milestone


@output_type(description="What someone said about an initiative or one of its milestones.")
class Comment(Node):
    initiative: InitiativeRef = described("The initiative.")
    milestone: MilestoneRef | None = described("The milestone it is about; null for the whole.")
    person: PersonRef | None = described("Who wrote it; null for an integration.")
    text: str = described("What it says.")
    edited_at: datetime | None = described("When it was last edited; null when never.")
    archived_on: date | None = described("The day on which it was withdrawn; null while it stands.")
    recorded_at: datetime = described("When it was written.")
    version: int = described(
        "How often it has changed: give it back to notice that someone else edited."
    )


@strawberry.input(description="A remark.")
class CommentAddInput:
    initiative_id: strawberry.ID = required_id(Initiative, "The initiative it is about.")
    milestone_id: strawberry.ID | None = optional_id(
        Milestone, "The milestone of that initiative it is about, if it is about one."
    )
    text: str = required("What you say, at most 20,000 characters.")


@strawberry.input(description="Other words for a remark.")
class CommentEditInput(Versioned):
    id: strawberry.ID = required_id(comment.Comment, "The comment; you must have written it.")
    text: str = required("What you say instead.")


MUTATIONS = (
    Mutation(
        "comment_add",
        comment.add,
        CommentAddInput,
        comment.Comment,
        "Say something about an initiative or one of its milestones.",
    ),
    Mutation(
        "comment_edit",
        comment.edit,
        CommentEditInput,
        comment.Comment,
        "Put your own remark differently.",
    ),
    Mutation(
        "comment_archive",
        comment.archive,
        target_input("CommentArchiveInput", comment.Comment, "Which comment to archive."),
        comment.Comment,
        "Take a remark out of the list: your own, or as an editor anybody's.",
    ),
)
