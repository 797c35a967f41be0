"""The plan of what initiatives refer to: the organisation, departments, people and journeys."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from db.journeys.journey import journey, stage, touchpoint
from db.people.department import department
from db.people.organisation import organisation
from db.people.person import person
from db.tables import metadata
from integrations.importing.changes.changes import Changes, Context
from integrations.importing.format.columns import Row, columns
from integrations.importing.rows.kinds import RECORD_ROWS
from integrations.importing.rows.portfolio import (
    DepartmentRow,
    JourneyRow,
    OrganisationRow,
    PersonRow,
    StageRow,
    TouchpointRow,
)

REFERENCE: Mapping[type[Row], Table] = {
    DepartmentRow: department,
    PersonRow: person,
    JourneyRow: journey,
    StageRow: stage,
    TouchpointRow: touchpoint,
    **{row: metadata.tables[row.kind.key] for row in RECORD_ROWS},
}


def plan_organisation(
    row: OrganisationRow | None, record: Mapping[str, Any], context: Context, changes: Changes
) -> None:
    """Plan what the source says of the organisation itself; its clock is set beforehand."""
    if row is not None:
        changes.update(organisation, record, context.values(row, "clock_fixed_on"))


def plan_reference(
    row_type: type[Row],
    rows: Iterable[Row],
    record: Mapping[UUID, Mapping[str, Any]],
    context: Context,
    changes: Changes,
) -> None:
    """Plan the records of one file, given those on record by id."""
    table = REFERENCE[row_type]
    defaults = defaults_of(row_type)
    for row in rows:
        external_id: str = getattr(row, "external_id")  # noqa: B009 - not every row has one
        entity_id = context.ids.allocate(row_type.file, external_id)
        values = context.values(row, "external_id", "recorded_at")
        known = record.get(entity_id)
        if known is None:
            given = getattr(row, "recorded_at", None)
            moment = context.calendar.moment(given, context.calendar.now)
            own = {"id": entity_id, "external_id": external_id, "recorded_at": moment}
            changes.insert(context, table, {**defaults, **values, **own})
            continue
        if known["external_id"] is None and external_id != str(entity_id):
            values["external_id"] = external_id
        changes.update(table, known, values)


def defaults_of(row_type: type[Row]) -> dict[str, Any]:
    """Return what a row has where its file lacks the column."""
    fields = row_type.__dataclass_fields__
    return {
        f"{column.name}_id" if column.refers else column.name: fields[column.name].default
        for column in columns(row_type)
        if not column.required
    }


def in_file_order(rows: Mapping[type[Row], Sequence[Row]]) -> list[tuple[type[Row], Sequence[Row]]]:
    """Return the reference files in the order in which they refer to each other."""
    return [(row_type, rows.get(row_type, ())) for row_type in REFERENCE]
