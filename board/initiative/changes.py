"""Changes: what can be done on the page of an initiative, each by a form of its own."""

from dataclasses import dataclass
from typing import Final

from board.forms import Field, amount, day


@dataclass(frozen=True, slots=True)
class Change:
    """A form: the fields of the mutation's input that it may fill, and what is said once done.

    `part` is the heading of the page that the browser is sent back to.
    """

    fields: tuple[Field, ...]
    done: str
    part: str


# A thing and the version of it that was shown: who changed it in between is noticed.
THING: Final = (Field("id", required=True), Field("expectedVersion", int))
INITIATIVE: Final = Field("initiativeId", required=True)
CHANGES: Final = {
    "status_update_post": Change(
        (INITIATIVE, Field("said", required=True), Field("text")),
        "Your update is posted.",
        "updates",
    ),
    "milestone_add": Change(
        (INITIATIVE, Field("title", required=True), Field("dueOn", day)),
        "The milestone is added.",
        "milestones",
    ),
    "milestone_complete": Change(
        (*THING, Field("on", day)), "The milestone is complete.", "milestones"
    ),
    "milestone_replan": Change(
        (*THING, Field("dueOn", day, required=True), Field("reason")),
        "The new date is promised. The first one stays on record.",
        "milestones",
    ),
    "short_term_win_log": Change(
        (
            INITIATIVE,
            Field("title", required=True),
            Field("whatChanged"),
            Field("achievedOn", day),
            Field("evidence.measure"),
            Field("evidence.unit"),
            Field("evidence.before", amount),
            Field("evidence.after", amount),
            Field("evidence.source"),
        ),
        "The win is logged. Share it next.",
        "wins",
    ),
    "short_term_win_share": Change(
        (*THING, Field("audience", required=True), Field("channel")), "The win is shared.", "wins"
    ),
    "comment_add": Change(
        (INITIATIVE, Field("text", required=True)), "Your comment is added.", "comments"
    ),
    "finding_acknowledge": Change(
        (*THING, Field("until", day, required=True), Field("note")),
        "The finding is acknowledged. It stays in sight.",
        "findings",
    ),
    "finding_unacknowledge": Change(THING, "The finding is no longer acknowledged.", "findings"),
}
