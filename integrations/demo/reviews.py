"""The reviews that the demo's leadership has held, with what it decided and took on in them.

They are held through the same use cases as everyone's, on days before the one of the telling.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from db.writing.unit_of_work import PostgresUnitOfWork, UnitsOfWork
from domain.core.viewer import Role, Viewer
from domain.people.person import Person
from domain.portfolio.initiative import Initiative
from domain.reviews import action, decision, holding

CHAIR = "amara"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionAsked:
    """A decision, about an initiative, asked of somebody; days count from the telling."""

    text: str
    about: str | None
    of: str
    due: int
    taken: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOn:
    """An action that somebody took on."""

    text: str
    about: str | None
    by: str
    due: int
    done: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A review, and what was noted in it."""

    key: str
    title: str
    day: int
    decisions: tuple[DecisionAsked, ...]
    actions: tuple[TakenOn, ...]


HELD = (
    Held(
        key="R-01",
        title="Leadership review, last month",
        day=-36,
        decisions=(
            DecisionAsked(
                text="Do hand-held ordering and the till change go live in the same quarter?",
                about="H-03",
                of="ines",
                due=-29,
                taken=(-36, "No. The tills come first; no site changes both in one quarter."),
            ),
            DecisionAsked(
                text="Is the two-minute target for calls dropped for good?",
                about="H-08",
                of="amara",
                due=-20,
                taken=(-34, "Yes. Calls that need no second one are what counts from now on."),
            ),
        ),
        actions=(
            TakenOn(
                text="Agree one date with the till programme and put it on the milestone",
                about="H-03",
                by="maren",
                due=-22,
            ),
            TakenOn(
                text="Tell every head chef what “hot” means for a box, with the new photographs",
                about="H-11",
                by="bruno",
                due=-15,
                done=-17,
            ),
        ),
    ),
    Held(
        key="R-02",
        title="Leadership review, last week",
        day=-8,
        decisions=(
            DecisionAsked(
                text="Do we pay couriers for waiting at the pass, so that partners stay through "
                "the winter?",
                about="H-05",
                of="rowan",
                due=6,
            ),
            DecisionAsked(
                text="Who answers for the paper card becoming an app, now that its owner has left?",
                about="H-15",
                of="declan",
                due=-1,
            ),
        ),
        actions=(
            TakenOn(
                text="Show the allergy answer at the all-hands, with the two mothers' letters",
                about="H-02",
                by="tamsin",
                due=10,
            ),
            TakenOn(
                text="Bring the numbers of one Friday at the door, site by site",
                about="H-01",
                by="jonah",
                due=4,
            ),
        ),
    ),
)


async def hold_reviews(
    engine: AsyncEngine, organisation_id: UUID, today: date, clock: Callable[[], datetime]
) -> None:
    """Hold the reviews as of the days on which they were held."""
    units = UnitsOfWork(engine, clock=clock)
    office = Viewer(organisation_id=organisation_id, token_id=None, role=Role.ADMIN)
    async with units.begin(office, "review_hold") as work:
        people = {each.external_id: each.id for each in await work.find(Person)}
        efforts = {each.external_id: each.id for each in await work.find(Initiative)}
        for each in HELD:
            await hold(work, each, today, people, efforts)
        await work.commit()


async def hold(
    work: PostgresUnitOfWork,
    held: Held,
    today: date,
    people: dict[str | None, UUID],
    efforts: dict[str | None, UUID],
) -> None:
    def day(offset: int) -> date:
        return today + timedelta(days=offset)

    review = await holding.hold(work, held.title, on=day(held.day), external_id=held.key)
    review.held_by_id = people[CHAIR]
    for number, asked in enumerate(held.decisions, start=1):
        made = await decision.ask(
            work,
            text=asked.text,
            review_id=review.id,
            initiative_id=None if asked.about is None else efforts[asked.about],
            owner_id=people[asked.of],
            due_on=day(asked.due),
            external_id=f"{held.key} decision {number}",
        )
        made.asked_on, made.asked_by_id = review.held_on, people[CHAIR]
        if asked.taken is not None:
            when, outcome = asked.taken
            await decision.take(work, made.id, outcome, day(when))
            made.closed_by_id = people[asked.of]
    for number, taken_on in enumerate(held.actions, start=1):
        added = await action.add(
            work,
            review_id=review.id,
            text=taken_on.text,
            initiative_id=None if taken_on.about is None else efforts[taken_on.about],
            owner_id=people[taken_on.by],
            due_on=day(taken_on.due),
            external_id=f"{held.key} action {number}",
        )
        if taken_on.done is not None:
            await action.complete(work, added.id, day(taken_on.done))
