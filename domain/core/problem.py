"""Expected refusals: what a rule says no to, why, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn, Self


class ProblemCode(StrEnum):
    """The reasons for which Throughline refuses a change.

    Each has its explanation, the way out, and where it occurs: docs/api.md tells them all.
    """

    explanation: str
    remedy: str
    occurs: str

    def __new__(cls, code: str, explanation: str, remedy: str, occurs: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.explanation = explanation
        member.remedy = remedy
        member.occurs = occurs
        return member

    REQUIRED = (
        "REQUIRED",
        "A value that must be given is missing or empty.",
        "Show the message beside the input at `path` and ask for it.",
        "Every mutation with a text, a name or a title; clearing with null what can't be absent.",
    )
    INVALID = (
        "INVALID",
        "A value is not of the form it must have, such as an id of another type.",
        "Correct it as the message says. An id is given as an answer held it.",
        "Ids, e-mail addresses, currencies, time zones, amounts; lists that must name every part.",
    )
    TOO_LONG = (
        "TOO_LONG",
        "A text is longer than its limit, which the message names.",
        "Shorten it.",
        "Every mutation that takes a text.",
    )
    OUT_OF_RANGE = (
        "OUT_OF_RANGE",
        "A number, an amount or a day lies outside what makes sense; the message names the range.",
        "Give one within the range.",
        "Numbers, amounts and days of every mutation; the number of items of a bulk mutation.",
    )
    NOT_FOUND = (
        "NOT_FOUND",
        "Nothing of that id exists in your organisation.",
        "Take ids from queries. If it was there a moment ago, read the list again.",
        "Every mutation that takes an id.",
    )
    ALREADY_EXISTS = (
        "ALREADY_EXISTS",
        "Another one is known by that key, email or combination.",
        "Change the existing one, or choose something else.",
        "Making or changing people (e-mail addresses), external ids.",
    )
    NOT_ALLOWED = (
        "NOT_ALLOWED",
        "The role or the scopes of your token, or who you are, do not permit this.",
        "Ask one of those whom message and hint name, or an administrator.",
        "Every mutation.",
    )
    ARCHIVED = (
        "ARCHIVED",
        "It is archived: unarchive it first, or name another.",
        "Unarchive it, or name another.",
        "Mutations that refer to a person, department, touchpoint, stage or journey in use.",
    )
    LAST_ADMIN = (
        "LAST_ADMIN",
        "It would leave your organisation without an administrator.",
        "Make somebody else an administrator first.",
        "memberSetRole, memberRemove, personLeave, personArchive and personErase.",
    )
    IN_THE_FUTURE = (
        "IN_THE_FUTURE",
        "What is reported as having happened lies after the organisation's today.",
        "Give a day up to `organisation { today }`, which may differ from the browser's.",
        "Every mutation that reports when something happened.",
    )
    DATES_OUT_OF_ORDER = (
        "DATES_OUT_OF_ORDER",
        "A day lies before one that it must follow.",
        "Give a later day; the message names the one before.",
        "milestoneReplan, milestoneComplete, moves of an initiative, wins and their sharing.",
    )
    OWNER_REQUIRED = (
        "OWNER_REQUIRED",
        "Somebody must be accountable first: assign an owner, then try again.",
        "Ask who answers for it: initiativeAssignOwner, then commit again.",
        "initiativeCommit.",
    )
    PERSON_HAS_LEFT = (
        "PERSON_HAS_LEFT",
        "That person has left the organisation: name another.",
        "Name another person.",
        "Mutations that make a person responsible for something.",
    )
    LIFECYCLE_JUMP = (
        "LIFECYCLE_JUMP",
        "An initiative can't move there from where it stands; the hint names its possible moves.",
        "Offer the moves that the hint names.",
        "The moves of an initiative: commit, start, hold, resume, embed, finish, stop.",
    )
    NOT_OPEN = (
        "NOT_OPEN",
        "It has ended (completed, dropped, done or stopped): reopen it if you can.",
        "Read it again; reopen a milestone with milestoneReopen.",
        "Milestones met or given up, initiatives that have ended, findings gone, decisions taken.",
    )
    REASON_REQUIRED = (
        "REASON_REQUIRED",
        "Leadership will ask why: say it in `reason`, which is kept for good.",
        "Ask the person for the reason and send it.",
        "milestoneReplan but for a first date, milestoneUndate, milestoneDrop, pausing, stopping.",
    )
    NOTHING_CHANGES = (
        "NOTHING_CHANGES",
        "It already stands as asked, so nothing was recorded.",
        "Nothing: show it as it stands.",
        "milestoneReplan, milestoneUndate, milestoneReopen, findingUnacknowledge.",
    )
    DEPENDENCY_CYCLE = (
        "DEPENDENCY_CYCLE",
        "The milestone would come to depend on itself, directly or through others.",
        "Remove one of the dependencies on the way first.",
        "dependencyAdd.",
    )
    DEPENDENCY_OPEN = (
        "DEPENDENCY_OPEN",
        "It can't be met before the milestones that it depends on are.",
        "Complete or drop those first, or remove the dependency if it no longer holds.",
        "milestoneComplete.",
    )
    EVIDENCE_REQUIRED = (
        "EVIDENCE_REQUIRED",
        "A win is proven only by a measure with its value before and after.",
        "Ask for the measure and both values.",
        "shortTermWinProve; shortTermWinUpdate of a proven win.",
    )
    STALE_VERSION = (
        "STALE_VERSION",
        "Somebody changed it since you read it: read it again and decide again.",
        "The payload holds it as it stands: show what changed, let the person decide again.",
        "Every mutation that is given expectedVersion.",
    )
    IDEMPOTENCY_KEY_REUSED = (
        "IDEMPOTENCY_KEY_REUSED",
        "This idempotency key was used for another request in the last 7 days: use a fresh one.",
        "Make a fresh random key for every new request; keep it only to repeat that request.",
        "Every mutation that is given an idempotencyKey.",
    )
    TOO_OFTEN = (
        "TOO_OFTEN",
        "The same was asked for again too soon, or too many times in a day.",
        "Wait as long as the message says.",
        "memberInvite and invitationResend, which send mail.",
    )
    BUSY = (
        "BUSY",
        "Other changes of your organisation took too long: nothing was done, try again shortly.",
        "Try again after a few seconds, with the same idempotencyKey.",
        "Every mutation.",
    )


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal: a code for programs, a sentence for people, the input it concerns, the way out.

    `path` names the input in the domain's words (`("budget", "amount")`), outermost first.
    """

    code: ProblemCode
    message: str
    path: tuple[str, ...] = ()
    hint: str | None = None


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """Raised by a rule or a use case; the unit of work rolls back and nothing has changed."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


def refuse(code: ProblemCode, message: str, *path: str, hint: str | None = None) -> NoReturn:
    """Refuse the change that is being made, with one problem."""
    raise Refusal(Problem(code, message, path, hint))


def refuse_if_any(problems: Iterable[Problem]) -> None:
    """Refuse with all of the problems at once, so that a form can show each beside its field."""
    if found := tuple(problems):
        raise Refusal(*found)
