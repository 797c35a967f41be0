"""Change load: what is asked of departments, counted for all of a page at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Date, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.json_select.computed import Scope, Unanswerable
from domain.portfolio.change_load import (
    ASKING,
    MONTHS,
    MONTHS_AT_MOST,
    Parts,
    Promises,
    change_load,
)

_STATUSES = ", ".join(f"'{each.value}'" for each in sorted(ASKING))
# Open milestones of what asks something, with the department of who promised them.
_PROMISED = f"""
    promised as (
      select p.department_id, m.initiative_id, m.due_on
      from person p
      join milestone m on m.organisation_id = p.organisation_id and m.owner_id = p.id
      join initiative i on i.organisation_id = m.organisation_id and i.id = m.initiative_id
      where p.organisation_id = :organisation_id and p.department_id = any(:ids)
        and m.completed_on is null and m.dropped_on is null
        and i.status in ({_STATUSES}) and i.archived_on is null and not (i.id = any(:hidden))
    )
"""
PROMISES = f"""
    with {_PROMISED}
    select department_id, date_trunc('month', due_on)::date as due,
           coalesce(due_on < :today, false) as overdue, count(*) as number
    from promised
    group by 1, 2, 3
"""
PARTS = f"""
    with {_PROMISED},
    taking as (
      select t.department_id, t.initiative_id, false as leads
      from participation t
      where t.organisation_id = :organisation_id and t.department_id = any(:ids)
      union all
      select p.department_id, i.id, true
      from person p
      join initiative i on i.organisation_id = p.organisation_id and i.owner_id = p.id
      where p.organisation_id = :organisation_id and p.department_id = any(:ids)
      union all
      select department_id, initiative_id, false from promised
    ),
    part as (
      select t.department_id, i.id, i.owner_id, i.target_on, bool_or(t.leads) as leads
      from taking t
      join initiative i on i.organisation_id = :organisation_id and i.id = t.initiative_id
      where i.status in ({_STATUSES}) and i.archived_on is null and not (i.id = any(:hidden))
      group by t.department_id, i.organisation_id, i.id
    )
    select part.department_id, part.leads, not others.any as alone,
           date_trunc('month', greatest(part.target_on, due.last))::date as last, count(*) as number
    from part
    cross join lateral (
      select max(m.due_on) as last
      from milestone m
      where m.organisation_id = :organisation_id and m.initiative_id = part.id
        and m.completed_on is null and m.dropped_on is null
    ) due
    cross join lateral (
      select exists (
        select from participation x
        where x.organisation_id = :organisation_id and x.initiative_id = part.id
          and x.department_id <> part.department_id
      ) or exists (
        select from person o
        where o.organisation_id = :organisation_id and o.id = part.owner_id
          and o.department_id <> part.department_id
      ) as any
    ) others
    group by 1, 2, 3, 4
"""
_GIVEN = (
    bindparam("organisation_id", type_=Uuid),
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("hidden", type_=ARRAY(Uuid)),
)
_COUNT_PARTS = text(PARTS).bindparams(*_GIVEN)
_COUNT_PROMISES = text(PROMISES).bindparams(*_GIVEN, bindparam("today", type_=Date))
_IN_USE = text(
    "select id from department"
    " where organisation_id = :organisation_id and id = any(:ids) and archived_on is null"
).bindparams(*_GIVEN[:2])


async def change_loads(
    connection: AsyncConnection,
    scope: Scope,
    ids: Sequence[UUID],
    arguments: Mapping[str, object],
) -> Mapping[UUID | None, object]:
    """Return what is asked of each department that is in use."""
    given_months = arguments.get("months")
    months = MONTHS if given_months is None else given_months
    assert isinstance(months, int)
    if not 1 <= months <= MONTHS_AT_MOST:
        raise Unanswerable(f"months is {months}: 1 to {MONTHS_AT_MOST} can be told at once.")
    given = {
        "organisation_id": scope.organisation_id,
        "ids": list(ids),
        "hidden": list(scope.hidden),
    }
    parts: dict[UUID, list[Parts]] = defaultdict(list)
    for row in await connection.execute(_COUNT_PARTS, given):
        parts[row.department_id].append(Parts(row.leads, row.alone, row.last, row.number))
    promises: dict[UUID, list[Promises]] = defaultdict(list)
    for row in await connection.execute(_COUNT_PROMISES, given | {"today": scope.today}):
        promises[row.department_id].append(Promises(row.due, row.overdue, row.number))
    in_use = (await connection.execute(_IN_USE, given)).scalars()
    return {each: change_load(parts[each], promises[each], scope.today, months) for each in in_use}
