"""The facts that findings are made of: of one initiative, one person, one touchpoint.

Whoever gathers them leaves out what no rule asks about: initiatives that are archived, proposed,
done or stopped, and milestones that are closed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.portfolio.effect import Direction
from domain.portfolio.initiative import Lifecycle
from domain.portfolio.status_update import ReportedStatus
from domain.risk.stall_risk import Level

# Those somebody has committed to and that have not ended: only they can be wanting in anything.
LIVING = frozenset(
    {Lifecycle.COMMITTED, Lifecycle.IN_PROGRESS, Lifecycle.ON_HOLD, Lifecycle.EMBEDDING}
)
AT_WORK = frozenset({Lifecycle.COMMITTED, Lifecycle.IN_PROGRESS})


class Seat(NamedTuple):
    """Who owns or sponsors; `gone_on` is the day on which they left or were archived."""

    person_id: UUID | None = None
    gone_on: date | None = None
    department_id: UUID | None = None

    def vacant(self, today: date) -> bool:
        return self.person_id is None or self.left(today)

    def left(self, today: date) -> bool:
        return self.gone_on is not None and self.gone_on <= today


VACANT = Seat()


class Move(NamedTuple):
    """A new date of a milestone; `unexplained` when no reason is known."""

    on: date
    from_due_on: date | None
    to_due_on: date | None
    unexplained: bool


class Needed(NamedTuple):
    """An open milestone that another waits for; `dated_on` is when its present date was given."""

    milestone_id: UUID
    initiative_id: UUID
    due_on: date | None
    dated_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMilestone:
    """An open milestone that is undated, was moved, or waits for others; `dated_on` as above."""

    id: UUID
    due_on: date | None
    dated_on: date
    moves: Sequence[Move] = ()
    needs: Sequence[Needed] = ()


class LackingWin(NamedTuple):
    """A short-term win that was not shared, or has no measure before and after."""

    id: UUID
    achieved_on: date
    shared: bool
    measured: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeInView:
    """An initiative that lives, as the facts show it today."""

    id: UUID
    status: Lifecycle
    begun_on: date
    """The day on which work began; the day of its proposal before that."""
    owner: Seat = VACANT
    sponsor: Seat = VACANT
    has_case: bool = True
    level: Level | None = None
    oldest_overdue_id: UUID | None = None
    oldest_overdue_on: date | None = None
    reported_status: ReportedStatus | None = None
    reported_on: date | None = None
    last_win_on: date | None = None
    milestones: Sequence[OpenMilestone] = ()
    wins: Sequence[LackingWin] = ()
    departments: Sequence[UUID] = ()


class Load(NamedTuple):
    """An open, dated milestone of a living initiative that somebody owns."""

    milestone_id: UUID
    initiative_id: UUID
    promised_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class PersonInView:
    """A person and the dated milestones that are open in their name, in order of their dates."""

    id: UUID
    loads: Sequence[Load]


class Pull(NamedTuple):
    """An initiative that lives and changes a touchpoint, from its beginning to its target.

    `said_on` is the day on which Throughline learnt of the effect.
    """

    initiative_id: UUID
    status: Lifecycle
    direction: Direction
    strength: int
    said_on: date
    started_on: date | None
    target_on: date | None


@dataclass(frozen=True, slots=True)
class TouchpointInView:
    """A touchpoint and all that pulls at it, in order of the initiatives' ids."""

    id: UUID
    pulls: Sequence[Pull]
