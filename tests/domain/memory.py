"""A unit of work in memory, over which the use cases are tested without a database."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID

from domain.core.entity import Entity, EntityT, Identified, Matching
from domain.core.event import Event, EventData, EventKind, as_json
from domain.core.identity import new_id
from domain.core.problem import ProblemCode, refuse
from domain.core.tenant import Organisation
from domain.core.viewer import Role, Viewer
from domain.journeys.journey import Channel, Journey, Stage, Touchpoint
from domain.people.department import Department
from domain.people.person import Person
from domain.portfolio.activity import Activity
from domain.portfolio.initiative import Initiative, Lifecycle
from domain.portfolio.milestone import Milestone
from domain.portfolio.status_update import StatusFacts
from domain.reviews.review import Review

NOW = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
TODAY = date(2026, 3, 31)
FACTS = StatusFacts(
    state="AT_WORK",
    probability=0.42,
    level="WATCH",
    rule="four-factors-1",
    overdue_count=1,
    missed_count=2,
    days_late=12,
    open_count=3,
    delivered_count=4,
    next_due_on=date(2026, 4, 30),
)


class Memory:
    """Rows in a list. Fulfils `domain.core.unit_of_work.UnitOfWork`."""

    def __init__(self, role: Role = Role.ADMIN) -> None:
        self.organisation = Organisation(key="demo", name="Demo", recorded_at=NOW)
        self.person_id = new_id()
        self.viewer = Viewer(
            organisation_id=self.organisation.id,
            token_id=new_id(),
            role=role,
            person_id=self.person_id,
        )
        self.now = NOW
        self.instant = NOW
        self.today = TODAY
        self.rows: list[Identified] = []
        self.events: list[Event] = []
        self.touched: set[UUID] = set()
        self.sweep_wanted = False
        self.frozen: list[Review] = []

    async def get(self, kind: type[EntityT], entity_id: UUID, *path: str) -> EntityT:
        found = await self.find(kind, id=entity_id)
        if not found:
            refuse(ProblemCode.NOT_FOUND, "There is none of this id.", *path)
        return found[0]

    async def find(self, kind: type[EntityT], /, **matching: Matching) -> list[EntityT]:
        return sorted(
            (row for row in self.rows if isinstance(row, kind) and fits(row, matching)),
            key=lambda row: row.id,
        )

    async def latest(self, kind: type[EntityT], /, **matching: Matching) -> EntityT | None:
        found = await self.find(kind, **matching)
        return max(found, key=lambda row: (recorded_at(row), row.id), default=None)

    def add(self, entity: Identified) -> None:
        self.rows.append(entity)

    async def remove(self, entity: Entity) -> None:
        self.rows.remove(entity)

    def record(
        self,
        kind: EventKind,
        subject: Identified,
        *,
        occurred_on: date | None = None,
        data: EventData | None = None,
    ) -> None:
        as_json(data or {})
        self.events.append(
            Event(
                kind=kind,
                subject_type=type(subject).__name__,
                subject_id=subject.id,
                initiative_id=None,
                occurred_on=occurred_on or self.today,
                data=data or {},
            )
        )

    def sweep_soon(self) -> None:
        self.sweep_wanted = True

    def touch(self, initiative_id: UUID) -> None:
        self.touched.add(initiative_id)

    async def freeze(self, review: Review) -> None:
        self.frozen.append(review)

    async def facts(self, initiative_id: UUID) -> StatusFacts:
        return FACTS

    @property
    def kinds(self) -> list[EventKind]:
        return [event.kind for event in self.events]

    @property
    def signs_of_life(self) -> list[tuple[str, date]]:
        found = (row for row in self.rows if isinstance(row, Activity))
        return [(row.kind.value, row.occurred_on) for row in found]

    def person(self, **given: object) -> Person:
        return self.keep(
            Person(**self.own, **{"name": "Ada Lovelace"} | given)  # type: ignore[arg-type]
        )

    def department(self, **given: object) -> Department:
        return self.keep(
            Department(**self.own, **{"name": "Kitchen"} | given)  # type: ignore[arg-type]
        )

    def touchpoint(self, **given: object) -> Touchpoint:
        journey = self.keep(Journey(**self.own, name="Dine in"))  # type: ignore[arg-type]
        stage = self.keep(
            Stage(**self.own, journey_id=journey.id, name="Arrive", position=1)  # type: ignore[arg-type]
        )
        values = {"stage_id": stage.id, "name": "Greeting", "position": 1}
        values["channel"] = Channel.IN_PERSON
        return self.keep(Touchpoint(**self.own, **values | given))  # type: ignore[arg-type]

    def initiative(self, **given: object) -> Initiative:
        values = {
            "title": "Quicker seating",
            "status": Lifecycle.IN_PROGRESS,
            "proposed_on": date(2026, 1, 1),
        }
        return self.keep(Initiative(**self.own, **values | given))  # type: ignore[arg-type]

    def milestone(self, initiative: Initiative, **given: object) -> Milestone:
        due_on = date(2026, 4, 30)
        values = {
            "initiative_id": initiative.id,
            "title": "New host stand",
            "first_due_on": due_on,
            "due_on": due_on,
            "promised_on": date(2026, 1, 5),
        }
        return self.keep(Milestone(**self.own, **values | given))  # type: ignore[arg-type]

    @property
    def own(self) -> dict[str, object]:
        return {"organisation_id": self.organisation.id, "recorded_at": NOW}

    def keep(self, entity: EntityT) -> EntityT:
        self.rows.append(entity)
        return entity


def fits(row: object, matching: Mapping[str, Matching]) -> bool:
    return all(
        getattr(row, name) in value
        if isinstance(value, list | set | frozenset)
        else getattr(row, name) == value
        for name, value in matching.items()
    )


def recorded_at(row: object) -> datetime:
    at = getattr(row, "recorded_at")  # noqa: B009 - every row of the ledgers has one
    assert isinstance(at, datetime)
    return at
