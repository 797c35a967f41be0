"""Writing what the rule says: the current row of an initiative, its row of a day, its misses.

Each statement takes many initiatives at once, as arrays. Whoever calls holds the organisation's
row, so that nobody else writes the same rows meanwhile.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.risk.facts import Gathered
from domain.risk.levers import Lever, levers
from domain.risk.stall_risk import RULE_NUMBERS, STATE_NUMBERS, Facts, Reason, StallRisk, assess


class Computed(NamedTuple):
    """What the rule says of an initiative, the facts it says that of, and what would lower it.

    `seen` is the revision of its current row before the facts were gathered; None without a row.
    """

    initiative_id: UUID
    facts: Facts
    risk: StallRisk
    levers: Sequence[Lever] = ()
    seen: int | None = None


CURRENT = {
    "state": "text",
    "probability": "float8",
    "level": "text",
    "rule": "text",
    "computed_on": "date",
    "attention": "float8",
    "days_late": "int",
    "missed_count": "int",
    "days_silent": "int",
    "days_to_next": "int",
    "open_count": "int",
    "overdue_count": "int",
    "undated_count": "int",
    "delivered_count": "int",
    "last_activity_on": "date",
    "oldest_overdue_milestone_id": "uuid",
    "next_milestone_id": "uuid",
    "reasons": "text",
    "levers": "text",
}
JSON_COLUMNS = ("reasons", "levers")
HISTORY = {
    "probability": "float4",
    "days_late": "int",
    "missed_count": "int2",
    "days_silent": "int",
    "days_to_next": "int",
    "state": "int2",
    "rule": "int2",
    "oldest_overdue_milestone_id": "uuid",
    "next_milestone_id": "uuid",
}
MOST_MISSES = 32_767  # what a row of the history can hold


def rows_of(columns: dict[str, str]) -> str:
    """Write a table expression that turns one array parameter per column into rows."""
    arrays = ", ".join(f"cast(:{name} as {kind}[])" for name, kind in columns.items())
    return f"unnest({arrays}) as fresh({', '.join(columns)})"


def upsert_current() -> TextClause:
    """Write current rows, unless `guarded` and another revision than the one seen stands there.

    What stands is looked up row by row: the first plans are made while the table may be empty, and
    would read all of it ever after.
    """
    written = [*CURRENT, "revision", "recorded_at"]
    values = ", ".join(
        f"fresh.{name}::json" if name in JSON_COLUMNS else f"fresh.{name}" for name in CURRENT
    )
    return text(
        f"""
        insert into stall_risk_current
          (organisation_id, initiative_id, {", ".join(CURRENT)}, revision, recorded_at)
        select cast(:organisation_id as uuid), fresh.initiative_id,
               {values},
               cast(:revision as bigint), cast(:recorded_at as timestamptz)
        from {rows_of({"initiative_id": "uuid", **CURRENT, "seen": "int8"})}
        left join lateral (
          select c.revision
          from stall_risk_current c
          where c.organisation_id = cast(:organisation_id as uuid)
            and c.initiative_id = fresh.initiative_id
          limit 1
        ) stands on true
        where not cast(:guarded as boolean) or stands.revision is not distinct from fresh.seen
        on conflict (organisation_id, initiative_id) do update
        set {", ".join(f"{name} = excluded.{name}" for name in written)}
        returning initiative_id
        """
    )


def upsert_history(*, replace: bool) -> TextClause:
    """Write the rows of a day; those that are there are replaced or left alone."""
    changes = ", ".join(f"{name} = excluded.{name}" for name in HISTORY)
    return text(
        f"""
        insert into stall_risk_history
          (organisation_id, day, initiative_id, {", ".join(HISTORY)})
        select cast(:organisation_id as uuid), cast(:day as date), fresh.*
        from {rows_of({"initiative_id": "uuid", **HISTORY})}
        on conflict (organisation_id, initiative_id, day)
        do {f"update set {changes}" if replace else "nothing"}
        """
    )


UPSERT_CURRENT = upsert_current()
REPLACE_HISTORY = upsert_history(replace=True)
FILL_HISTORY = upsert_history(replace=False)
# The version of a milestone stays: a miss is no edit that somebody else's edit could run into.
UPDATE_MISSED_COUNTS = text(
    f"""
    update milestone
    set missed_count = fresh.missed_count
    from {rows_of({"id": "uuid", "missed_count": "int"})}
    where milestone.organisation_id = :organisation_id and milestone.id = fresh.id
    """
)


def compute(gathered: Gathered, day: date, seen: int | None = None) -> Computed:
    """Apply the rule to gathered facts, and to what they would be if something was done."""
    facts = gathered.facts
    risk = assess(facts, day)
    return Computed(gathered.initiative_id, facts, risk, levers(facts, risk), seen)


async def write_current(
    connection: AsyncConnection,
    *,
    organisation_id: UUID,
    computed: Sequence[Computed],
    revision: int,
    recorded_at: datetime,
    guarded: bool = False,
) -> set[UUID]:
    """Write the current rows and return whose were written.

    With `guarded`, a row that is no longer at the revision seen has newer facts and is left alone.
    """
    parameters: dict[str, object] = {
        "organisation_id": organisation_id,
        "revision": revision,
        "recorded_at": recorded_at,
        "guarded": guarded,
        "initiative_id": [one.initiative_id for one in computed],
        "seen": [one.seen for one in computed],
    }
    columns = zip(*(current_values(one) for one in computed), strict=True)
    parameters |= dict(zip(CURRENT, map(list, columns), strict=True))
    rows = await connection.execute(UPSERT_CURRENT, parameters)
    return set(rows.scalars())


async def write_history(
    connection: AsyncConnection,
    *,
    organisation_id: UUID,
    computed: Sequence[Computed],
    day: date,
    replace: bool = True,
) -> None:
    """Write the rows of `day`; with `replace` off those that are there are left alone."""
    columns = zip(*(history_values(one) for one in computed), strict=True)
    parameters: dict[str, object] = {
        "organisation_id": organisation_id,
        "day": day,
        "initiative_id": [one.initiative_id for one in computed],
    }
    parameters |= dict(zip(HISTORY, map(list, columns), strict=True))
    await connection.execute(REPLACE_HISTORY if replace else FILL_HISTORY, parameters)


async def write_missed_counts(
    connection: AsyncConnection, *, organisation_id: UUID, counts: Sequence[tuple[UUID, int]]
) -> None:
    """Bring the count of misses of these milestones up to date."""
    parameters = {
        "organisation_id": organisation_id,
        "id": [milestone_id for milestone_id, _ in counts],
        "missed_count": [missed_count for _, missed_count in counts],
    }
    await connection.execute(UPDATE_MISSED_COUNTS, parameters)


def current_values(computed: Computed) -> tuple[object, ...]:
    """Return the values of a current row in the order of CURRENT."""
    facts, risk = computed.facts, computed.risk
    return (
        risk.state.value,
        risk.probability,
        risk.level.value if risk.level else None,
        risk.rule,
        risk.computed_on,
        -1.0 if risk.probability is None else risk.probability,
        risk.days_late,
        risk.missed_count,
        risk.days_silent,
        risk.days_to_next,
        facts.open_count,
        facts.overdue_count,
        facts.undated_count,
        facts.delivered_count,
        facts.last_activity_on,
        facts.oldest_overdue.id if facts.oldest_overdue else None,
        facts.next.id if facts.next else None,
        listed(risk.reasons),
        listed(computed.levers),
    )


def history_values(computed: Computed) -> tuple[object, ...]:
    """Return the values of a day's row in the order of HISTORY."""
    facts, risk = computed.facts, computed.risk
    return (
        risk.probability,
        risk.days_late,
        min(risk.missed_count, MOST_MISSES),
        risk.days_silent,
        risk.days_to_next,
        STATE_NUMBERS[risk.state],
        RULE_NUMBERS[risk.rule],
        facts.oldest_overdue.id if facts.oldest_overdue else None,
        facts.next.id if facts.next else None,
    )


def listed(parts: Sequence[Reason] | Sequence[Lever]) -> str:
    """Write reasons or levers as the array of objects that a `json` column holds.

    Its keys are the names of their fields; ids are texts.
    """
    # asyncpg's ids are a subclass of UUID, which orjson leaves to `default`.
    return orjson.dumps([part._asdict() for part in parts], default=str).decode()
