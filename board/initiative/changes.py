"""Changes: what can be done on the page of an initiative, each by a form of its own."""

from dataclasses import dataclass
from typing import Final

NUMBERS: Final = frozenset({"expectedVersion"})
OF_A_THING: Final = ("id", "expectedVersion")


@dataclass(frozen=True, slots=True)
class Change:
    """A form: the fields of the mutation's input that it may fill, and what is said once done."""

    fields: tuple[str, ...]
    done: str
    part: str


CHANGES: Final = {
    "status_update_post": Change(
        ("initiativeId", "said", "text"), "Your update is posted.", "updates"
    ),
    "milestone_add": Change(
        ("initiativeId", "title", "dueOn"), "The milestone is added.", "milestones"
    ),
    "milestone_complete": Change((*OF_A_THING, "on"), "The milestone is complete.", "milestones"),
    "milestone_replan": Change(
        (*OF_A_THING, "dueOn", "reason"),
        "The new date is promised. The first one stays on record.",
        "milestones",
    ),
    "short_term_win_log": Change(
        (
            "initiativeId",
            "title",
            "whatChanged",
            "achievedOn",
            "touchpointId",
            "evidence.measure",
            "evidence.unit",
            "evidence.before",
            "evidence.after",
            "evidence.source",
        ),
        "The win is logged. Share it next.",
        "wins",
    ),
    "short_term_win_share": Change(
        (*OF_A_THING, "audience", "channel", "on"), "The win is shared.", "wins"
    ),
    "comment_add": Change(("initiativeId", "text"), "Your comment is added.", "comments"),
    "finding_acknowledge": Change(
        (*OF_A_THING, "until", "note"),
        "The finding is acknowledged. It stays in sight.",
        "findings",
    ),
    "finding_unacknowledge": Change(
        OF_A_THING, "The finding is no longer acknowledged.", "findings"
    ),
}
