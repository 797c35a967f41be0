"""Thresholds of findings that an organisation set itself: set as they are in the product."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.findings.finding import finding_rule
from db.writing.unit_of_work import PostgresUnitOfWork
from domain.findings.finding import own_values, set_threshold
from integrations.importing.changes.changes import Context
from integrations.importing.checking.thresholds import declared
from integrations.importing.format.columns import Row
from integrations.importing.rows.portfolio import ThresholdRow

Set = Mapping[tuple[str, str], int]


async def thresholds_set(connection: AsyncConnection, context: Context) -> Set:
    """Return the values that the organisation set itself, by rule and name."""
    c = finding_rule.c
    query = select(c.rule, c.thresholds).where(c.organisation_id == context.organisation_id)
    return own(await connection.execute(query))


def own(records: Iterable[Any]) -> dict[tuple[str, str], int]:
    """Return the values in some records of rules that are an organisation's own."""
    return {
        (record.rule.value, name): value
        for record in records
        for name, value in own_values(record.thresholds).items()
        if value is not None
    }


def differing(rows: Sequence[ThresholdRow], held: Set) -> list[ThresholdRow]:
    """Return the rows that say something else than what holds; a blank value is the default."""
    return [row for row in rows if held.get((row.rule.value, row.threshold)) != own_value(row)]


def own_value(row: ThresholdRow) -> int | None:
    threshold = declared(row)
    return None if threshold is None or row.value == threshold.default else row.value


def thresholds_in(rows: Mapping[type[Row], Sequence[Row]]) -> list[ThresholdRow]:
    """Return the thresholds among rows by file."""
    return [row for row in rows.get(ThresholdRow, ()) if isinstance(row, ThresholdRow)]


async def apply_thresholds(work: PostgresUnitOfWork, rows: Sequence[ThresholdRow]) -> int:
    """Set these thresholds; returns how many."""
    for row in rows:
        await set_threshold(work, row.rule, row.threshold, row.value)
    return len(rows)
