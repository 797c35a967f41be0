"""Changes: the rows to add and to alter, and the context in which they are worked out."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from domain.core.identity import new_id
from integrations.importing.changes.context import Calendar, IdMap
from integrations.importing.format.columns import Row, columns
from integrations.importing.format.problems import RowProblem
from integrations.importing.rows.kinds import LinkRow
from integrations.importing.rows.portfolio import (
    CommentRow,
    CreditRow,
    DependencyRow,
    EffectRow,
    EventRow,
    InitiativeRow,
    MilestoneRow,
    ParticipationRow,
    ShareRow,
    WinRow,
)

Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What every plan needs: the tenant, its calendar, the ids, the columns the source has."""

    organisation_id: UUID
    calendar: Calendar
    ids: IdMap
    columns: Mapping[type[Row], frozenset[str]]

    def id_of(self, file: str, external_id: str | None) -> UUID | None:
        """Return the id behind an external id in a cell, None for a blank one."""
        return None if external_id is None else self.ids.known(file, external_id)

    def says(self, row: type[Row], column: str) -> bool:
        """Tell whether the source has this column, so that a blank cell means there is none."""
        return column in self.columns.get(row, frozenset())

    def values(self, row: Row, *leave_out: str) -> Values:
        """Return what a row says, as columns of its table: references as ids."""
        said: Values = {}
        for column in columns(type(row)):
            if column.name in leave_out or not self.says(type(row), column.name):
                continue
            value = getattr(row, column.name)
            if column.refers:
                said[f"{column.name}_id"] = self.id_of(column.refers, value)
            else:
                said[column.name] = value
        return said


@dataclass(slots=True)
class Changes:
    """Rows to insert and to update, by table, and what could not be planned."""

    inserts: dict[Table, list[Values]] = field(default_factory=lambda: defaultdict(list))
    updates: dict[tuple[Table, UUID], Values] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.updates) or any(self.inserts.values())

    def insert(self, context: Context, table: Table, values: Values) -> Values:
        """Add a row of the organisation, with an id unless it has one; returns it."""
        row = {"organisation_id": context.organisation_id, "id": new_id(), **values}
        if "version" in table.c:
            row.setdefault("version", 1)
        self.inserts[table].append(row)
        return row

    def update(self, table: Table, record: Mapping[str, Any], values: Values) -> Values:
        """Alter a row where it differs from `values`; returns the difference."""
        different = {name: value for name, value in values.items() if record[name] != value}
        if different:
            self.updates.setdefault((table, record["id"]), {}).update(different)
        return different

    def count(self) -> int:
        """Return how many rows change."""
        return len(self.updates) + sum(len(rows) for rows in self.inserts.values())


@dataclass(slots=True)
class Bundle:
    """Everything the source says of one initiative; one that is not whole only completes it."""

    initiative_id: UUID
    whole: bool = True
    row: InitiativeRow | None = None
    milestones: dict[UUID, MilestoneRow] = field(default_factory=dict)
    events: list[EventRow] = field(default_factory=list)
    participations: list[ParticipationRow] = field(default_factory=list)
    links: dict[type[LinkRow], list[LinkRow]] = field(default_factory=lambda: defaultdict(list))
    effects: list[EffectRow] = field(default_factory=list)
    dependencies: list[DependencyRow] = field(default_factory=list)
    wins: dict[UUID, WinRow] = field(default_factory=dict)
    credits: list[CreditRow] = field(default_factory=list)
    shares: list[ShareRow] = field(default_factory=list)
    comments: list[CommentRow] = field(default_factory=list)
    ignored: set[tuple[str, str]] = field(default_factory=set)
    """(kind of event, milestone or "") of events left out because they lie after --as-of."""
