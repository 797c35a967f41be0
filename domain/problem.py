"""Expected refusals: what a rule says no to, why, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn, Self


class ProblemCode(StrEnum):
    """The reasons for which Throughline refuses a change, each with its explanation."""

    explanation: str

    def __new__(cls, code: str, explanation: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.explanation = explanation
        return member

    REQUIRED = "REQUIRED", "A value that must be given is missing or empty."
    INVALID = "INVALID", "A value is not of the form it must have, such as an id of another type."
    TOO_LONG = "TOO_LONG", "A text is longer than its limit, which the message names."
    OUT_OF_RANGE = (
        "OUT_OF_RANGE",
        "A number, an amount or a day lies outside what makes sense; the message names the range.",
    )
    NOT_FOUND = "NOT_FOUND", "Nothing of that id exists in your organisation."
    ALREADY_EXISTS = "ALREADY_EXISTS", "Another one is known by that key, email or combination."
    NOT_ALLOWED = "NOT_ALLOWED", "The role of your token, or who you are, does not permit this."
    ARCHIVED = "ARCHIVED", "It is archived: unarchive it first, or name another."
    IN_THE_FUTURE = (
        "IN_THE_FUTURE",
        "What is reported as having happened lies after the organisation's today.",
    )
    DATES_OUT_OF_ORDER = "DATES_OUT_OF_ORDER", "A day lies before one that it must follow."
    OWNER_REQUIRED = (
        "OWNER_REQUIRED",
        "Somebody must be accountable first: assign an owner, then try again.",
    )
    PERSON_HAS_LEFT = "PERSON_HAS_LEFT", "That person has left the organisation: name another."
    LIFECYCLE_JUMP = (
        "LIFECYCLE_JUMP",
        "An initiative can't move there from where it stands; the hint names its possible moves.",
    )
    NOT_OPEN = (
        "NOT_OPEN",
        "It has ended (completed, dropped, done or stopped): reopen it if you can.",
    )
    REASON_REQUIRED = (
        "REASON_REQUIRED",
        "Leadership will ask why: say it in `reason`, which is kept for good.",
    )
    NOTHING_CHANGES = "NOTHING_CHANGES", "It already stands as asked, so nothing was recorded."
    DEPENDENCY_CYCLE = (
        "DEPENDENCY_CYCLE",
        "The milestone would come to depend on itself, directly or through others.",
    )
    DEPENDENCY_OPEN = (
        "DEPENDENCY_OPEN",
        "It can't be met before the milestones that it depends on are.",
    )
    EVIDENCE_REQUIRED = (
        "EVIDENCE_REQUIRED",
        "A win is proven only by a measure with its value before and after.",
    )
    STALE_VERSION = (
        "STALE_VERSION",
        "Somebody changed it since you read it: read it again and decide again.",
    )
    IDEMPOTENCY_KEY_REUSED = (
        "IDEMPOTENCY_KEY_REUSED",
        "This idempotency key was used for another request in the last 7 days: use a fresh one.",
    )
    BUSY = (
        "BUSY",
        "Other changes of your organisation took too long: nothing was done, try again shortly.",
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
