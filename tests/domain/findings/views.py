"""An initiative that nothing is wrong with, to be changed by each test in one respect."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from domain.findings.facts import InitiativeInView, OpenMilestone, Seat
from domain.findings.rule import Found, Limits
from domain.findings.rules import find
from domain.findings.thresholds import limits
from domain.portfolio.initiative import Lifecycle
from domain.portfolio.status_update import ReportedStatus
from domain.risk.stall_risk import Level

TODAY = date(2026, 3, 31)
INITIATIVE, OWNER, SPONSOR, KITCHEN, BAR, MILESTONE, OTHER, WIN = (
    UUID(int=number) for number in range(1, 9)
)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


SOUND = InitiativeInView(
    id=INITIATIVE,
    status=Lifecycle.IN_PROGRESS,
    begun_on=ago(100),
    owner=Seat(OWNER, None, KITCHEN),
    sponsor=Seat(SPONSOR),
    level=Level.LOW,
    reported_status=ReportedStatus.ON_TRACK,
    reported_on=ago(10),
    last_win_on=ago(20),
    departments=(BAR,),
)
PROMISE = OpenMilestone(id=MILESTONE, due_on=ago(-30), dated_on=ago(60))


def found(rule: str, view: object, **own: int) -> list[Found]:
    """Return what one rule finds, with the organisation's own thresholds if any are given."""
    held: dict[str, Limits] = dict(limits((rule, name, value) for name, value in own.items()))
    return [one for by, one in find(view, held, TODAY) if by.name == rule]  # type: ignore[arg-type]  # a view


def sound(**changes: object) -> InitiativeInView:
    return replace(SOUND, **changes)  # type: ignore[arg-type]  # as the tests need


def promise(**changes: object) -> OpenMilestone:
    return replace(PROMISE, **changes)  # type: ignore[arg-type]  # as the tests need
