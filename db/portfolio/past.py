"""Any past day, rebuilt from the ledgers by what had been recorded by its end."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, Row, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.json_select.computed import Reference, Scope, Unanswerable
from db.risk.facts import Gathered, gather
from domain.risk.level_moves import LevelMove, level_moves
from domain.risk.levers import Lever, levers
from domain.risk.stall_risk import Facts, Level, Reason, StallRisk, assess, judge, level_of

LARGEST_PORTFOLIO = 1_000
FURTHEST_DAYS = 3_660

# A field changed by hand since then reads what the first change since then found.
_BEFORE = """
  case when exists (
    select from event e
    where e.organisation_id = i.organisation_id and e.initiative_id = i.id
      and e.recorded_at >= asked.until and {changed}
  ) then (
    select {old} from event e
    where e.organisation_id = i.organisation_id and e.initiative_id = i.id
      and e.recorded_at >= asked.until and {changed}
    order by e.revision, e.ordinal limit 1
  ) else {now} end
"""
_OWNER = _BEFORE.format(
    changed="(e.kind = 'INITIATIVE_OWNER_ASSIGNED' or e.data -> 'changed' ? 'owner_id')",
    old="coalesce(e.data ->> 'from', e.data -> 'changed' -> 'owner_id' ->> 'from')::uuid",
    now="i.owner_id",
)
_TARGET = _BEFORE.format(
    changed="e.data -> 'changed' ? 'target_on'",
    old="(e.data -> 'changed' -> 'target_on' ->> 'from')::date",
    now="i.target_on",
)
ENTRIES = text(
    f"""
    with asked as (
      select cast(:day as date) as day,
             (cast(:day as date) + 1)::timestamp at time zone o.time_zone as until
      from organisation o
      where o.id = :organisation_id
    )
    select i.id, i.title, i.proposed_on, {_OWNER} as owner_id, {_TARGET} as target_on,
      (select min(l.occurred_on) from lifecycle_move l
       where l.organisation_id = i.organisation_id and l.initiative_id = i.id
         and l.to_status = 'IN_PROGRESS' and l.occurred_on <= asked.day
         and l.recorded_at < asked.until) as started_on,
      said.id as said_id, said.reported_status, said.occurred_on as said_on
    from asked
    cross join initiative i
    left join lateral (
      select s.id, s.reported_status, s.occurred_on from status_update s
      where s.organisation_id = i.organisation_id and s.initiative_id = i.id
        and s.occurred_on <= asked.day and s.recorded_at < asked.until
      order by s.occurred_on desc, s.id desc
      limit 1
    ) said on true
    where i.organisation_id = :organisation_id and i.recorded_at < asked.until
      and not (i.id = any(:hidden))
      and (i.archived_on is null or i.archived_on > asked.day)
      and (cast(:wanted as uuid[]) is null or i.id = any(:wanted))
    order by i.id
    """
).bindparams(
    bindparam("organisation_id", type_=Uuid),
    bindparam("day", type_=Date),
    bindparam("wanted", type_=ARRAY(Uuid)),
    bindparam("hidden", type_=ARRAY(Uuid)),
)
# What had been recorded by the end of the last day, but not by the end of the first.
_BETWEEN = """
    with asked as (
      select (cast(:first as date) + 1)::timestamp at time zone o.time_zone as since,
             (cast(:last as date) + 1)::timestamp at time zone o.time_zone as until
      from organisation o
      where o.id = :organisation_id
    )
"""


def between(sql: str) -> Any:
    """Return a query over `asked`, the instants between the ends of two days."""
    return text(_BETWEEN + sql).bindparams(
        bindparam("organisation_id", type_=Uuid),
        bindparam("first", type_=Date),
        bindparam("last", type_=Date),
        bindparam("hidden", type_=ARRAY(Uuid)),
    )


SLIPPED = between(
    """
    select r.id from asked cross join replan r
    where r.organisation_id = :organisation_id
      and r.recorded_at >= asked.since and r.recorded_at < asked.until
      and not exists (
        select from milestone m
        where m.organisation_id = r.organisation_id and m.id = r.milestone_id
          and m.initiative_id = any(:hidden)
      )
    order by r.days desc nulls last, r.id
    """
)
MET = between(
    """
    select m.id from asked cross join milestone m
    where m.organisation_id = :organisation_id
      and m.completed_recorded_at >= asked.since and m.completed_recorded_at < asked.until
      and not (m.initiative_id = any(:hidden))
    order by m.completed_on, m.id
    """
)
PROMISED = between(
    """
    select m.id from asked cross join milestone m
    where m.organisation_id = :organisation_id and m.first_due_on is not null
      and coalesce(m.promised_on, m.recorded_at::date) > cast(:first as date)
      and coalesce(m.promised_on, m.recorded_at::date) <= cast(:last as date)
      and not (m.initiative_id = any(:hidden))
    order by m.first_due_on, m.id
    """
)
WINS = between(
    """
    select w.id from asked cross join short_term_win w
    where w.organisation_id = :organisation_id and w.archived_on is null
      and w.recorded_at >= asked.since and w.recorded_at < asked.until
      and not (w.initiative_id = any(:hidden))
    order by w.achieved_on, w.id
    """
)
RAISED = between(
    """
    select f.id from asked cross join finding f
    where f.organisation_id = :organisation_id
      and f.first_seen_on > cast(:first as date) and f.first_seen_on <= cast(:last as date)
      and (f.initiative_id = any(:hidden)) is not true
      and not exists (
        select from finding_initiative l
        where l.organisation_id = f.organisation_id and l.finding_id = f.id
          and l.initiative_id = any(:hidden)
      )
    order by f.first_seen_on, f.id
    """
)


async def initiatives_as_of(
    connection: AsyncConnection,
    scope: Scope,
    ids: Sequence[UUID],
    arguments: Mapping[str, object],
) -> Mapping[UUID | None, object]:
    """Return the stall risk of initiatives on a past day; none for those not recorded by then."""
    day = past_day(scope, arguments["as_of"], "asOf")
    return {
        each.initiative_id: risk_json(each.initiative_id, each.facts, assess(each.facts, day))
        for each in await facts_on(connection, scope, ids, day)
    }


async def portfolio_as_of(
    connection: AsyncConnection,
    scope: Scope,
    _ids: Sequence[UUID],
    arguments: Mapping[str, object],
) -> Mapping[UUID | None, object]:
    """Return all initiatives as they stood on a day, those that need attention most first."""
    day = past_day(scope, arguments.get("as_of"), "asOf")
    first = arguments.get("first", LARGEST_PORTFOLIO)
    if not isinstance(first, int) or not 1 <= first <= LARGEST_PORTFOLIO:
        raise Unanswerable(f"first is 1 to {LARGEST_PORTFOLIO}.")
    rows = await entries_on(connection, scope, day, None)
    gathered = await facts_on(connection, scope, [row.id for row in rows], day)
    facts = {each.initiative_id: each.facts for each in gathered}
    # All are judged and counted; only those that are told are explained.
    judged = {each: judge(known, day)[1] for each, known in facts.items()}
    rows = sorted(rows, key=lambda row: (-(judged[row.id] or -1.0), row.title))
    values = {
        "as_of": day,
        "total_count": len(rows),
        **counts_of(judged.values()),
        "entries": [entry(row, facts[row.id], day) for row in rows[:first]],
    }
    return {None: values}


def counts_of(probabilities: Iterable[float | None]) -> dict[str, int]:
    """Return how many are of each level, and how many have no probability."""
    levels = Counter(map(level_name, probabilities))
    return {
        **{f"{level.value.lower()}_count": levels[level] for level in Level},
        "unassessed_count": levels[None],
    }


async def changes_between(
    connection: AsyncConnection,
    scope: Scope,
    _ids: Sequence[UUID],
    arguments: Mapping[str, object],
) -> Mapping[UUID | None, object]:
    """Return what changed between the ends of two days."""
    first = past_day(scope, arguments["from"], "from")
    last = past_day(scope, arguments["to"], "to")
    if first > last:
        raise Unanswerable("from lies after to.")
    known: list[dict[UUID, Facts]] = []
    for day in (first, last):
        ids = [row.id for row in await entries_on(connection, scope, day, None)]
        gathered = await facts_on(connection, scope, ids, day)
        known.append({each.initiative_id: each.facts for each in gathered})
    # All are judged; only those that moved are explained.
    judged = [
        {each: level_name(judge(facts, day)[1]) for each, facts in of_day.items()}
        for of_day, day in zip(known, (first, last), strict=True)
    ]
    moved = {
        each
        for each in judged[0].keys() | judged[1].keys()
        if judged[0].get(each) != judged[1].get(each)
    }
    risks = [
        {each: assess(facts, day) for each, facts in of_day.items() if each in moved}
        for of_day, day in zip(known, (first, last), strict=True)
    ]

    async def rows(query: Any, entity: str) -> list[Reference]:
        parameters = {
            "organisation_id": scope.organisation_id,
            "first": first,
            "last": last,
            "hidden": list(scope.hidden),
        }
        return [Reference(entity, row.id) for row in await connection.execute(query, parameters)]

    values = {
        "from": first,
        "to": last,
        "levels": [level_move_json(move) for move in level_moves(*risks)],
        "slipped": await rows(SLIPPED, "Replan"),
        "met": await rows(MET, "Milestone"),
        "promised": await rows(PROMISED, "Milestone"),
        "wins": await rows(WINS, "ShortTermWin"),
        "findings": await rows(RAISED, "Finding"),
    }
    return {None: values}


def level_name(probability: float | None) -> Level | None:
    return None if probability is None else level_of(probability)


def past_day(scope: Scope, given: object, name: str) -> date:
    """Return the day asked about, today if none is; refuse one that has not come."""
    day = scope.today if given is None else given
    assert isinstance(day, date)
    if day > scope.today:
        raise Unanswerable(
            f"{name} lies in the future: it is {scope.today:%Y-%m-%d} for the organisation."
        )
    if (scope.today - day).days > FURTHEST_DAYS * 2:
        raise Unanswerable(f"{name} lies too far back: give a day of the last twenty years.")
    return day


async def entries_on(
    connection: AsyncConnection, scope: Scope, day: date, wanted: Sequence[UUID] | None
) -> Sequence[Row[Any]]:
    parameters = {
        "organisation_id": scope.organisation_id,
        "day": day,
        "wanted": wanted,
        "hidden": list(scope.hidden),
    }
    return (await connection.execute(ENTRIES, parameters)).all()


async def facts_on(
    connection: AsyncConnection, scope: Scope, ids: Sequence[UUID], day: date
) -> list[Gathered]:
    return await gather(
        connection, organisation_id=scope.organisation_id, initiative_ids=ids, day=day
    )


def entry(row: Row[Any], facts: Facts, day: date) -> dict[str, Any]:
    """Return an initiative as it stood."""
    return {
        "initiative": Reference("Initiative", row.id),
        "title": row.title,
        "owner": None if row.owner_id is None else Reference("Person", row.owner_id),
        "status": facts.status,
        "proposed_on": row.proposed_on,
        "started_on": row.started_on,
        "target_on": row.target_on,
        "reported_status": row.reported_status,
        "reported_on": row.said_on,
        "latest_status_update": None
        if row.said_id is None
        else Reference("StatusUpdate", row.said_id),
        "stall_risk": risk_json(row.id, facts, assess(facts, day)),
        "next_milestone": None
        if facts.next is None
        else {
            "milestone": Reference("Milestone", facts.next.id),
            "title": facts.next.title,
            "due_on": facts.next.due_on,
        },
    }


def risk_json(initiative_id: UUID, facts: Facts, risk: StallRisk) -> dict[str, Any]:
    """Return a stall risk under the names of the schema."""
    overdue, ahead = facts.oldest_overdue, facts.next
    return {
        "initiative": Reference("Initiative", initiative_id),
        "state": risk.state,
        "probability": risk.probability,
        "level": risk.level,
        "rule": risk.rule,
        "computed_on": risk.computed_on,
        "reasons": [reason_json(reason) for reason in risk.reasons],
        "levers": [reason_json(lever) for lever in levers(facts, risk)],
        "days_late": risk.days_late,
        "missed_count": risk.missed_count,
        "days_silent": risk.days_silent,
        "days_to_next": risk.days_to_next,
        "open_count": facts.open_count,
        "overdue_count": facts.overdue_count,
        "undated_count": facts.undated_count,
        "delivered_count": facts.delivered_count,
        "last_activity_on": facts.last_activity_on,
        "oldest_overdue_milestone": None if overdue is None else Reference("Milestone", overdue.id),
        "next_milestone": None if ahead is None else Reference("Milestone", ahead.id),
    }


def reason_json(part: Reason | Lever) -> dict[str, Any]:
    values = part._asdict()
    if part.milestone_id is not None:
        values["milestone_id"] = f"milestone_{part.milestone_id}"
    return values


def level_move_json(move: LevelMove) -> dict[str, Any]:
    reasons = () if move.after is None else move.after.reasons
    sentence = next((each.sentence for each in reasons if each.factor == move.factor), None)
    before, after = move.before, move.after
    return {
        "initiative": Reference("Initiative", move.initiative_id),
        "from_state": None if before is None else before.state,
        "to_state": None if after is None else after.state,
        "from_level": None if before is None else before.level,
        "to_level": None if after is None else after.level,
        "from_probability": None if before is None else before.probability,
        "to_probability": None if after is None else after.probability,
        "factor": move.factor,
        "sentence": sentence,
    }
