"""Changes: what can be done on the page of an initiative, each by a form of its own."""

from dataclasses import dataclass
from typing import Final

from board.requests.forms import Field, amount, boolean, day, money, whole_number


@dataclass(frozen=True, slots=True)
class Change:
    """A form: the fields of the mutation's input that it may fill, and what is said once done.

    `part` is the heading of the page that the browser is sent back to.
    """

    fields: tuple[Field, ...]
    done: str
    part: str


# A thing and the version of it that was shown: who changed it in between is noticed.
THING: Final = (Field("id", required=True), Field("expectedVersion", whole_number))
INITIATIVE: Final = Field("initiativeId", required=True)
REASON: Final = Field("reason", required=True)
EVIDENCE: Final = (
    Field("evidence.measure"),
    Field("evidence.unit"),
    Field("evidence.before", amount),
    Field("evidence.after", amount),
    Field("evidence.source"),
)
PART: Final = (INITIATIVE, Field("departmentId", required=True, names="department"))
SERVED: Final = (
    Field("id", required=True),
    Field("objectiveId", required=True, names="objective"),
)
DEPENDENCY: Final = (
    Field("milestoneId", required=True),
    Field("dependsOnId", required=True, names="milestone"),
)


def moved(done: str, *fields: Field) -> Change:
    """Return a move in the life of the initiative."""
    return Change((*THING, Field("on", day), *fields), done, "head")


CHANGES: Final = {
    "status_update_post": Change(
        (INITIATIVE, Field("reportedStatus", required=True), Field("text")),
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
            *EVIDENCE,
        ),
        "The win is logged. Share it next.",
        "wins",
    ),
    "short_term_win_share": Change(
        (*THING, Field("audience", required=True), Field("channel")), "The win is shared.", "wins"
    ),
    "short_term_win_update": Change(
        (
            *THING,
            Field("title", clears=True),
            Field("whatChanged", clears=True),
            Field("achievedOn", day, clears=True),
            Field("touchpointId", clears=True, names="touchpoint"),
        ),
        "The win is changed.",
        "wins",
    ),
    "short_term_win_unshare": Change(
        (*THING, Field("shareId", required=True)),
        "It is taken back that they were told.",
        "wins",
    ),
    "short_term_win_archive": Change(
        THING, "The win is removed. It can be brought back below.", "wins"
    ),
    "short_term_win_unarchive": Change(THING, "The win counts again.", "wins"),
    "short_term_win_prove": Change(
        (*THING, *EVIDENCE), "The win is proven: it can be told with its numbers.", "wins"
    ),
    "short_term_win_credit": Change(
        (*THING, Field("personIds", clears=True, names="person", several=True)),
        "It is said to whom the win is due.",
        "wins",
    ),
    "milestone_update": Change(
        (
            *THING,
            Field("title", clears=True),
            Field("ownerId", names="person"),
        ),
        "The milestone is changed.",
        "milestones",
    ),
    "milestone_drop": Change(
        (*THING, REASON), "The milestone is given up. That stays on record.", "milestones"
    ),
    "milestone_undate": Change(
        (*THING, REASON),
        "The date is withdrawn. The dates that were promised stay on record.",
        "milestones",
    ),
    "milestone_reopen": Change(THING, "The milestone is open again.", "milestones"),
    "dependency_add": Change(
        DEPENDENCY, "It is on record what the milestone waits for.", "milestones"
    ),
    "dependency_remove": Change(DEPENDENCY, "The milestone no longer waits for it.", "milestones"),
    "initiative_commit": moved("It is committed to. The case for change holds."),
    "initiative_start": moved("The work has begun."),
    "initiative_hold": moved("It is on hold. It can be resumed where it stood.", REASON),
    "initiative_resume": moved("It goes on.", Field("reason")),
    "initiative_embed": moved("It is delivered. Now it becomes the way of working."),
    "initiative_finish": moved("It is done."),
    "initiative_stop": moved("It is stopped. Why stays on record.", REASON),
    "initiative_archive": Change(
        THING, "It is archived. Nothing of it is lost, and it can be brought back.", "head"
    ),
    "initiative_unarchive": Change(THING, "It is listed again.", "head"),
    "initiative_update": Change(
        (
            *THING,
            Field("title", clears=True),
            Field("summary", clears=True),
            Field("priority"),
            Field("caseForChange", clears=True),
            Field("targetOn", day, clears=True),
            Field("budget", money, clears=True),
            Field("expectedBenefit", money, clears=True),
            Field("expectedBenefitNote", clears=True),
            Field("confidential", boolean),
        ),
        "It is changed.",
        "head",
    ),
    "initiative_assign_owner": Change(
        (*THING, Field("ownerId", required=True, names="person")),
        "The owner was changed.",
        "head",
    ),
    "initiative_assign_sponsor": Change(
        (*THING, Field("sponsorId", clears=True, names="person")), "The sponsor is changed.", "head"
    ),
    "initiative_objective_add": Change(SERVED, "It serves this objective.", "objectives"),
    "initiative_objective_remove": Change(
        SERVED, "It no longer serves this objective.", "objectives"
    ),
    "participation_set": Change(
        (*PART, Field("role", required=True)), "The department has its part.", "roles"
    ),
    "participation_remove": Change(PART, "The department has no part in it any more.", "roles"),
    "effect_set": Change(
        (
            INITIATIVE,
            Field("touchpointId", required=True, names="touchpoint"),
            Field("direction", required=True),
            Field("strength", whole_number, required=True),
            Field("note"),
        ),
        "The effect is on record: hoped for, until somebody sees it.",
        "effects",
    ),
    "effect_mark_observed": Change((*THING, Field("on", day)), "The effect was seen.", "effects"),
    "effect_remove": Change(THING, "The effect is no longer named.", "effects"),
    "comment_edit": Change(
        (*THING, Field("text", required=True)), "Your comment is changed.", "comments"
    ),
    "comment_archive": Change(THING, "The comment is removed.", "comments"),
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
