"""The lines that a review keeps of what had changed since the one before."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Date, TextClause, Uuid, and_, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.cooperative import cooperative
from db.json_select.computed import Scope
from db.portfolio.past import MET, PROMISED, RAISED, SLIPPED, between
from db.reviews.review import review as review_table
from db.reviews.review import review_change
from domain.reviews.review import WORTH_TELLING_DAYS, ChangeKind, Review

Row = dict[str, Any]
# Of which kind, of which row, of which day.
Changes = tuple[object, object, object]

# Recorded since, or still to be told: those that nobody was told of first.
WINS = between(
    f"""
    select w.id from asked cross join short_term_win w
    cross join lateral (
      select exists (
        select from share s
        where s.organisation_id = w.organisation_id and s.short_term_win_id = w.id
          and s.recorded_at < asked.until and s.occurred_on <= cast(:last as date)
      ) as told
    ) shared
    where w.organisation_id = :organisation_id and w.archived_on is null
      and w.recorded_at < asked.until and not (w.initiative_id = any(:hidden))
      and (
        w.recorded_at >= asked.since
        or not shared.told and w.achieved_on > cast(:last as date) - {WORTH_TELLING_DAYS}
      )
    order by shared.told, w.achieved_on desc, w.id
    """
)
QUERIES: Final = {
    ChangeKind.SLIPPED: SLIPPED,
    ChangeKind.MET: MET,
    ChangeKind.PROMISED: PROMISED,
    ChangeKind.WIN: WINS,
    ChangeKind.FINDING: RAISED,
}
# What a line keeps of the row that it tells of.
_LINES: Final = {
    ChangeKind.SLIPPED: """
        select r.id, r.id as replan_id, m.id as milestone_id, m.initiative_id, m.title, r.person_id,
               r.occurred_on, r.from_due_on, r.to_due_on as due_on, r.days, r.reason as text
        from replan r
        join milestone m on m.organisation_id = r.organisation_id and m.id = r.milestone_id
        where r.organisation_id = :organisation_id and r.id = any(:ids)
    """,
    ChangeKind.MET: """
        select m.id, m.id as milestone_id, m.initiative_id, m.title, m.owner_id as person_id,
               m.completed_on as occurred_on, m.first_due_on as from_due_on, m.due_on,
               m.completed_on - m.due_on as days
        from milestone m
        where m.organisation_id = :organisation_id and m.id = any(:ids)
    """,
    ChangeKind.PROMISED: """
        select m.id, m.id as milestone_id, m.initiative_id, m.title, m.owner_id as person_id,
               coalesce(m.promised_on, m.recorded_at::date) as occurred_on,
               m.first_due_on as due_on
        from milestone m
        where m.organisation_id = :organisation_id and m.id = any(:ids)
    """,
    ChangeKind.WIN: """
        select w.id, w.id as short_term_win_id, w.initiative_id, w.title,
               w.achieved_on as occurred_on, w.what_changed as text,
               exists (
                 select from share s
                 where s.organisation_id = w.organisation_id and s.short_term_win_id = w.id
                   and s.occurred_on <= :day
               ) as shared
        from short_term_win w
        where w.organisation_id = :organisation_id and w.id = any(:ids)
    """,
    ChangeKind.FINDING: """
        select f.id, f.id as finding_id, f.initiative_id, f.milestone_id, f.short_term_win_id,
               coalesce(m.title, t.name, w.title, i.title) as title, f.person_id,
               f.first_seen_on as occurred_on, f.sentence as text, f.severity, f.rule
        from finding f
        left join initiative i on i.organisation_id = f.organisation_id and i.id = f.initiative_id
        left join milestone m on m.organisation_id = f.organisation_id and m.id = f.milestone_id
        left join touchpoint t on t.organisation_id = f.organisation_id and t.id = f.touchpoint_id
        left join short_term_win w
          on w.organisation_id = f.organisation_id and w.id = f.short_term_win_id
        where f.organisation_id = :organisation_id and f.id = any(:ids)
    """,
}
LINES: Final[Mapping[ChangeKind, TextClause]] = {
    kind: text(query).bindparams(
        bindparam("organisation_id", type_=Uuid),
        bindparam("ids", type_=ARRAY(Uuid)),
        *([bindparam("day", type_=Date)] if ":day" in query else []),
    )
    for kind, query in _LINES.items()
}
SUBJECTS: Final = {
    ChangeKind.SLIPPED: "replan_id",
    ChangeKind.MET: "milestone_id",
    ChangeKind.PROMISED: "milestone_id",
    ChangeKind.WIN: "short_term_win_id",
    ChangeKind.FINDING: "finding_id",
}

NOTHING: Final[Row] = dict.fromkeys(column.key for column in review_change.columns)


async def frozen_changes(connection: AsyncConnection, scope: Scope, review: Review) -> list[Row]:
    """Return the lines of what changed, each kind in its order."""
    since = review.since_on
    shown: set[Changes] = set()
    if review.previous_id is not None:
        # What was recorded on its day after it was held may have been shown by none.
        since -= timedelta(days=1)
        shown = await shown_before(connection, scope, review)
    window = {"first": since, "last": review.held_on, "hidden": []}
    lines: list[Row] = []
    for kind, query in QUERIES.items():
        found = await connection.execute(query, {"organisation_id": scope.organisation_id} | window)
        ids = list(found.scalars())
        written = await lines_of(connection, scope, kind, ids, review.held_on)
        fresh = [
            row
            for row in written
            if (kind is ChangeKind.WIN and not row["shared"])
            or (kind, row[SUBJECTS[kind]], row["occurred_on"]) not in shown
        ]
        lines += await cooperative(NOTHING | row | {"kind": kind} for row in fresh)
    return lines


async def lines_of(
    connection: AsyncConnection, scope: Scope, kind: ChangeKind, ids: Sequence[UUID], day: date
) -> list[Row]:
    """Return what lines keep of rows, in the order of their ids."""
    given = {"organisation_id": scope.organisation_id, "ids": list(ids)}
    if kind is ChangeKind.WIN:
        given["day"] = day
    found = (await connection.execute(LINES[kind], given)).mappings()
    rows = {row["id"]: row for row in await cooperative(map(dict, found))}
    return [rows[identity] for identity in ids if identity in rows]


async def shown_before(connection: AsyncConnection, scope: Scope, review: Review) -> set[Changes]:
    """Return what was shown since the day of the review before: of which kind, of which row, of
    which day."""
    c, held = review_change.c, review_table.c
    query = (
        select(c.kind, c.occurred_on, *(c[name] for name in sorted(set(SUBJECTS.values()))))
        .join(
            review_table,
            and_(held.organisation_id == c.organisation_id, held.id == c.review_id),
        )
        .where(
            c.organisation_id == scope.organisation_id,
            c.review_id != review.id,
            held.held_on.between(review.since_on, review.held_on),
            held.archived_on.is_(None),
        )
    )
    rows = (await connection.execute(query)).mappings()
    return set(
        await cooperative(
            (row["kind"], row[SUBJECTS[row["kind"]]], row["occurred_on"]) for row in rows
        )
    )
