"""Journeys: ordered stages of ordered touchpoints."""

from domain.core.identity import new_id
from domain.core.problem import ProblemCode
from domain.journeys import journey as journeys
from domain.journeys.journey import Channel, Importance, Stage
from tests.domain.memory import Memory
from tests.domain.refusing import refused


async def test_stages_are_added_at_the_end_and_reordered_whole(work: Memory) -> None:
    journey = await journeys.create(work, name="Dine in")
    stages = [await journeys.create_stage(work, journey.id, name=name) for name in "abc"]
    assert [stage.position for stage in stages] == [1, 2, 3]
    await journeys.archive_stage(work, stages[1].id)
    wanted = [stages[2].id, stages[0].id]
    await journeys.reorder_stages(work, journey.id, wanted)
    assert [stage.position for stage in stages] == [2, 3, 1]
    events = len(work.events)
    await journeys.reorder_stages(work, journey.id, wanted)
    assert len(work.events) == events


async def test_an_order_names_every_row_exactly_once(work: Memory) -> None:
    journey = await journeys.create(work, name="Dine in")
    first = await journeys.create_stage(work, journey.id, name="Arrive")
    second = await journeys.create_stage(work, journey.id, name="Order")
    for wanted in ([first.id], [first.id, first.id], [first.id, second.id, new_id()], []):
        with refused(ProblemCode.INVALID, "stage_ids"):
            await journeys.reorder_stages(work, journey.id, wanted)
    assert [stage.position for stage in (first, second)] == [1, 2]


async def test_a_stage_belongs_to_a_journey_that_is_there(work: Memory) -> None:
    with refused(ProblemCode.NOT_FOUND, "journey_id"):
        await journeys.create_stage(work, new_id(), name="Arrive")
    assert await work.find(Stage) == []


async def test_a_touchpoint_moved_to_another_stage_comes_last_there(work: Memory) -> None:
    there = work.touchpoint()
    here = work.touchpoint()
    await journeys.update_touchpoint(work, here.id, stage_id=there.stage_id)
    assert (here.stage_id, here.position) == (there.stage_id, 2)
    await journeys.reorder_touchpoints(work, there.stage_id, [here.id, there.id])
    assert (here.position, there.position) == (1, 2)


async def test_a_touchpoint_is_created_with_what_it_needs(work: Memory) -> None:
    stage_id = work.touchpoint().stage_id
    made = await journeys.create_touchpoint(
        work, stage_id=stage_id, name="Pay", channel=Channel.APP
    )
    assert (made.position, made.importance) == (2, Importance.MEDIUM)
    with refused(ProblemCode.REQUIRED, "channel"):
        await journeys.update_touchpoint(work, made.id, channel=None)  # type: ignore[arg-type]
