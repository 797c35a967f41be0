"""The facts of the stall risk, gathered from the ledgers by one query for many initiatives.

What counts is what had been recorded by the end of the day asked about, in the organisation's time
zone. For today that is everything, so one statement serves today and any past day.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Date, Row, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.cooperative import cooperative
from domain.portfolio.initiative import Lifecycle
from domain.risk.facts import MilestoneLedger, Standing, facts_from, state_on
from domain.risk.missed_dates import Promise
from domain.risk.stall_risk import Facts

# To read one by one takes twice as long, and all at once keeps others waiting.
ROWS_AT_ONCE: Final = 500
# A row per milestone (one without for an initiative that has none), those of an initiative
# together. The proposal is the first sign of life. Moves of one day recorded at one instant are
# told apart by following them: the last is the one that no other starts from.
LEDGERS = text(
    """
    with asked as (
      select cast(:day as date) as day, o.time_zone,
             (cast(:day as date) + 1)::timestamp at time zone o.time_zone as until
      from organisation o
      where o.id = :organisation_id
    )
    select
      i.id,
      coalesce(life.to_status, i.status) as status,
      greatest(least(i.proposed_on, asked.day), lived.occurred_on) as last_activity_on,
      m.id as milestone_id,
      m.title,
      coalesce(m.promised_on, (m.recorded_at at time zone asked.time_zone)::date) as promised_on,
      m.first_due_on,
      case when m.completed_recorded_at < asked.until then m.completed_on
           else was.completed_on end as completed_on,
      case when m.dropped_recorded_at < asked.until then m.dropped_on
           else was.dropped_on end as dropped_on,
      m.missed_count,
      moved.made_on,
      moved.due_on
    from asked
    cross join initiative i
    left join lateral (
      select l.to_status
      from lifecycle_move l
      where l.organisation_id = i.organisation_id and l.initiative_id = i.id
        and l.recorded_at < asked.until and l.occurred_on <= asked.day
      order by l.recorded_at desc, l.occurred_on desc, exists (
          select
          from lifecycle_move n
          where n.organisation_id = l.organisation_id and n.initiative_id = l.initiative_id
            and n.recorded_at = l.recorded_at and n.occurred_on = l.occurred_on
            and n.from_status = l.to_status
        ), l.id desc
      limit 1
    ) life on true
    left join lateral (
      select a.occurred_on
      from activity a
      where a.organisation_id = i.organisation_id and a.initiative_id = i.id
        and a.occurred_on <= asked.day and a.recorded_at < asked.until
      order by a.occurred_on desc
      limit 1
    ) lived on true
    left join milestone m
      on m.organisation_id = i.organisation_id and m.initiative_id = i.id
      and m.recorded_at < asked.until
    -- An end that was taken back later stood on that day.
    left join lateral (
      select u.completed_on, u.dropped_on
      from reopening u
      where u.organisation_id = m.organisation_id and u.milestone_id = m.id
        and u.recorded_at >= asked.until
        and coalesce(u.completed_recorded_at, u.dropped_recorded_at) < asked.until
      order by u.recorded_at
      limit 1
    ) was on true
    left join lateral (
      select array_agg(r.occurred_on order by r.ordinal) as made_on,
             array_agg(r.to_due_on order by r.ordinal) as due_on
      from replan r
      where r.organisation_id = m.organisation_id and r.milestone_id = m.id
        and r.recorded_at < asked.until
    ) moved on true
    where i.organisation_id = :organisation_id
      and i.id = any(:initiative_ids)
      and i.recorded_at < asked.until
    order by i.id
    """
).bindparams(
    bindparam("organisation_id", type_=Uuid),
    bindparam("day", type_=Date),
    bindparam("initiative_ids", type_=ARRAY(Uuid)),
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts of one initiative, and its milestones whose stored count of misses is out of date.

    Each of `missed_counts` is a milestone's id and how many of its dates were missed by that day.
    """

    initiative_id: UUID
    facts: Facts
    missed_counts: Sequence[tuple[UUID, int]]


async def gather(
    connection: AsyncConnection,
    *,
    organisation_id: UUID,
    initiative_ids: Collection[UUID],
    day: date,
) -> list[Gathered]:
    """Return the facts of these initiatives at the end of `day`, ordered by their ids.

    An initiative that had not been recorded by then is left out.
    """
    rows = await connection.execute(
        LEDGERS,
        {"organisation_id": organisation_id, "day": day, "initiative_ids": list(initiative_ids)},
    )
    return await cooperative(by_initiative(chain.from_iterable(rows.partitions(ROWS_AT_ONCE)), day))


def by_initiative(rows: Iterable[Row[Any]], day: date) -> Iterator[Gathered]:
    for initiative_id, group in groupby(rows, key=itemgetter(0)):
        milestones: list[Standing] = []
        outdated: list[tuple[UUID, int]] = []
        status, lived = Lifecycle.PROPOSED, day
        for row in group:
            status, lived = row.status, row.last_activity_on
            if row.milestone_id is None:
                break
            stands = state_on(ledger_of(row), day)
            milestones.append(stands)
            if stands.missed_count != row.missed_count:
                outdated.append((stands.id, stands.missed_count))
        facts = facts_from(Lifecycle(status), lived, milestones, day)
        yield Gathered(initiative_id, facts, outdated)


def ledger_of(row: Row[Any]) -> MilestoneLedger:
    """Read a milestone's promises: its first date, then one for each replan."""
    promises = []
    if row.first_due_on is not None:
        promises.append(Promise(row.promised_on, row.first_due_on))
    if row.made_on is not None:
        promises += map(Promise, row.made_on, row.due_on)
    return MilestoneLedger(row.milestone_id, row.title, promises, row.completed_on, row.dropped_on)
