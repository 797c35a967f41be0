"""What the use cases need from outside: one unit of work over the organisation's world."""

from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.core.entity import Entity, EntityT, Identified, Matching
from domain.core.event import EventData, EventKind
from domain.core.tenant import Organisation
from domain.core.viewer import Viewer


class UnitOfWork(Protocol):
    """One change of one organisation, whose world stands still meanwhile.

    Nothing is kept unless the whole change succeeds. Rows of other organisations do not exist here.
    """

    @property
    def organisation(self) -> Organisation:
        """The organisation that is changed."""

    @property
    def viewer(self) -> Viewer:
        """Who changes it."""

    @property
    def today(self) -> date:
        """The organisation's calendar day."""

    @property
    def now(self) -> datetime:
        """The instant that counts as now on the organisation's clock."""

    @property
    def instant(self) -> datetime:
        """The instant on the wall, whatever the organisation's clock says."""

    async def get(self, kind: type[EntityT], entity_id: UUID, *path: str) -> EntityT:
        """Return the row of that id; refuse with NOT_FOUND, blaming the input at `path`."""

    async def find(self, kind: type[EntityT], /, **matching: Matching) -> list[EntityT]:
        """Return the rows whose fields equal what is asked (or are in a collection), by id."""

    async def latest(self, kind: type[EntityT], /, **matching: Matching) -> EntityT | None:
        """Return the matching row that was recorded last."""

    def add(self, entity: Identified) -> None:
        """Keep a new row."""

    async def remove(self, entity: Entity) -> None:
        """Forget a row. Only for links that no review shows by themselves."""

    def record(
        self,
        kind: EventKind,
        subject: Identified,
        *,
        occurred_on: date | None = None,
        data: EventData | None = None,
    ) -> None:
        """Note an event in the ledger; it happened today unless said otherwise."""

    def touch(self, initiative_id: UUID) -> None:
        """Mark that facts of the initiative's stall risk have changed."""

    def sweep_soon(self) -> None:
        """Have all findings of the organisation looked at anew as soon as this change is kept."""
