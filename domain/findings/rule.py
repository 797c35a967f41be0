"""What a finding is made of: its subject, since when, a sentence, and evidence of ids and numbers.

The evidence and the sentence of a finding stay the same for as long as its facts do: they name days
("since 3 March 2026"), not how many of them have passed. So a day that passes writes nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, NamedTuple, TypeAlias, TypeVar
from uuid import UUID


class Severity(StrEnum):
    """How bad a finding is, worst first."""

    CRITICAL = "CRITICAL"
    WARNING = "WARNING"
    INFO = "INFO"


class SubjectType(StrEnum):
    """What a finding can be about."""

    INITIATIVE = "INITIATIVE"
    MILESTONE = "MILESTONE"
    PERSON = "PERSON"
    SHORT_TERM_WIN = "SHORT_TERM_WIN"
    TOUCHPOINT = "TOUCHPOINT"


class EvidenceFact(StrEnum):
    """What one piece of evidence shows."""

    SAID = "SAID"
    RISK_LEVEL = "RISK_LEVEL"
    OLDEST_OVERDUE = "OLDEST_OVERDUE"
    LAST_SAID = "LAST_SAID"
    NEVER_SAID = "NEVER_SAID"
    OWNER_MISSING = "OWNER_MISSING"
    OWNER_GONE = "OWNER_GONE"
    SPONSOR_MISSING = "SPONSOR_MISSING"
    SPONSOR_GONE = "SPONSOR_GONE"
    LAST_WIN = "LAST_WIN"
    NO_WIN = "NO_WIN"
    ACHIEVED = "ACHIEVED"
    MOVED_WITHOUT_REASON = "MOVED_WITHOUT_REASON"
    MOVED_AFTER_MISS = "MOVED_AFTER_MISS"
    UNDATED = "UNDATED"
    BLOCKER_OVERDUE = "BLOCKER_OVERDUE"
    NEEDED_LATER = "NEEDED_LATER"
    OPEN_MILESTONES = "OPEN_MILESTONES"
    DUE_NEXT = "DUE_NEXT"
    CONCURRENT_CHANGES = "CONCURRENT_CHANGES"
    CHANGED_BY = "CHANGED_BY"
    STRENGTHENS_IT = "STRENGTHENS_IT"
    WEAKENS_IT = "WEAKENS_IT"
    DEPARTMENTS = "DEPARTMENTS"
    DEPARTMENT = "DEPARTMENT"
    NO_CASE_FOR_CHANGE = "NO_CASE_FOR_CHANGE"


class Evidence(NamedTuple):
    """One fact behind a finding: ids, numbers and days; `word` is the name of an enum's value."""

    fact: EvidenceFact
    number: int | None = None
    day: date | None = None
    until: date | None = None
    word: str | None = None
    initiative_id: UUID | None = None
    milestone_id: UUID | None = None
    person_id: UUID | None = None
    department_id: UUID | None = None


class Subject(NamedTuple):
    """What a finding is about."""

    type: SubjectType
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a rule shows of one subject. `severity` is the rule's own unless the case differs.

    `involves` are the initiatives that bring it about where it is of no single one, in any order.
    `tells_of` are others whose facts it counts or names without being about them.
    """

    subject: Subject
    since: date
    sentence: str
    evidence: tuple[Evidence, ...]
    initiative_id: UUID | None = None
    person_id: UUID | None = None
    severity: Severity | None = None
    involves: frozenset[UUID] = frozenset()
    tells_of: frozenset[UUID] = frozenset()


Limits: TypeAlias = Mapping[str, int]
ViewT = TypeVar("ViewT")


@dataclass(frozen=True, slots=True)
class Rule(Generic[ViewT]):
    """A rule: which facts it looks at, how bad what it finds is, in words what it finds, and how.

    `find` is pure: the facts of one initiative, person or touchpoint, the limits the organisation
    set for this rule by name, and the organisation's day. It yields at most one finding a subject.
    """

    name: str
    of: type[ViewT]
    severity: Severity
    description: str
    find: Callable[[ViewT, Limits, date], Iterable[Found]]


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 milestone`, `3 milestones`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
