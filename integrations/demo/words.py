"""The words a story is told in: every `day` counts from the loading day, negative is past."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Moved(NamedTuple):
    """On `day` a milestone's date became `due` (None: withdrawn), for a reason, by someone."""

    day: int
    due: int | None
    reason: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A milestone: promised on `made` for `due` (None: no date), moved, and met or dropped."""

    key: str
    title: str
    owner: str
    made: int
    due: int | None = None
    moved: Sequence[Moved] = ()
    met: int | None = None
    dropped: tuple[int, str] | None = None
    waits_for: Sequence[str] = ()


class Change(NamedTuple):
    """An effect on a touchpoint: `strength` 1 to 5, negative when it weakens the bond."""

    touchpoint: str
    strength: int
    note: str
    seen: int | None = None


class ShareMade(NamedTuple):
    """A telling of a win: when, to whom, how, by whom."""

    day: int
    audience: str
    channel: str
    person: str
    department: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Won:
    """A short-term win, with a measure before and after when there is one."""

    key: str
    day: int
    title: str
    what: str
    touchpoint: str | None = None
    measure: tuple[str, str, str, str, str] | None = None
    """Measure, unit, before, after, source."""
    proven: bool = False
    due_to: Sequence[str] = ()
    shared: Sequence[ShareMade] = ()


class Moment(NamedTuple):
    """Something said on a day: a status, a rating or a comment."""

    day: int
    said: str
    text: str
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """An initiative and its whole history."""

    key: str
    title: str
    summary: str
    priority: str
    owner: str | None
    sponsor: str | None
    proposed: int
    case: tuple[int, str] | None = None
    objectives: Sequence[str] = ()
    budget: int | None = None
    benefit: tuple[int, str] | None = None
    target: int | None = None
    life: Sequence[tuple[int, str, str, str]] = ()
    """Day, status, reason, by whom."""
    roles: Mapping[str, str] = field(default_factory=dict)
    changes: Sequence[Change] = ()
    promises: Sequence[Promise] = ()
    wins: Sequence[Won] = ()
    said: Sequence[Moment] = ()
    rated: Sequence[Moment] = ()
    """What the group's internal audit thinks of it."""
    comments: Sequence[Moment] = ()
    """`said` names the milestone, if the comment is about one."""
    worked: Sequence[int] = ()
