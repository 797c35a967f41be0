"""Expected refusals: what a rule says no to, why, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn


class ProblemCode(StrEnum):
    """The reasons for which Throughline refuses a change."""

    REQUIRED = "REQUIRED"
    INVALID = "INVALID"
    TOO_LONG = "TOO_LONG"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    NOT_FOUND = "NOT_FOUND"
    ALREADY_EXISTS = "ALREADY_EXISTS"
    NOT_ALLOWED = "NOT_ALLOWED"
    ARCHIVED = "ARCHIVED"
    IN_THE_FUTURE = "IN_THE_FUTURE"
    DATES_OUT_OF_ORDER = "DATES_OUT_OF_ORDER"
    OWNER_REQUIRED = "OWNER_REQUIRED"
    PERSON_HAS_LEFT = "PERSON_HAS_LEFT"
    LIFECYCLE_JUMP = "LIFECYCLE_JUMP"
    NOT_OPEN = "NOT_OPEN"
    REASON_REQUIRED = "REASON_REQUIRED"
    NOTHING_CHANGES = "NOTHING_CHANGES"
    DEPENDENCY_CYCLE = "DEPENDENCY_CYCLE"
    EVIDENCE_REQUIRED = "EVIDENCE_REQUIRED"
    STALE_VERSION = "STALE_VERSION"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    BUSY = "BUSY"


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal: a code for programs, a sentence for people, the input it concerns, the way out."""

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
