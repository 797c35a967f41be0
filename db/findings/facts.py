"""The facts of the findings, gathered by one query each for many initiatives, people, touchpoints.

Only what a rule can ask about is read: initiatives that live, milestones that are open and undated,
moved or waiting, wins that lack something.
"""

from collections.abc import Collection, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ARRAY, Date, Row, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.cooperative import cooperative
from domain.findings.facts import (
    InitiativeInView,
    LackingWin,
    Load,
    Move,
    Needed,
    OpenMilestone,
    PersonInView,
    Pull,
    Seat,
    TouchpointInView,
)
from domain.portfolio.effect import Direction
from domain.portfolio.initiative import Lifecycle
from domain.portfolio.status_update import ReportedStatus
from domain.risk.stall_risk import Level

LIVE = "i.archived_on is null and i.status in ('COMMITTED','IN_PROGRESS','ON_HOLD','EMBEDDING')"
PARAMETERS = (
    bindparam("organisation_id", type_=Uuid),
    bindparam("ids", type_=ARRAY(Uuid)),
)
# A milestone's present date was given by its last move, or with its first date, or never.
INITIATIVES = text(
    f"""
    select
      i.id, i.status, coalesce(i.started_on, i.proposed_on) as begun_on,
      i.owner_id, least(o.left_on, o.archived_on) as owner_gone_on,
      o.department_id as owner_department_id,
      i.sponsor_id, least(s.left_on, s.archived_on) as sponsor_gone_on,
      i.case_for_change is not null as has_case,
      r.level, late.id as oldest_overdue_id, late.due_on as oldest_overdue_on,
      says.reported_status, says.occurred_on as said_on, won.last_win_on, won.lacking,
      promised.open,
      array(
        select p.department_id
        from participation p
        where p.organisation_id = i.organisation_id and p.initiative_id = i.id
      ) as departments
    from initiative i
    join organisation org on org.id = i.organisation_id
    left join person o on o.organisation_id = i.organisation_id and o.id = i.owner_id
    left join person s on s.organisation_id = i.organisation_id and s.id = i.sponsor_id
    left join stall_risk_current r
      on r.organisation_id = i.organisation_id and r.initiative_id = i.id
    left join milestone late
      on late.organisation_id = i.organisation_id and late.id = r.oldest_overdue_milestone_id
    left join lateral (
      select u.reported_status, u.occurred_on
      from status_update u
      where u.organisation_id = i.organisation_id and u.initiative_id = i.id
      order by u.occurred_on desc, u.id desc
      limit 1
    ) says on true
    left join lateral (
      select max(w.achieved_on) as last_win_on,
             json_agg(
               json_build_array(w.id, w.achieved_on, w.shared, w.measured) order by w.id
             ) filter (where not (w.shared and w.measured))::text as lacking
      from (
        select id, achieved_on, shared,
               evidence_measure is not null and evidence_before is not null
                 and evidence_after is not null as measured
        from short_term_win w
        where w.organisation_id = i.organisation_id and w.initiative_id = i.id
          and w.archived_on is null
      ) w
    ) won on true
    left join lateral (
      select json_agg(
               json_build_array(m.id, m.due_on, m.dated_on, m.moves, m.needs) order by m.id
             )::text as open
      from (
        select m.id, m.due_on, moved.moves, needed.needs,
               coalesce(
                 moved.last_on, m.promised_on,
                 (m.recorded_at at time zone org.time_zone)::date
               ) as dated_on
        from milestone m
        left join lateral (
          select max(r.occurred_on) as last_on,
                 json_agg(
                   json_build_array(
                     r.occurred_on, r.from_due_on, r.to_due_on, r.reason is null
                   ) order by r.ordinal
                 ) as moves
          from replan r
          where r.organisation_id = m.organisation_id and r.milestone_id = m.id
        ) moved on true
        left join lateral (
          select json_agg(
                   json_build_array(
                     n.id, n.initiative_id, n.due_on,
                     coalesce(
                       (
                         select max(r.occurred_on)
                         from replan r
                         where r.organisation_id = n.organisation_id and r.milestone_id = n.id
                       ),
                       n.promised_on,
                       (n.recorded_at at time zone org.time_zone)::date
                     )
                   ) order by n.id
                 ) as needs
          from dependency d
          join milestone n on n.organisation_id = d.organisation_id and n.id = d.depends_on_id
          where d.organisation_id = m.organisation_id and d.milestone_id = m.id
            and n.completed_on is null and n.dropped_on is null
        ) needed on true
        where m.organisation_id = i.organisation_id and m.initiative_id = i.id
          and m.completed_on is null and m.dropped_on is null
      ) m
      where m.due_on is null or m.moves is not null or m.needs is not null
    ) promised on true
    where i.organisation_id = :organisation_id and i.id = any(:ids) and {LIVE}
    order by i.id
    """
).bindparams(*PARAMETERS)
PEOPLE = text(
    """
    select m.owner_id, m.id, m.initiative_id, m.due_on,
           coalesce(m.promised_on, m.first_due_on) as promised_on
    from milestone m
    join initiative i on i.organisation_id = m.organisation_id and i.id = m.initiative_id
    join person p on p.organisation_id = m.organisation_id and p.id = m.owner_id
    where m.organisation_id = :organisation_id and m.owner_id = any(:ids)
      and m.completed_on is null and m.dropped_on is null and m.due_on is not null
      and i.archived_on is null and i.status in ('COMMITTED', 'IN_PROGRESS')
      and p.archived_on is null and (p.left_on is null or p.left_on > :day)
    order by m.owner_id, m.due_on, m.id
    """
).bindparams(*PARAMETERS, bindparam("day", type_=Date))
TOUCHPOINTS = text(
    f"""
    select e.touchpoint_id, e.initiative_id, i.status, e.direction, e.strength,
           (e.recorded_at at time zone org.time_zone)::date as said_on, i.started_on, i.target_on
    from effect e
    join organisation org on org.id = e.organisation_id
    join touchpoint t on t.organisation_id = e.organisation_id and t.id = e.touchpoint_id
    join initiative i on i.organisation_id = e.organisation_id and i.id = e.initiative_id
    where e.organisation_id = :organisation_id and e.touchpoint_id = any(:ids)
      and t.archived_on is null and {LIVE}
    order by e.touchpoint_id, e.initiative_id
    """
).bindparams(*PARAMETERS)
View = InitiativeInView | PersonInView | TouchpointInView


async def gather(
    connection: AsyncConnection,
    *,
    organisation_id: UUID,
    day: date,
    initiatives: Collection[UUID] = (),
    people: Collection[UUID] = (),
    touchpoints: Collection[UUID] = (),
) -> list[View]:
    """Return the facts of these as they stand; those that no rule asks about are left out."""
    own = {"organisation_id": organisation_id}
    views: list[View] = []
    if initiatives:
        rows = await connection.execute(INITIATIVES, {**own, "ids": list(initiatives)})
        views += await cooperative(map(initiative_of, rows.all()))
    if people:
        rows = await connection.execute(PEOPLE, {**own, "ids": list(people), "day": day})
        views += await cooperative(people_of(rows.all()))
    if touchpoints:
        rows = await connection.execute(TOUCHPOINTS, {**own, "ids": list(touchpoints)})
        views += await cooperative(touchpoints_of(rows.all()))
    return views


def initiative_of(row: Row[Any]) -> InitiativeInView:
    return InitiativeInView(
        id=row.id,
        status=Lifecycle(row.status),
        begun_on=row.begun_on,
        owner=Seat(row.owner_id, row.owner_gone_on, row.owner_department_id),
        sponsor=Seat(row.sponsor_id, row.sponsor_gone_on),
        has_case=row.has_case,
        level=None if row.level is None else Level(row.level),
        oldest_overdue_id=row.oldest_overdue_id,
        oldest_overdue_on=row.oldest_overdue_on,
        reported_status=None
        if row.reported_status is None
        else ReportedStatus(row.reported_status),
        reported_on=row.said_on,
        last_win_on=row.last_win_on,
        milestones=() if row.open is None else tuple(map(milestone_of, orjson.loads(row.open))),
        wins=()
        if row.lacking is None
        else tuple(
            LackingWin(UUID(win_id), date.fromisoformat(on), shared, measured)
            for win_id, on, shared, measured in orjson.loads(row.lacking)
        ),
        departments=row.departments,
    )


def milestone_of(stored: list[Any]) -> OpenMilestone:
    milestone_id, due_on, dated_on, moves, needs = stored
    return OpenMilestone(
        id=UUID(milestone_id),
        due_on=day_of(due_on),
        dated_on=date.fromisoformat(dated_on),
        moves=tuple(
            Move(date.fromisoformat(on), day_of(before), day_of(after), unexplained)
            for on, before, after, unexplained in moves or ()
        ),
        needs=tuple(
            Needed(UUID(needed_id), UUID(initiative_id), day_of(due), date.fromisoformat(dated))
            for needed_id, initiative_id, due, dated in needs or ()
        ),
    )


def day_of(stored: str | None) -> date | None:
    return None if stored is None else date.fromisoformat(stored)


def people_of(rows: Any) -> Iterator[PersonInView]:
    for person_id, group in groupby(rows, key=itemgetter(0)):
        yield PersonInView(
            person_id,
            tuple(Load(row.id, row.initiative_id, row.promised_on, row.due_on) for row in group),
        )


def touchpoints_of(rows: Any) -> Iterator[TouchpointInView]:
    for touchpoint_id, group in groupby(rows, key=itemgetter(0)):
        pulls = tuple(
            Pull(
                row.initiative_id,
                Lifecycle(row.status),
                Direction(row.direction),
                row.strength,
                row.said_on,
                row.started_on,
                row.target_on,
            )
            for row in group
        )
        yield TouchpointInView(touchpoint_id, pulls)
