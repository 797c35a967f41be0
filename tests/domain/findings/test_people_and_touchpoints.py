"""The rules about people and touchpoints."""

from typing import Any
from uuid import UUID

from domain.findings.facts import Load, PersonInView, Pull, TouchpointInView
from domain.findings.rule import Evidence, EvidenceFact, Subject, SubjectType
from domain.portfolio.effect import Direction
from domain.portfolio.initiative import Lifecycle
from tests.domain.findings.views import OWNER, ago, found

F = EvidenceFact
PLACE = UUID(int=50)


def carrying(*due: int, promised: int = 300) -> PersonInView:
    loads = [
        Load(UUID(int=100 + number), UUID(int=number), ago(promised), ago(days))
        for number, days in enumerate(due)
    ]
    return PersonInView(OWNER, loads)


def test_an_owner_is_overloaded_by_what_is_overdue_or_due_soon() -> None:
    [one] = found("OVERLOADED_OWNER", carrying(10, 0, -10, -61), milestones=2)
    assert one.subject == Subject(SubjectType.PERSON, OWNER)
    # The third was taken up 60 days before it is due.
    assert one.since == ago(50)
    assert one.sentence == ("They carry 3 open milestones that are overdue or due within 60 days.")
    assert one.evidence == (
        Evidence(F.OPEN_MILESTONES, number=3),
        Evidence(F.DUE_NEXT, day=ago(10), milestone_id=UUID(int=100)),
    )
    assert found("OVERLOADED_OWNER", carrying(10, 0, -61), milestones=2) == []
    assert found("OVERLOADED_OWNER", carrying(*range(4))) == []
    [promised_late] = found("OVERLOADED_OWNER", carrying(*range(5), promised=9))
    assert promised_late.since == ago(9)


def pull(number: int, **changes: Any) -> Pull:
    one = Pull(
        UUID(int=number),
        Lifecycle.IN_PROGRESS,
        Direction.STRENGTHENS,
        3,
        ago(90 - number),
        ago(40 + number),
        ago(-20),
    )
    return one._replace(**changes)


def at(*pulls: Pull) -> TouchpointInView:
    return TouchpointInView(PLACE, pulls)


def test_a_collision_is_as_long_as_enough_initiatives_share() -> None:
    crowd = at(pull(1), pull(2, target_on=ago(-10)), pull(3, target_on=None))
    [one] = found("COLLISION", crowd)
    assert one.subject == Subject(SubjectType.TOUCHPOINT, PLACE)
    assert one.since == ago(41)
    assert one.evidence[0] == Evidence(F.CONCURRENT_CHANGES, number=3, day=ago(41), until=ago(-10))
    assert [each.initiative_id for each in one.evidence[1:]] == [UUID(int=n) for n in (1, 2, 3)]
    [two] = found("COLLISION", crowd, initiatives=2)
    assert (two.since, two.evidence[0].until) == (ago(42), ago(-20))
    [endless] = found("COLLISION", at(*(pull(n, target_on=ago(5)) for n in (1, 2, 3))))
    assert endless.evidence[0].until is None


def test_all_who_pull_are_involved_however_few_are_shown() -> None:
    idle = pull(8, status=Lifecycle.ON_HOLD)
    [collision] = found("COLLISION", at(*(pull(number) for number in range(1, 8)), idle))
    assert len(collision.evidence) == 6
    assert collision.involves == {UUID(int=number) for number in range(1, 8)}
    weak = pull(9, strength=1)
    bad = [pull(number, direction=Direction.WEAKENS) for number in range(2, 9)]
    [opposed] = found("CROSS_PURPOSE", at(pull(1), *bad, weak), strength=2)
    assert opposed.involves == {UUID(int=number) for number in range(1, 9)}


def test_few_idle_or_brief_ones_do_not_collide() -> None:
    assert found("COLLISION", at(pull(1), pull(2))) == []
    assert found("COLLISION", at(pull(1), pull(2), pull(3, status=Lifecycle.ON_HOLD))) == []
    brief = pull(3, started_on=ago(3), target_on=ago(-9))
    assert found("COLLISION", at(pull(1), pull(2), brief)) == []
    assert len(found("COLLISION", at(pull(1), pull(2), brief), days=13)) == 1


def test_cross_purpose_is_a_pull_both_ways() -> None:
    bad = pull(2, direction=Direction.WEAKENS, strength=2)
    [one] = found("CROSS_PURPOSE", at(pull(1), bad))
    assert one.since == ago(88)
    assert one.sentence == ("1 initiative strengthens the customer's bond here while 1 weakens it.")
    assert one.evidence == (
        Evidence(F.STRENGTHENS_IT, number=3, day=ago(89), initiative_id=UUID(int=1)),
        Evidence(F.WEAKENS_IT, number=2, day=ago(88), initiative_id=UUID(int=2)),
    )
    assert found("CROSS_PURPOSE", at(pull(1), pull(2))) == []
    assert found("CROSS_PURPOSE", at(pull(1), bad), strength=3) == []
