"""The world an import falls into: the organisation's calendar, and the ids of what it refers to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.journeys.journey import journey, stage, touchpoint
from db.people.department import department
from db.people.person import person
from db.portfolio.initiative import initiative
from db.portfolio.milestone import milestone
from db.portfolio.short_term_win import short_term_win
from db.reviews.action import action
from db.reviews.decision import decision
from db.reviews.review import review
from db.tables import metadata
from domain.core.identity import new_id
from integrations.importing.format.values import Moment
from integrations.importing.rows.kinds import RECORD_ROWS

TABLES: Mapping[str, Table] = {
    "departments.csv": department,
    "people.csv": person,
    "journeys.csv": journey,
    "stages.csv": stage,
    "touchpoints.csv": touchpoint,
    **{row.file: metadata.tables[row.kind.key] for row in RECORD_ROWS},
    "initiatives.csv": initiative,
    "milestones.csv": milestone,
    "wins.csv": short_term_win,
    "reviews.csv": review,
    "decisions.csv": decision,
    "actions.csv": action,
}
NOON = time(12)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The organisation's days: its zone, the day that counts as today, the instant that is now."""

    zone: ZoneInfo
    today: date
    now: datetime

    def moment(self, given: Moment | None, otherwise: date | datetime) -> datetime:
        """Return when something was recorded; a day stands for its noon."""
        moment = otherwise if given is None else given
        if isinstance(moment, datetime):
            return moment
        return datetime.combine(moment, NOON, self.zone)

    def day(self, moment: Moment) -> date:
        """Return the calendar day of a moment."""
        return moment.astimezone(self.zone).date() if isinstance(moment, datetime) else moment


class IdMap:
    """Which id each external id has, of what is on record and of what is about to be.

    What was made in the product has no external id; an export then uses its id, and so that is how
    it is recognised here too.
    """

    def __init__(self, reserved: Mapping[str, Mapping[str, UUID]] | None = None) -> None:
        self._reserved = reserved or {}
        self._ids: dict[str, dict[str, UUID]] = {file: {} for file in TABLES}
        self._on_record: set[UUID] = set()
        self.parents: dict[UUID, UUID] = {}
        self.objective_titles: dict[str, str] = {}
        """What objectives on record are called, each with the external id it goes by."""

    async def load(self, connection: AsyncConnection, organisation_id: UUID) -> None:
        """Learn what is on record; milestones and wins with their initiatives."""
        for file, table in TABLES.items():
            columns = [table.c.id, table.c.external_id]
            if "initiative_id" in table.c:
                columns.append(table.c.initiative_id)
            query = select(*columns).where(table.c.organisation_id == organisation_id)
            for row in await connection.execute(query):
                self.put_on_record(file, row)

        titled = metadata.tables["objective"].c
        query = select(titled.id, titled.external_id, titled.title).where(
            titled.organisation_id == organisation_id
        )
        for row in await connection.execute(query):
            self.objective_titles[folded(row.title)] = row.external_id or str(row.id)

    def put_on_record(self, file: str, row: Any) -> None:
        entity_id, external_id = row[0], row[1]
        self._on_record.add(entity_id)
        self._ids[file][str(entity_id)] = entity_id
        if external_id is not None:
            self._ids[file][external_id] = entity_id
        if len(row) > 2:
            self.parents[entity_id] = row[2]

    def find(self, file: str, external_id: str) -> UUID | None:
        """Return the id of a record, or None when nobody has heard of it."""
        return self._ids[file].get(external_id)

    def known(self, file: str, external_id: str) -> UUID:
        """Return the id of a record that validation has seen."""
        return self._ids[file][external_id]

    def allocate(self, file: str, external_id: str) -> UUID:
        """Return the id of a record, a new one if it is not on record yet."""
        reserved = self._reserved.get(file, {}).get(external_id)
        return self._ids[file].setdefault(external_id, reserved or new_id())

    def link(self, file: str, external_id: str, entity_id: UUID) -> None:
        """Let an external id stand for a record that had none."""
        self._ids[file][external_id] = entity_id

    def on_record(self, entity_id: UUID) -> bool:
        return entity_id in self._on_record


def keyed(rows: Iterable[Mapping[str, Any]], key: str = "id") -> dict[UUID, Mapping[str, Any]]:
    """Return rows by one of their ids."""
    return {row[key]: row for row in rows}


def folded(title: str) -> str:
    """Return what titles have in common that differ in case and spaces only."""
    return " ".join(title.split()).casefold()
