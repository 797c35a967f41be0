"""Decisions and actions: what was asked and taken on, compared with what is on record."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from db.reviews.action import action
from db.reviews.decision import decision
from db.writing.unit_of_work import PostgresUnitOfWork
from domain.core.event import EventKind
from domain.reviews.action import Action
from domain.reviews.decision import Decision, DecisionState
from integrations.importing.applying.applying import load_rows, note, write
from integrations.importing.applying.frozen import There
from integrations.importing.changes.changes import Changes, Context, Values
from integrations.importing.checking.staging import Staged
from integrations.importing.format.columns import Row
from integrations.importing.planning.reference import defaults_of
from integrations.importing.rows.reviews import ActionRow, DecisionRow

NO_NAMES: Final = ("external_id", "recorded_at")
# What was asked or taken on: its table, what it is called, and what the ledger says of it.
ASKED: Final[Mapping[type[Row], tuple[Table, str, EventKind, EventKind]]] = {
    DecisionRow: (
        decision,
        Decision.__name__,
        EventKind.DECISION_ASKED,
        EventKind.DECISION_UPDATED,
    ),
    ActionRow: (action, Action.__name__, EventKind.ACTION_ADDED, EventKind.ACTION_UPDATED),
}


def asked_in(staged: Staged) -> Iterator[tuple[type[Row], Sequence[Row]]]:
    """Yield the decisions, then the actions."""
    for row_type in ASKED:
        yield row_type, staged.rows.get(row_type, ())


async def plan_asked(
    connection: AsyncConnection,
    row_type: type[Row],
    rows: Sequence[Row],
    context: Context,
    there: There,
) -> Changes:
    """Plan decisions or actions against what is on record."""
    table = ASKED[row_type][0]
    ids = [context.ids.allocate(row.file, getattr(row, "external_id")) for row in rows]  # noqa: B009
    record = await load_rows(connection, table, context.organisation_id, ids)
    changes = Changes()
    for row, entity_id in zip(rows, ids, strict=True):
        said = context.values(row, *NO_NAMES)
        if isinstance(row, DecisionRow) and row.closed_on is None:
            # Closed after --as-of, if at all.
            later = ("closed_on", "closed_by_id", "outcome")
            said |= {"state": DecisionState.ASKED, **{name: None for name in later if name in said}}
        if not there.has(said.get("initiative_id")):
            said["initiative_id"] = None
        external_id: str = getattr(row, "external_id")  # noqa: B009 - not every row has one
        known = record.get(entity_id)
        if known is not None:
            changes.update(table, known, said | named(known, external_id))
            continue
        moment = context.calendar.moment(
            getattr(row, "recorded_at", None),
            row.asked_on if isinstance(row, DecisionRow) else context.calendar.now,
        )
        own = {"id": entity_id, "external_id": external_id, "recorded_at": moment}
        changes.insert(context, table, {**defaults_of(row_type), **said, **own})
    return changes


async def apply_asked(
    work: PostgresUnitOfWork,
    row_type: type[Row],
    rows: Sequence[Row],
    context: Context,
    there: There,
) -> int:
    """Bring decisions or actions to what the source says; returns how many rows changed."""
    connection = await work.session.connection()
    changes = await plan_asked(connection, row_type, rows, context, there)
    table, name, made, altered = ASKED[row_type]
    for row in changes.inserts.get(table, ()):
        note(work, made, name, row["id"], initiative_id=row.get("initiative_id"))
    for _, entity_id in changes.updates:
        note(work, altered, name, entity_id)
    await write(connection, changes, context.organisation_id)
    return changes.count()


def named(known: Mapping[str, Any], external_id: str) -> Values:
    """Return the external id to give to a record that has none yet, unless it goes by its id."""
    if known["external_id"] is None and external_id != str(known["id"]):
        return {"external_id": external_id}
    return {}
