"""What is news since somebody's last visit, out of the ledger."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.json_select.computed import Reference, Scope
from db.reviews.visit import last_visit
from domain.core.event import EventKind
from domain.reviews.since_last_visit import NEWS, LedgerEntry, news_of

# Further back nobody reads what was news, and a page must not wait for it.
EVENTS_AT_MOST: Final = 5_000
LISTED_AT_MOST: Final = 50
CHANGED_AT_MOST: Final = 500

# Archived initiatives are out of sight, whatever happened to them before.
_SINCE: Final = text(
    f"""
    with last as materialized (
      select e.revision, e.ordinal, e.kind, e.subject_id, e.initiative_id, e.data
      from event e
      where e.organisation_id = :organisation_id and e.revision > :revision
      order by e.revision desc, e.ordinal desc
      limit {EVENTS_AT_MOST + 1}
    )
    select counted.events, news.*
    from (select count(*) as events from last) counted
    left join (
      select l.revision, l.ordinal, l.kind, l.subject_id, l.initiative_id,
             l.data ->> 'from' as before, l.data ->> 'to' as after,
             (l.data ->> 'days')::int as days
      from last l
      join initiative i on i.organisation_id = :organisation_id and i.id = l.initiative_id
      where l.kind = any(:kinds) and i.archived_on is null and not (i.id = any(:hidden))
    ) news on true
    order by news.revision, news.ordinal
    """
).bindparams(
    bindparam("organisation_id", type_=Uuid),
    bindparam("kinds", sorted(kind.value for kind in NEWS), type_=ARRAY(Text)),
    bindparam("hidden", type_=ARRAY(Uuid)),
)


async def since_last_visit(
    connection: AsyncConnection,
    scope: Scope,
    ids: Sequence[UUID],
    _arguments: Mapping[str, object],
) -> Mapping[UUID | None, object]:
    """Return for the viewer's token what is news: the computed field of the viewer."""
    answers: dict[UUID | None, object] = {}
    for token_id in ids:
        left = await last_visit(connection, scope, token_id)
        if left is None:
            continue
        given = {
            "organisation_id": scope.organisation_id,
            "revision": left.revision,
            "hidden": list(scope.hidden),
        }
        rows = (await connection.execute(_SINCE, given)).all()
        news = news_of(
            LedgerEntry(
                EventKind[row.kind],
                row.subject_id,
                row.initiative_id,
                row.before,
                row.after,
                row.days,
            )
            for row in rows
            if row.kind is not None
        )
        answers[token_id] = {
            "at": left.at,
            "complete": rows[0].events <= EVENTS_AT_MOST,
            "risks_increased_count": len(news.risks_increased),
            "risks_increased": listed("Initiative", news.risks_increased),
            "risks_decreased_count": len(news.risks_decreased),
            "risks_decreased": listed("Initiative", news.risks_decreased),
            "slipped_count": len(news.slipped),
            "slipped": listed("Milestone", news.slipped),
            "milestones_met_count": len(news.milestones_met),
            "milestones_met": listed("Milestone", news.milestones_met),
            "wins_logged_count": len(news.wins_logged),
            "wins_logged": listed("ShortTermWin", news.wins_logged),
            "changed": listed("Initiative", news.changed, CHANGED_AT_MOST),
        }
    return answers


def listed(entity: str, ids: Sequence[UUID], at_most: int = LISTED_AT_MOST) -> list[Reference]:
    """Return the first of these rows, as they are now."""
    return [Reference(entity, each) for each in ids[:at_most]]
