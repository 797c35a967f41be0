"""Changes: what can be done on the pages of reviews, each by a form of its own."""

from dataclasses import dataclass
from typing import Final

from board.requests.forms import Field, day, whole_number


@dataclass(frozen=True, slots=True)
class Change:
    """A form: the fields of the mutation's input that it may fill, and what is said once done.

    `part` is the heading of the page that the browser is sent back to.
    """

    fields: tuple[Field, ...]
    done: str
    part: str = ""


# A thing and the version of it that was shown: who changed it in between is noticed.
THING: Final = (Field("id", required=True), Field("expectedVersion", whole_number))
ABOUT: Final = Field("initiativeId", names="initiative")
CHANGES: Final = {
    "review_hold": Change(
        (Field("title", required=True), Field("since", day)),
        "The review is held. What it shows stays as it is.",
    ),
    "review_update": Change((*THING, Field("title", required=True)), "It is called differently."),
    "review_archive": Change(
        THING, "The review is archived. What it froze stays as it is, and it can be brought back."
    ),
    "review_unarchive": Change(THING, "The review is listed again."),
    "decision_ask": Change(
        (
            Field("reviewId"),
            Field("text", required=True),
            ABOUT,
            Field("ownerId", names="person"),
            Field("dueOn", day),
        ),
        "The decision is asked.",
        "decisions",
    ),
    "decision_update": Change(
        (
            *THING,
            Field("text", clears=True),
            Field("initiativeId", clears=True, names="initiative"),
            Field("ownerId", clears=True, names="person"),
            Field("dueOn", day, clears=True),
        ),
        "The question is changed.",
        "decisions",
    ),
    "decision_take": Change(
        (*THING, Field("outcome", required=True), Field("on", day)),
        "The decision is taken. It stays on record.",
        "decisions",
    ),
    "decision_withdraw": Change(
        (*THING, Field("reason", required=True)), "It need not be decided any more.", "decisions"
    ),
    "action_add": Change(
        (
            Field("reviewId", required=True),
            Field("text", required=True),
            Field("ownerId", required=True, names="person"),
            Field("dueOn", day, required=True),
            ABOUT,
        ),
        "The action is noted.",
        "actions",
    ),
    "action_update": Change(
        (
            *THING,
            Field("text", clears=True),
            Field("ownerId", required=True, names="person"),
            Field("dueOn", day, required=True),
            Field("initiativeId", clears=True, names="initiative"),
        ),
        "The action is changed.",
        "actions",
    ),
    "action_complete": Change((*THING, Field("on", day)), "The action is done.", "actions"),
    "action_reopen": Change(THING, "The action is open again.", "actions"),
}
