"""What is on record of a few initiatives: every row of their histories, read in one go."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.portfolio.activity import activity
from db.portfolio.assessment import assessment
from db.portfolio.comment import comment
from db.portfolio.effect import effect
from db.portfolio.initiative import initiative, lifecycle_move, participation
from db.portfolio.milestone import dependency, milestone, reopening, replan
from db.portfolio.short_term_win import credit, share, short_term_win
from db.portfolio.status_update import status_update
from db.tables import metadata
from integrations.importing.rows.kinds import LINK_ROWS

Record = Mapping[str, Any]

OF_INITIATIVES = (
    milestone,
    lifecycle_move,
    activity,
    status_update,
    assessment,
    participation,
    effect,
    short_term_win,
    comment,
    *(metadata.tables[row.kind.key] for row in LINK_ROWS),
)
# The children of milestones and wins, with the column that names their parent.
OF_CHILDREN = (
    (replan, "milestone_id", milestone),
    (reopening, "milestone_id", milestone),
    (dependency, "milestone_id", milestone),
    (credit, "short_term_win_id", short_term_win),
    (share, "short_term_win_id", short_term_win),
)


class OnRecord:
    """The rows of one initiative, by table."""

    def __init__(self) -> None:
        self.initiative: Record | None = None
        self.rows: dict[str, list[Record]] = defaultdict(list)

    def of(self, table: Table) -> list[Record]:
        return self.rows.get(table.name, [])

    def children(self, table: Table, column: str, parent: UUID) -> list[Record]:
        return [row for row in self.of(table) if row[column] == parent]


async def load_on_record(
    connection: AsyncConnection, organisation_id: UUID, initiative_ids: Collection[UUID]
) -> dict[UUID, OnRecord]:
    """Return what is on record of each of these initiatives, in the order of recording."""
    found: dict[UUID, OnRecord] = defaultdict(OnRecord)
    if not initiative_ids:
        return found
    ids = list(initiative_ids)
    query = of_organisation(initiative, organisation_id).where(initiative.c.id.in_(ids))
    for row in (await connection.execute(query)).mappings():
        found[row["id"]].initiative = row
    if not found:
        return found
    ids = list(found)
    parents: dict[str, dict[UUID, UUID]] = {milestone.name: {}, short_term_win.name: {}}
    for table in OF_INITIATIVES:
        query = of_organisation(table, organisation_id).where(table.c.initiative_id.in_(ids))
        for row in (await connection.execute(query)).mappings():
            found[row["initiative_id"]].rows[table.name].append(row)
            if table.name in parents:
                parents[table.name][row["id"]] = row["initiative_id"]
    for table, column, parent in OF_CHILDREN:
        of_parent = parents[parent.name]
        if of_parent:
            query = of_organisation(table, organisation_id)
            query = query.where(table.c[column].in_(list(of_parent)))
            for row in (await connection.execute(query)).mappings():
                found[of_parent[row[column]]].rows[table.name].append(row)
    return found


def of_organisation(table: Table, organisation_id: UUID) -> Select[Any]:
    """Select a table's rows of one organisation in the order in which they were recorded."""
    order = [table.c[name] for name in ("occurred_on", "ordinal", "recorded_at") if name in table.c]
    return (
        select(table).where(table.c.organisation_id == organisation_id).order_by(*order, table.c.id)
    )
