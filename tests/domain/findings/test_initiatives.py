"""The rules about initiatives, their milestones and wins: when they show, and exactly what."""

from datetime import date

import pytest

from domain.findings.facts import VACANT, LackingWin, Move, Needed, Seat
from domain.findings.rule import Evidence, EvidenceFact, Severity, Subject, SubjectType
from domain.portfolio.initiative import Lifecycle
from domain.portfolio.status_update import ReportedStatus
from domain.risk.stall_risk import Level
from tests.domain.findings.views import (
    BAR,
    INITIATIVE,
    KITCHEN,
    MILESTONE,
    OTHER,
    OWNER,
    SPONSOR,
    WIN,
    ago,
    found,
    promise,
    sound,
)

F = EvidenceFact


def test_watermelon_since_the_later_of_what_was_said_and_what_is_overdue() -> None:
    red = sound(level=Level.CRITICAL, oldest_overdue_id=MILESTONE, oldest_overdue_on=ago(7))
    [one] = found("WATERMELON", red)
    assert one.subject == Subject(SubjectType.INITIATIVE, INITIATIVE)
    assert one.since == ago(6)
    assert one.sentence == (
        "On 21 March 2026 its owner said that it is on track; the facts show a critical risk of "
        "stalling."
    )
    assert one.evidence == (
        Evidence(F.SAID, day=ago(10), word="ON_TRACK"),
        Evidence(F.RISK_LEVEL, word="CRITICAL"),
        Evidence(F.OLDEST_OVERDUE, day=ago(7), milestone_id=MILESTONE),
    )
    [silent] = found("WATERMELON", sound(level=Level.HIGH))
    assert silent.since == ago(10)


@pytest.mark.parametrize(
    "changes",
    [
        {"level": Level.WATCH},
        {"level": None},
        {"level": Level.HIGH, "reported_status": ReportedStatus.AT_RISK},
        {"level": Level.HIGH, "reported_status": None, "reported_on": None},
        {"level": Level.HIGH, "status": Lifecycle.ON_HOLD},
    ],
)
def test_no_watermelon_without_both_sides(changes: dict[str, object]) -> None:
    assert found("WATERMELON", sound(**changes)) == []


def test_a_status_is_stale_after_its_days() -> None:
    assert found("STALE_STATUS", sound(reported_on=ago(35))) == []
    [one] = found("STALE_STATUS", sound(reported_on=ago(36)))
    assert one.since == ago(0)
    assert one.evidence == (Evidence(F.LAST_SAID, day=ago(36), word="ON_TRACK"),)
    assert found("STALE_STATUS", sound(reported_on=ago(36)), days=40) == []
    [never] = found("STALE_STATUS", sound(reported_status=None, reported_on=None))
    assert never.since == ago(64)
    assert never.evidence == (Evidence(F.NEVER_SAID, day=ago(100)),)
    assert found("STALE_STATUS", sound(reported_on=ago(90), status=Lifecycle.COMMITTED)) == []


def test_an_orphan_has_nobody_who_answers_for_it() -> None:
    gone = sound(owner=Seat(OWNER, ago(5), KITCHEN), sponsor=VACANT)
    [one] = found("ORPHAN", gone)
    assert (one.severity, one.person_id, one.since) == (Severity.CRITICAL, OWNER, ago(100))
    assert one.sentence == "Its owner has been gone since 26 March 2026 and it has no sponsor."
    assert one.evidence == (
        Evidence(F.OWNER_GONE, day=ago(5), person_id=OWNER),
        Evidence(F.SPONSOR_MISSING, day=ago(100)),
    )
    [backed_by_none] = found("ORPHAN", sound(sponsor=Seat(SPONSOR, ago(0))))
    assert (backed_by_none.severity, backed_by_none.since) == (Severity.WARNING, ago(0))
    assert found("ORPHAN", sound(owner=Seat(OWNER, ago(-1), KITCHEN))) == []


def test_a_win_drought_counts_from_the_last_win_or_the_beginning() -> None:
    assert found("WIN_DROUGHT", sound(begun_on=ago(300), last_win_on=ago(120))) == []
    [one] = found("WIN_DROUGHT", sound(begun_on=ago(300), last_win_on=ago(121)))
    assert one.since == ago(0)
    assert one.evidence == (Evidence(F.LAST_WIN, day=ago(121)),)
    [never] = found("WIN_DROUGHT", sound(begun_on=ago(300), last_win_on=None))
    assert never.evidence == (Evidence(F.NO_WIN, day=ago(300)),)
    assert found("WIN_DROUGHT", sound(begun_on=ago(90), last_win_on=None)) == []
    assert found("WIN_DROUGHT", sound(begun_on=ago(100), last_win_on=ago(200))) == []


def test_wins_that_are_not_shared_or_not_measured() -> None:
    win = LackingWin(WIN, ago(31), shared=False, measured=False)
    [untold] = found("UNSHARED_WIN", sound(wins=[win]))
    assert untold.subject == Subject(SubjectType.SHORT_TERM_WIN, WIN)
    assert (untold.initiative_id, untold.since) == (INITIATIVE, ago(16))
    assert untold.evidence == (Evidence(F.ACHIEVED, day=ago(31)),)
    assert found("UNSHARED_WIN", sound(wins=[win._replace(shared=True)])) == []
    assert found("UNSHARED_WIN", sound(wins=[win._replace(achieved_on=ago(14))])) == []
    [unproven] = found("WIN_WITHOUT_EVIDENCE", sound(wins=[win]))
    assert (unproven.subject.id, unproven.since) == (WIN, ago(0))
    assert found("WIN_WITHOUT_EVIDENCE", sound(wins=[win._replace(measured=True)])) == []
    assert found("WIN_WITHOUT_EVIDENCE", sound(wins=[win._replace(achieved_on=ago(30))])) == []


def test_a_date_moved_without_a_reason_or_again_after_a_miss() -> None:
    explained = Move(ago(40), ago(35), ago(20), unexplained=False)
    silent = explained._replace(unexplained=True)
    late = Move(ago(15), ago(20), ago(-5), unexplained=False)
    again = Move(ago(3), ago(-5), ago(-60), unexplained=False)

    def moved(*moves: Move) -> object:
        return sound(milestones=[promise(moves=moves)])

    assert found("REPLANNED_SILENTLY", moved(explained)) == []
    assert found("REPLANNED_SILENTLY", moved(explained, late)) == []
    [one] = found("REPLANNED_SILENTLY", moved(silent))
    assert one.subject == Subject(SubjectType.MILESTONE, MILESTONE)
    assert one.since == ago(40)
    assert one.evidence == (
        Evidence(F.MOVED_WITHOUT_REASON, number=15, day=ago(40), until=ago(20)),
    )
    [twice] = found("REPLANNED_SILENTLY", moved(explained, late, again))
    assert twice.since == ago(3)
    assert twice.sentence == "Its date was moved 2 times since it was first missed."
    assert twice.evidence == (Evidence(F.MOVED_AFTER_MISS, number=2, day=ago(3), until=ago(-60)),)
    assert found("REPLANNED_SILENTLY", moved(explained, late, again), moves=3) == []


def test_undated_work_may_wait_a_while() -> None:
    [one] = found("UNDATED_WORK", sound(milestones=[promise(due_on=None, dated_on=ago(15))]))
    assert (one.subject.id, one.since) == (MILESTONE, ago(0))
    assert one.evidence == (Evidence(F.UNDATED, day=ago(15)),)
    fresh = sound(milestones=[promise(due_on=None, dated_on=ago(14)), promise()])
    assert found("UNDATED_WORK", fresh) == []


def test_a_dependency_is_at_risk_when_what_is_needed_is_late_or_comes_later() -> None:
    def waiting(due_on: date | None) -> object:
        return sound(milestones=[promise(needs=[Needed(OTHER, OTHER, due_on, ago(50))])])

    [late] = found("DEPENDENCY_AT_RISK", waiting(ago(1)))
    assert (late.subject.id, late.since) == (MILESTONE, ago(0))
    assert late.sentence == "It waits for 1 milestone that should have been met."
    assert late.evidence == (Evidence(F.BLOCKER_OVERDUE, day=ago(1), milestone_id=OTHER),)
    [later] = found("DEPENDENCY_AT_RISK", waiting(ago(-31)))
    assert later.since == ago(50)
    assert later.evidence == (Evidence(F.NEEDED_LATER, day=ago(-31), milestone_id=OTHER),)
    for harmless in (ago(0), ago(-30), None):
        assert found("DEPENDENCY_AT_RISK", waiting(harmless)) == []
    assert found("DEPENDENCY_AT_RISK", waiting(ago(5)), days=5) == []


def test_a_silo_is_one_department_alone_its_owners_included() -> None:
    [one] = found("SILO", sound(departments=(KITCHEN,)))
    assert one.sentence == "One department works on it alone."
    assert one.evidence == (
        Evidence(F.DEPARTMENTS, number=1),
        Evidence(F.DEPARTMENT, department_id=KITCHEN),
    )
    [none] = found("SILO", sound(departments=(), owner=Seat(OWNER)))
    assert none.evidence == (Evidence(F.DEPARTMENTS, number=0),)
    assert found("SILO", sound(departments=(BAR,))) == []
    [few] = found("SILO", sound(departments=(BAR,)), departments=3)
    assert few.sentence == "Only 2 departments take part in it."


def test_no_case_for_change() -> None:
    [one] = found("NO_CASE_FOR_CHANGE", sound(has_case=False))
    assert one.since == ago(100)
    assert one.evidence == (Evidence(F.NO_CASE_FOR_CHANGE, day=ago(100)),)
    assert found("NO_CASE_FOR_CHANGE", sound()) == []
