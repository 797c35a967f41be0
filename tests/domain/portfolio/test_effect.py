"""Effects on touchpoints, and the departments that take part."""

from datetime import timedelta

import pytest

from domain.core.event import EventKind
from domain.core.problem import ProblemCode
from domain.portfolio import effect as effects
from domain.portfolio import participation
from domain.portfolio.effect import Direction, Effect
from domain.portfolio.initiative import Participation
from tests.domain.memory import TODAY, Memory
from tests.domain.refusing import refused


async def test_an_effect_is_said_once_for_each_touchpoint(work: Memory) -> None:
    initiative_id, touchpoint_id = work.initiative().id, work.touchpoint().id
    first = await effects.set_effect(
        work,
        initiative_id=initiative_id,
        touchpoint_id=touchpoint_id,
        direction=Direction.STRENGTHENS,
        strength=3,
        note="Fewer waits",
    )
    again = await effects.set_effect(
        work,
        initiative_id=initiative_id,
        touchpoint_id=touchpoint_id,
        direction=Direction.WEAKENS,
        strength=5,
    )
    assert again is first
    assert (first.direction, first.strength, first.note) == (Direction.WEAKENS, 5, None)
    assert work.kinds == [EventKind.EFFECT_SET, EventKind.EFFECT_SET]


@pytest.mark.parametrize("strength", [0, 6])
async def test_strength_is_1_to_5(work: Memory, strength: int) -> None:
    with refused(ProblemCode.OUT_OF_RANGE, "strength"):
        await effects.set_effect(
            work,
            initiative_id=work.initiative().id,
            touchpoint_id=work.touchpoint().id,
            direction=Direction.STRENGTHENS,
            strength=strength,
        )


async def test_an_effect_is_seen_today_or_earlier_and_can_be_taken_back(work: Memory) -> None:
    initiative = work.initiative()
    effect = await effects.set_effect(
        work,
        initiative_id=initiative.id,
        touchpoint_id=work.touchpoint().id,
        direction=Direction.STRENGTHENS,
        strength=1,
    )
    with refused(ProblemCode.IN_THE_FUTURE, "on"):
        await effects.mark_observed(work, effect.id, TODAY + timedelta(days=1))
    await effects.mark_observed(work, effect.id)
    assert effect.observed_on == TODAY
    assert await effects.remove(work, effect.id) is initiative
    assert await work.find(Effect) == []


async def test_a_department_has_one_role_in_an_initiative(work: Memory) -> None:
    initiative, kitchen = work.initiative(), work.department()
    await participation.set_role(work, initiative.id, kitchen.id, "Cooks faster")
    await participation.set_role(work, initiative.id, kitchen.id, "Plates faster")
    [part] = await work.find(Participation)
    assert part.role == "Plates faster"
    await participation.remove(work, initiative.id, kitchen.id)
    assert await work.find(Participation) == []
    with refused(ProblemCode.NOT_FOUND, "department_id"):
        await participation.remove(work, initiative.id, kitchen.id)


async def test_a_role_is_said(work: Memory) -> None:
    with refused(ProblemCode.REQUIRED, "role"):
        await participation.set_role(work, work.initiative().id, work.department().id, " ")
    assert await work.find(Participation) == []
