"""Cells: how each value is written so that an import reads the same."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from integrations.importing.changes.context import Calendar
from integrations.importing.format.columns import Column, Row, columns

Cells = dict[str, str]
Names = Mapping[str, Mapping[UUID, str]]
"""The external id of every record, by the file it is in."""


def written(value: object) -> str:
    """Return a value as a cell; None is blank."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case StrEnum():
            return value.value
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)


def cells(row: type[Row], record: Mapping[Any, Any], names: Names, **own: object) -> Cells:
    """Return a record as a line of a file: references by external id; `own` wins."""
    return {
        column.name: written(own[column.name])
        if column.name in own
        else written(cell(column, record, names))
        for column in columns(row)
    }


def cell(column: Column, record: Mapping[Any, Any], names: Names) -> object:
    if column.refers is None:
        return record.get(column.name)
    entity_id = record.get(f"{column.name}_id")
    return None if entity_id is None else names[column.refers][entity_id]


def unless_default(
    recorded_at: datetime, default: date | datetime, calendar: Calendar
) -> datetime | None:
    """Return when something was recorded, or None where an import assumes just that."""
    return None if calendar.moment(None, default) == recorded_at else recorded_at
