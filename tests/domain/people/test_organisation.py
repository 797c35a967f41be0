"""Organisations: their key, calendar and currency."""

from datetime import UTC, date, datetime

import pytest

from domain.core.event import EventKind
from domain.core.problem import ProblemCode, Refusal
from domain.people import organisation as organisations
from domain.people.organisation import new_organisation
from tests.domain.memory import NOW, Memory
from tests.domain.refusing import refused

LATE = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)


def test_an_organisation_has_its_own_day() -> None:
    berlin = new_organisation("a", now=NOW, name="A", time_zone="Europe/Berlin", currency="eur")
    assert berlin.today(LATE) == date(2026, 4, 1)
    assert berlin.clock(LATE) == LATE
    assert berlin.currency == "EUR"


def test_a_fixed_clock_stands_on_its_day() -> None:
    ended = new_organisation("a", now=NOW, name="A", clock_fixed_on=date(2024, 6, 30))
    assert ended.today(LATE) == date(2024, 6, 30)
    assert ended.clock(LATE) == datetime(2024, 6, 30, 23, 30, tzinfo=UTC)


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(Refusal) as caught:
        new_organisation("A!", now=NOW, name=" ", time_zone="Mars/Base", currency="XX")
    assert {(problem.code, problem.path) for problem in caught.value.problems} == {
        (ProblemCode.INVALID, ("key",)),
        (ProblemCode.REQUIRED, ("name",)),
        (ProblemCode.INVALID, ("time_zone",)),
        (ProblemCode.INVALID, ("currency",)),
    }


async def test_an_organisation_is_updated(work: Memory) -> None:
    await organisations.update(work, vision_statement="Every guest greeted", currency="USD")
    assert work.organisation.vision_statement == "Every guest greeted"
    assert work.kinds == [EventKind.ORGANISATION_UPDATED]
    with refused(ProblemCode.INVALID, "time_zone"):
        await organisations.update(work, time_zone=None)  # type: ignore[arg-type]
