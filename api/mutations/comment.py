"""What can be done with comments."""

import strawberry

from api.mutations.inputs import Versioned, may_refer_to, refers_to, taken, target_input
from api.mutations.mutation import Mutation
from domain import comment
from domain.comment import Comment
from domain.initiative import Initiative
from domain.milestone import Milestone


@strawberry.input(description="A remark.")
class CommentAddInput:
    initiative_id: strawberry.ID = refers_to(Initiative, "The initiative it is about.")
    milestone_id: strawberry.ID | None = may_refer_to(
        Milestone, "The milestone of that initiative it is about, if it is about one."
    )
    text: str = taken("What you say, at most 20,000 characters.")


@strawberry.input(description="Other words for a remark.")
class CommentEditInput(Versioned):
    id: strawberry.ID = refers_to(Comment, "The comment; you must have written it.")
    text: str = taken("What you say instead.")


MUTATIONS = (
    Mutation(
        "comment_add",
        comment.add,
        CommentAddInput,
        Comment,
        "Say something about an initiative or one of its milestones.",
    ),
    Mutation(
        "comment_edit", comment.edit, CommentEditInput, Comment, "Put your own remark differently."
    ),
    Mutation(
        "comment_archive",
        comment.put_away,
        target_input("CommentArchiveInput", Comment, "Which comment to archive."),
        Comment,
        "Take a remark out of the list: your own, or as an editor anybody's.",
    ),
)
