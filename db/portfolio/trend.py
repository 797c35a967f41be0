"""The portfolio over time: levels by day, and how far promises slipped."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ARRAY, Date, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.json_select.computed import Reference, Scope, Unanswerable
from db.portfolio.portfolio_day import counted_days, without
from domain.portfolio.slip import SlipGrouping

DAYS_AT_MOST = 400
# Milestones that came nearer do not make up for others that went away.
SLIPS = """
    select {whose} as id, count(*) as milestone_count,
           coalesce(sum(slip.days) filter (where slip.days > 0), 0) as days_slipped,
           count(*) filter (where slip.days > 0) as slipped_count,
           sum(m.missed_count) as missed_count,
           count(*) filter (where m.completed_on is null and m.dropped_on is null
                                  and m.due_on < :today) as overdue_count
    from milestone m
    join initiative i on i.organisation_id = m.organisation_id and i.id = m.initiative_id
    left join person p on p.organisation_id = m.organisation_id and p.id = m.owner_id
    cross join lateral (select m.due_on - m.first_due_on as days) slip
    where m.organisation_id = :organisation_id and i.archived_on is null
      and not (m.initiative_id = any(:hidden))
    group by {whose}
    order by days_slipped desc, missed_count desc, {whose}
"""
WHOSE = {SlipGrouping.OWNER: "m.owner_id", SlipGrouping.DEPARTMENT: "p.department_id"}
PARAMETERS = (
    bindparam("organisation_id", type_=Uuid),
    bindparam("today", type_=Date),
    bindparam("hidden", type_=ARRAY(Uuid)),
)
SLIPS_BY = {
    by: text(SLIPS.format(whose=whose)).bindparams(*PARAMETERS) for by, whose in WHOSE.items()
}


async def portfolio_history(
    connection: AsyncConnection,
    scope: Scope,
    _ids: Sequence[UUID],
    arguments: Mapping[str, object],
) -> Mapping[UUID | None, object]:
    """Return how many initiatives were of which level, day by day."""
    first, last = arguments["from"], arguments["to"]
    assert isinstance(first, date)
    assert isinstance(last, date)
    if last < first:
        raise Unanswerable(f"to ({last}) lies before from ({first}).")
    if (last - first).days >= DAYS_AT_MOST:
        raise Unanswerable(f"At most {DAYS_AT_MOST} days are told at once: ask for fewer.")
    days = await counted_days(connection, scope.organisation_id, first, last, scope.today)
    if scope.hidden:
        days = await without(connection, scope.organisation_id, days, scope.hidden)
    return {None: days}


async def slip_totals(
    connection: AsyncConnection,
    scope: Scope,
    _ids: Sequence[UUID],
    arguments: Mapping[str, object],
) -> Mapping[UUID | None, object]:
    """Return how far the promises of each owner or department slipped, the furthest first."""
    by = SlipGrouping(str(arguments["by"]))
    given = {
        "organisation_id": scope.organisation_id,
        "today": scope.today,
        "hidden": list(scope.hidden),
    }
    totals = []
    for row in (await connection.execute(SLIPS_BY[by], given)).mappings():
        total = dict(row)
        identity = total.pop("id")
        owner = identity if by is SlipGrouping.OWNER else None
        department = identity if by is SlipGrouping.DEPARTMENT else None
        total["owner"] = None if owner is None else Reference("Person", owner)
        total["department"] = None if department is None else Reference("Department", department)
        totals.append(total)
    return {None: totals}
