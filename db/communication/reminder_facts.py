"""What is to be told to owners, gathered for all of an organisation or a few of its people.

Every branch begins with the people who may be reminded, and finds what is theirs by an index. Each
section comes back as its first few rows and how many there are.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, Row, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.json_select.hidden import SEATED
from domain.communication.reminder import DAYS_AHEAD, DAYS_BETWEEN, MOST_SHOWN, Item, Owed, Section
from domain.findings.facts import AT_WORK
from domain.risk.stall_risk import Level

STATUSES = ", ".join(sorted(f"'{status.value}'" for status in AT_WORK))
WORKING = f"i.archived_on is null and i.status in ({STATUSES})"
PROMISED = "m.completed_on is null and m.dropped_on is null and m.due_on <= :until"
SECTION_OF_MILESTONE = "case when m.due_on < :today then 'OVERDUE' else 'DUE' end"
SECTION_OF_FINDING = """
    case when f.rule in ('STALE_STATUS', 'UNSHARED_WIN') then f.rule else 'FINDING' end
"""
# Somebody who acknowledged a finding knows of it. What is not told yet is for those with a seat in
# it.
OPEN = f"""
    f.archived_on is null and coalesce(f.acknowledged_until < :today, true)
    and not exists (
      select
      from finding_initiative l
      join initiative secret
        on secret.organisation_id = l.organisation_id and secret.id = l.initiative_id
      where l.organisation_id = f.organisation_id and l.finding_id = f.id and secret.confidential
        and ({SEATED.format(row="secret", tenant="f.organisation_id", person="p.id")}) is not true
    )
"""

# The people who may be reminded now, and everything that is theirs. A milestone whose owner is
# missing or gone is its initiative's owner's.
THEIRS = f"""
    with reached as (
      select p.organisation_id, p.id, p.name, p.email
      from person p
      where p.organisation_id = :organisation_id
        and (cast(:people as uuid[]) is null or p.id = any(cast(:people as uuid[])))
        and p.reminders and p.email is not null
        and p.archived_on is null and (p.left_on is null or p.left_on > :today)
        and not exists (
          select
          from reminder r
          where r.organisation_id = p.organisation_id and r.person_id = p.id
            and (r.week = :week
                 or r.sent_on > cast(:today as date) - {DAYS_BETWEEN} and r.state <> 'REFUSED')
        )
    ),
    told as (
      select p.id as person_id, {SECTION_OF_MILESTONE} as section, m.title,
             i.title as initiative, m.due_on as day, null as sentence, null as level,
             null::double precision as probability, m.due_on - date '2000-01-01' as place, m.id
      from reached p
      join milestone m on m.organisation_id = p.organisation_id and m.owner_id = p.id
      join initiative i on i.organisation_id = m.organisation_id and i.id = m.initiative_id
      where {PROMISED} and {WORKING}
      union all
      select p.id, {SECTION_OF_MILESTONE}, m.title,
             i.title, m.due_on, null, null,
             null, m.due_on - date '2000-01-01', m.id
      from reached p
      join initiative i on i.organisation_id = p.organisation_id and i.owner_id = p.id
      join milestone m on m.organisation_id = i.organisation_id and m.initiative_id = i.id
      left join person o on o.organisation_id = m.organisation_id and o.id = m.owner_id
      where {PROMISED} and {WORKING}
        and (o.id is null or o.archived_on is not null or o.left_on <= :today)
      union all
      select p.id, 'AT_RISK', i.title,
             null, null, c.reasons -> 0 ->> 'sentence', c.level,
             c.probability, -c.probability, i.id
      from reached p
      join initiative i on i.organisation_id = p.organisation_id and i.owner_id = p.id
      join stall_risk_current c
        on c.organisation_id = i.organisation_id and c.initiative_id = i.id
      where {WORKING} and c.level in ('HIGH', 'CRITICAL')
      union all
      select p.id, {SECTION_OF_FINDING}, coalesce(w.title, m.title, i.title),
             i.title, f.since, f.sentence, null,
             null, f.severity_rank, f.id
      from reached p
      join initiative i on i.organisation_id = p.organisation_id and i.owner_id = p.id
      join finding f on f.organisation_id = i.organisation_id and f.initiative_id = i.id
      left join milestone m on m.organisation_id = f.organisation_id and m.id = f.milestone_id
      left join short_term_win w
        on w.organisation_id = f.organisation_id and w.id = f.short_term_win_id
      where {OPEN} and i.archived_on is null
        and f.subject_type in ('INITIATIVE', 'MILESTONE', 'SHORT_TERM_WIN')
      union all
      select p.id, 'FINDING', 'Your own work',
             null, f.since, f.sentence, null,
             null, f.severity_rank, f.id
      from reached p
      join finding f on f.organisation_id = p.organisation_id and f.person_id = p.id
      where {OPEN} and f.subject_type = 'PERSON'
      union all
      select p.id, 'FINDING', t.name,
             null, f.since, f.sentence, null,
             null, f.severity_rank, f.id
      from reached p
      join touchpoint t on t.organisation_id = p.organisation_id and t.steward_id = p.id
      join finding f on f.organisation_id = t.organisation_id and f.touchpoint_id = t.id
      where {OPEN} and t.archived_on is null
    )
"""
PARAMETERS = (
    bindparam("organisation_id", type_=Uuid),
    bindparam("people", type_=ARRAY(Uuid)),
    *(bindparam(name, type_=Date) for name in ("today", "until", "week")),
)
WHO = text(
    f"{THEIRS} select p.id, p.email from reached p"
    " where exists (select from told where told.person_id = p.id) order by p.id"
).bindparams(*PARAMETERS)
WHAT = text(
    f"""
    {THEIRS}
    select p.id as person_id, p.name, p.email, placed.section, placed.title, placed.initiative,
           placed.day, placed.sentence, placed.level, placed.probability, placed.number
    from reached p
    join (
      select told.*, count(*) over (partition by person_id, section) as number,
             row_number() over (partition by person_id, section order by place, title, id) as row
      from told
    ) placed on placed.person_id = p.id
    where placed.row <= {MOST_SHOWN}
    order by p.name, p.id, placed.section, placed.row
    """
).bindparams(*PARAMETERS)


def with_parameters(
    organisation_id: UUID, today: date, week: date, people: Sequence[UUID] | None
) -> dict[str, object]:
    return {
        "organisation_id": organisation_id,
        "people": None if people is None else list(people),
        "today": today,
        "until": today + timedelta(days=DAYS_AHEAD),
        "week": week,
    }


async def who_is_owed(
    connection: AsyncConnection, organisation_id: UUID, today: date, week: date
) -> list[tuple[UUID, str]]:
    """Return id and address of those to be told something, who were not in this week."""
    rows = await connection.execute(WHO, with_parameters(organisation_id, today, week, None))
    return [(row.id, row.email) for row in rows]


async def what_is_owed(
    connection: AsyncConnection,
    organisation_id: UUID,
    today: date,
    week: date,
    people: Sequence[UUID] | None = None,
) -> list[Owed]:
    """Return what is to be told to each, of these people or of all, by name."""
    rows = await connection.execute(WHAT, with_parameters(organisation_id, today, week, people))
    return [
        owed_of(list(theirs)) for _, theirs in groupby(rows.all(), key=lambda row: row.person_id)
    ]


def owed_of(rows: Sequence[Row[Any]]) -> Owed:
    first = rows[0]
    return Owed(
        person_id=first.person_id,
        name=first.name,
        email=first.email,
        items=tuple(
            Item(
                Section(row.section),
                row.title,
                row.initiative,
                row.day,
                row.sentence,
                None if row.level is None else Level(row.level),
                None if row.probability is None else round(row.probability * 100),
            )
            for row in rows
        ),
        counts={Section(row.section): row.number for row in rows},
    )
