"""What an initiative is tied to: departments, touchpoints, other milestones, wins and tellings."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from db.portfolio.effect import effect
from db.portfolio.initiative import participation
from db.portfolio.milestone import dependency
from db.portfolio.short_term_win import credit, share, short_term_win
from db.tables import metadata
from integrations.importing.changes.changes import Bundle, Changes, Context, Values
from integrations.importing.changes.on_record import OnRecord, Record
from integrations.importing.format.columns import Row
from integrations.importing.rows.kinds import LINK_ROWS


def plan_links(
    bundle: Bundle, record: OnRecord, context: Context, changes: Changes, recorded_at: datetime
) -> None:
    """Plan participations, effects, dependencies and the links of kinds."""
    of_kinds: Iterator[tuple[Table, tuple[str, ...], Sequence[Row]]] = (
        (
            metadata.tables[row_type.kind.key],
            tuple(end.column for end in row_type.kind.ends),
            bundle.links[row_type],
        )
        for row_type in LINK_ROWS
    )
    for table, key, rows in (
        *of_kinds,
        (participation, ("initiative_id", "department_id"), bundle.participations),
        (effect, ("initiative_id", "touchpoint_id"), bundle.effects),
        (dependency, ("milestone_id", "depends_on_id"), bundle.dependencies),
    ):
        by_key = keyed(record.of(table), key)
        for row in rows:
            values = context.values(row, "recorded_at")
            known = by_key.get(tuple(values[name] for name in key))
            if known is not None:
                changes.update(table, known, values)
            else:
                moment = context.calendar.moment(given(row), recorded_at)
                changes.insert(context, table, {**values, "recorded_at": moment})


def given(row: Row) -> Any:
    return getattr(row, "recorded_at", None)


def keyed(rows: Iterable[Record], key: tuple[str, ...]) -> dict[tuple[Any, ...], Record]:
    return {tuple(row[name] for name in key): row for row in rows}


def plan_wins(bundle: Bundle, record: OnRecord, context: Context, changes: Changes) -> None:
    """Plan the wins of an initiative, whom they are due to, and each of their tellings."""
    known = {row["id"]: row for row in record.of(short_term_win)}
    moments: dict[UUID, datetime] = {win_id: row["recorded_at"] for win_id, row in known.items()}
    fresh_shares = plan_shares(bundle, record, context)
    shared = {row["short_term_win_id"] for row in [*record.of(share), *fresh_shares]}
    for win_id, row in bundle.wins.items():
        values = context.values(row, "external_id", "recorded_at")
        if win_id in known:
            changes.update(short_term_win, known[win_id], values)
            continue
        moments[win_id] = context.calendar.moment(row.recorded_at, row.achieved_on)
        changes.insert(
            context,
            short_term_win,
            {
                "proof": row.proof,
                **values,
                "id": win_id,
                "external_id": row.external_id,
                "shared": win_id in shared,
                "imported": True,
                "recorded_at": moments[win_id],
            },
        )
    for win_id in shared & known.keys():
        changes.update(short_term_win, known[win_id], {"shared": True})
    plan_credits(bundle, record, context, changes, moments)
    for values in fresh_shares:
        changes.insert(context, share, values)


def plan_credits(
    bundle: Bundle,
    record: OnRecord,
    context: Context,
    changes: Changes,
    moments: Mapping[UUID, datetime],
) -> None:
    known = {(row["short_term_win_id"], row["person_id"]) for row in record.of(credit)}
    for row in bundle.credits:
        win_id = context.ids.known("wins.csv", row.win)
        person_id = context.ids.known("people.csv", row.person)
        if (win_id, person_id) not in known:
            moment = context.calendar.moment(row.recorded_at, moments[win_id])
            values = {"short_term_win_id": win_id, "person_id": person_id, "recorded_at": moment}
            changes.insert(context, credit, values)


def plan_shares(bundle: Bundle, record: OnRecord, context: Context) -> list[Values]:
    """Return the tellings that are not on record; two alike on one day are two."""
    names = (
        "short_term_win_id",
        "occurred_on",
        "audience",
        "department_id",
        "person_id",
        "channel",
    )

    def alike(row: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(row[name] for name in names)

    missing = Counter(map(alike, record.of(share)))
    fresh: list[Values] = []
    for row in bundle.shares:
        values: Values = {
            "short_term_win_id": context.ids.known("wins.csv", row.win),
            "occurred_on": row.occurred_on,
            "audience": row.audience,
            "department_id": context.id_of("departments.csv", row.department),
            "person_id": context.id_of("people.csv", row.person),
            "channel": row.channel,
        }
        if missing[alike(values)] > 0:
            missing[alike(values)] -= 1
            continue
        values["recorded_at"] = context.calendar.moment(row.recorded_at, row.occurred_on)
        fresh.append(values)
    return fresh
