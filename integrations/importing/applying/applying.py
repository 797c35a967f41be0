"""Applying: changes written in short units of work, each of whole initiatives and one revision."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.schema.metadata import metadata
from db.writing.unit_of_work import PostgresUnitOfWork
from domain.core.event import Event, EventKind
from domain.portfolio.initiative import Initiative
from integrations.importing.changes.changes import Bundle, Changes, Context
from integrations.importing.changes.context import keyed
from integrations.importing.changes.on_record import load_on_record
from integrations.importing.format.columns import Row
from integrations.importing.format.problems import ImportRefusedError
from integrations.importing.planning.initiatives import plan_bundle
from integrations.importing.planning.reference import REFERENCE, plan_reference

MOVED_ON = "Somebody changed the same records while the import ran; run it again to complete it."


async def apply_bundles(
    work: PostgresUnitOfWork, bundles: Sequence[Bundle], context: Context
) -> int:
    """Bring these initiatives to what the source says; returns how many rows changed.

    What is on record is read again under the organisation's lock, so that the plan is true.
    """
    connection = await work.session.connection()
    ids = [bundle.initiative_id for bundle in bundles]
    records = await load_on_record(connection, context.organisation_id, ids)
    total = Changes()
    for bundle in bundles:
        record = records[bundle.initiative_id]
        changes = plan_bundle(bundle, record, context)
        if changes.problems:
            raise ImportRefusedError(MOVED_ON, tuple(changes.problems))
        if not changes:
            continue
        note(
            work,
            EventKind.INITIATIVE_IMPORTED,
            Initiative.__name__,
            bundle.initiative_id,
            {"created": record.initiative is None, "rows": changes.count()},
            initiative_id=bundle.initiative_id,
        )
        work.touch(bundle.initiative_id)
        for table, rows in changes.inserts.items():
            total.inserts[table] += rows
        total.updates |= changes.updates
    await write(connection, total, context.organisation_id)
    return total.count()


async def apply_reference(
    work: PostgresUnitOfWork, row_type: type[Row], rows: Sequence[Row], context: Context
) -> int:
    """Bring the records of one reference file to what the source says."""
    connection = await work.session.connection()
    changes = await plan_reference_rows(connection, row_type, rows, context)
    name = REFERENCE[row_type].name
    for table, inserted in changes.inserts.items():
        for row in inserted:
            note(work, EventKind[f"{table.name.upper()}_CREATED"], name.capitalize(), row["id"])
    for table, entity_id in changes.updates:
        note(work, EventKind[f"{table.name.upper()}_UPDATED"], name.capitalize(), entity_id)
    await write(connection, changes, context.organisation_id)
    return changes.count()


async def plan_reference_rows(
    connection: AsyncConnection, row_type: type[Row], rows: Sequence[Row], context: Context
) -> Changes:
    """Plan some rows of a reference file against what is on record."""
    table = REFERENCE[row_type]
    ids = [context.ids.allocate(row_type.file, getattr(row, "external_id")) for row in rows]  # noqa: B009
    record = await load_rows(connection, table, context.organisation_id, ids)
    changes = Changes()
    plan_reference(row_type, rows, record, context, changes)
    return changes


async def load_rows(
    connection: AsyncConnection, table: Table, organisation_id: UUID, ids: Iterable[UUID]
) -> dict[UUID, Mapping[str, Any]]:
    query = select(table).where(
        table.c.organisation_id == organisation_id, table.c.id.in_(list(ids))
    )
    return keyed((await connection.execute(query)).mappings().all())  # type: ignore[arg-type]


def note(
    work: PostgresUnitOfWork,
    kind: EventKind,
    subject_type: str,
    subject_id: UUID,
    data: Mapping[str, bool | int] | None = None,
    *,
    initiative_id: UUID | None = None,
) -> None:
    """Note in the ledger what was imported."""
    work.events.append(
        Event(
            kind=kind,
            subject_type=subject_type,
            subject_id=subject_id,
            initiative_id=initiative_id,
            occurred_on=work.today,
            data={"imported": True, **(data or {})},
        )
    )


async def write(connection: AsyncConnection, changes: Changes, organisation_id: UUID) -> None:
    """Write updates, then inserts, each table after those that it refers to."""
    for (table, entity_id), values in changes.updates.items():
        statement = update(table).where(table.c.id == entity_id)
        if "organisation_id" in table.c:
            statement = statement.where(table.c.organisation_id == organisation_id)
        if "version" in table.c:
            statement = statement.values(version=table.c.version + 1)
        await connection.execute(statement.values(**values))
    for table in metadata.sorted_tables:
        rows = changes.inserts.get(table)
        if rows:
            names = {name for row in rows for name in row}
            whole = [{name: row.get(name) for name in names} for row in rows]
            await connection.execute(insert(table), whole)
