"""Dependencies: across initiatives, never in a circle."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.core.event import EventKind
from domain.core.problem import ProblemCode, Refusal
from domain.portfolio import dependency
from domain.portfolio.dependency import check_cycle, waits_for
from domain.portfolio.milestone import Dependency
from tests.domain.memory import Memory
from tests.domain.refusing import refused

numbers = st.integers(0, 7)


def node(number: int) -> UUID:
    return UUID(int=number)


async def test_a_milestone_may_wait_for_one_of_another_initiative(work: Memory) -> None:
    mine, other = work.milestone(work.initiative()), work.milestone(work.initiative())
    await dependency.add(work, mine.id, other.id)
    await dependency.add(work, mine.id, other.id)
    assert len(await work.find(Dependency)) == 1
    assert work.kinds == [EventKind.DEPENDENCY_ADDED]
    await dependency.remove(work, mine.id, other.id)
    assert await work.find(Dependency) == []
    with refused(ProblemCode.NOT_FOUND, "depends_on_id"):
        await dependency.remove(work, mine.id, other.id)


async def test_a_milestone_does_not_wait_for_itself(work: Memory) -> None:
    mine = work.milestone(work.initiative())
    with refused(ProblemCode.DEPENDENCY_CYCLE, "depends_on_id"):
        await dependency.add(work, mine.id, mine.id)


async def test_a_circle_through_others_is_refused(work: Memory) -> None:
    first, second, third = (work.milestone(work.initiative()) for _ in range(3))
    await dependency.add(work, first.id, second.id)
    await dependency.add(work, second.id, third.id)
    with refused(ProblemCode.DEPENDENCY_CYCLE, "depends_on_id"):
        await dependency.add(work, third.id, first.id)
    assert len(await work.find(Dependency)) == 2


@given(st.lists(st.tuples(numbers, numbers), max_size=20))
def test_edges_added_one_by_one_never_close_a_circle(asked: list[tuple[int, int]]) -> None:
    """What is refused would close a circle, and what is not never does."""
    edges: list[tuple[UUID, UUID]] = []
    for start, end in asked:
        edge = (node(start), node(end))
        try:
            check_cycle(edges, *edge)
        except Refusal:
            assert reaches([*edges, edge], node(start), node(start))
        else:
            edges.append(edge)
        assert not any(reaches(edges, node(each), node(each)) for each in range(8))


def reaches(edges: list[tuple[UUID, UUID]], start: UUID, end: UUID) -> bool:
    """Walk as many steps as there are nodes: slower than the rule, and obviously right."""
    reached = {start}
    hit = False
    for _ in range(8):
        reached = {target for source, target in edges if source in reached}
        hit = hit or end in reached
    return hit


def test_all_that_is_waited_for_is_found_once() -> None:
    edges = [(node(1), node(2)), (node(2), node(3)), (node(1), node(3)), (node(4), node(1))]
    assert waits_for(edges, node(1)) == {node(2), node(3)}
    assert waits_for(edges, node(3)) == set()
