"""A review is held without holding anybody up, and shows one revision, whole."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.json_select.computed import Scope
from db.ledger.idempotency import Request
from db.reviews import freezing
from db.reviews.entries import frozen_entries
from db.reviews.review import review as review_table
from db.reviews.review import review_change, review_entry
from db.writing import unit_of_work
from db.writing.refusals import ConcurrentChange
from db.writing.unit_of_work import UnitsOfWork
from domain.portfolio import short_term_win
from domain.portfolio.initiative import Initiative
from domain.reviews import holding, review
from domain.reviews.review import Review
from tests.db.findings.test_finding import begun, someone
from tests.db.world import World, found

Meanwhile = Callable[[], Awaitable[object]]
SHOWN = select(review_entry.c.review_id, review_entry.c.title).order_by(review_entry.c.position)
LINES = select(review_change.c.review_id, review_change.c.title).where(
    review_change.c.kind == "WIN"
)


@pytest.fixture
async def world(engine: AsyncEngine) -> World:
    world = await found(engine)
    # Whoever would have to wait for a review is refused at once.
    world.units.lock_timeout_seconds = 0.2
    return world


@pytest.fixture
async def seating(world: World) -> Initiative:
    return await begun(world, await someone(world))


def in_another_process(world: World) -> World:
    other = World(world.engine, world.viewer)
    other.units = UnitsOfWork(
        world.engine, lock_timeout_seconds=0.2, clock=lambda: world.now, committed=None
    )
    return other


async def hold(world: World, title: str = "March", request: Request | None = None) -> Review:
    return await world.change(
        "review_hold", lambda work: holding.hold(work, title=title), request=request
    )


def while_gathering(monkeypatch: pytest.MonkeyPatch, meanwhile: Meanwhile) -> None:
    """Have something done once, between what is gathered first and what is gathered next."""

    async def gather(connection: AsyncConnection, scope: Scope, held: Review) -> Any:
        monkeypatch.setattr(freezing, "frozen_entries", frozen_entries)
        entries = await frozen_entries(connection, scope, held)
        await meanwhile()
        return entries

    monkeypatch.setattr(freezing, "frozen_entries", gather)


def while_writing(monkeypatch: pytest.MonkeyPatch, meanwhile: Meanwhile) -> None:
    """Have something done once, when all that is shown is written and nothing is committed."""
    keep = freezing.keep

    async def write(connection: AsyncConnection, held: Review, shown: Any) -> None:
        monkeypatch.setattr(unit_of_work, "keep", keep)
        await keep(connection, held, shown)
        await meanwhile()

    monkeypatch.setattr(unit_of_work, "keep", write)


@pytest.mark.parametrize("same_process", [True, False])
@pytest.mark.parametrize("pause", [while_gathering, while_writing])
async def test_others_change_things_while_a_review_is_held(
    world: World,
    seating: Initiative,
    monkeypatch: pytest.MonkeyPatch,
    pause: Callable[[pytest.MonkeyPatch, Meanwhile], None],
    same_process: bool,
) -> None:
    """Each is committed before the review is; the review shows what stood before them, whole."""
    other = world if same_process else in_another_process(world)
    before = await world.revision()
    seen: list[int] = []

    async def meanwhile() -> None:
        await other.propose("Meanwhile")
        await other.change(
            "short_term_win_log",
            lambda work: short_term_win.log(work, initiative_id=seating.id, title="Shorter queue"),
        )
        seen.append(await world.revision())
        assert await world.rows(select(review_table.c.id)) == []

    pause(monkeypatch, meanwhile)
    first = await hold(world, "First")
    assert seen == [before + 2]
    assert first.revision == before
    assert await world.rows(SHOWN) == [(first.id, "Quicker seating")]
    assert await world.rows(LINES) == []
    ledger = [kind for revision, _, kind in await world.ledger() if revision > before]
    assert ledger[-1] == "REVIEW_HELD"
    assert await world.revision() == before + 3
    assert [each for each, _, _ in await world.ledger()][-1] == before + 3

    second = await hold(world, "Second")
    assert (second.previous_id, second.revision) == (first.id, before + 3)
    shown = [row.title for row in await world.rows(SHOWN) if row.review_id == second.id]
    assert sorted(shown) == ["Meanwhile", "Quicker seating"]
    assert await world.rows(LINES) == [(second.id, "Shorter queue")]


@pytest.mark.parametrize("pause", [while_gathering, while_writing])
async def test_what_it_compares_with_may_not_be_put_away_meanwhile(
    world: World,
    seating: Initiative,
    monkeypatch: pytest.MonkeyPatch,
    pause: Callable[[pytest.MonkeyPatch, Meanwhile], None],
) -> None:
    first = await hold(world, "First")
    put_away = lambda work: review.archive(work, first.id)  # noqa: E731 - as the others are
    pause(monkeypatch, lambda: world.change("review_archive", put_away))
    with pytest.raises(ConcurrentChange):
        await hold(world, "Second")
    assert await world.rows(select(review_table.c.title)) == [("First",)]
    assert await world.rows(SHOWN) == [(first.id, "Quicker seating")]
    assert (await hold(world, "Second")).previous_id is None


async def test_a_review_held_in_another_process_overtakes(
    world: World, seating: Initiative, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = in_another_process(world)
    while_gathering(monkeypatch, lambda: hold(other, "Theirs"))
    with pytest.raises(ConcurrentChange):
        await hold(world, "Ours")
    assert await world.rows(select(review_table.c.title)) == [("Theirs",)]


async def test_a_request_that_another_process_answers_meanwhile_is_not_done_twice(
    world: World, seating: Initiative, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = Request(str(uuid4()), "review_hold", bytes(32))
    other = in_another_process(world)
    while_gathering(monkeypatch, lambda: hold(other, request=request))
    with pytest.raises(ConcurrentChange):
        await hold(world, request=request)
    [(held,)] = await world.rows(select(review_table.c.id))
    async with world.units.begin(world.viewer, "review_hold", request=request) as work:
        assert work.answer is not None
        assert work.answer.ids == (held,)


@pytest.mark.parametrize("pause", [while_gathering, while_writing])
async def test_nothing_is_left_of_a_review_that_broke_off(
    world: World,
    seating: Initiative,
    monkeypatch: pytest.MonkeyPatch,
    pause: Callable[[pytest.MonkeyPatch, Meanwhile], None],
) -> None:
    class KilledError(BaseException):
        pass

    async def kill() -> None:
        raise KilledError

    before = await world.ledger()
    pause(monkeypatch, kill)
    with pytest.raises(KilledError):
        await hold(world)
    assert await world.rows(select(review_table.c.id)) == []
    assert await world.rows(SHOWN) == []
    assert await world.ledger() == before
    await hold(world)
    assert len(await world.rows(SHOWN)) == 1
