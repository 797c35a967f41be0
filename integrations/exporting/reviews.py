"""Reviews as lines of files: what each froze, and what was decided and taken on in them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.findings.finding import finding, finding_initiative
from db.portfolio.milestone import replan
from db.portfolio.status_update import status_update
from db.reviews.action import action
from db.reviews.decision import decision
from db.reviews.review import review, review_change, review_entry
from integrations.exporting.cells import Cells, Names, cells, unless_default
from integrations.importing.changes.context import Calendar
from integrations.importing.format.columns import Row
from integrations.importing.rows.reviews import (
    ActionRow,
    DecisionRow,
    ReviewChangeInitiativeRow,
    ReviewChangeRow,
    ReviewEntryRow,
    ReviewReasonRow,
    ReviewRow,
)

Record = Mapping[Any, Any]
Lines = dict[type[Row], list[Cells]]
# Kept as JSON, where a number may have lost its point.
NUMBERS = ("value", "weight", "share")


class Reviews:
    """Writes the reviews of one organisation over one snapshot of the database."""

    def __init__(
        self,
        connection: AsyncConnection,
        organisation_id: UUID,
        names: Names,
        calendar: Calendar,
    ) -> None:
        self.connection = connection
        self.organisation_id = organisation_id
        self.names = names
        self.calendar = calendar

    async def lines(self, review_id: UUID) -> Lines:
        """Return everything that one review froze, by file."""
        query = self.rows(review).where(review.c.id == review_id)
        [held] = (await self.connection.execute(query)).mappings()
        since = unless_default(held["recorded_at"], held["held_on"], self.calendar)
        of = self.names[ReviewRow.file][review_id]
        own = cells(
            ReviewRow,
            held,
            self.names,
            external_id=of,
            recorded_at=since,
        )
        entries, reasons = await self.entries(review_id)
        changes, told_of = await self.changes(review_id)
        return {
            ReviewRow: [own],
            ReviewEntryRow: entries,
            ReviewReasonRow: reasons,
            ReviewChangeRow: changes,
            ReviewChangeInitiativeRow: told_of,
        }

    async def in_order(self) -> list[UUID]:
        """Return the reviews as they were held, each after the one that it compares with."""
        found = (await self.connection.execute(self.rows(review))).mappings().all()
        names = self.names[ReviewRow.file]
        before = {row["id"]: row["previous_id"] for row in found}
        ordered: dict[UUID, None] = {}
        for row in sorted(found, key=lambda row: (row["recorded_at"], names[row["id"]])):
            ahead: list[UUID] = []
            each: UUID | None = row["id"]
            while each is not None and each not in ordered:
                ahead.append(each)
                each = before[each]
            ordered.update(dict.fromkeys(reversed(ahead)))
        return list(ordered)

    async def entries(self, review_id: UUID) -> tuple[list[Cells], list[Cells]]:
        """Return the initiatives that a review showed, and the reasons of each."""
        says = status_update.alias()
        query = (
            self.rows(review_entry)
            .add_columns(says.c.recorded_at.label("says_at"))
            .outerjoin(says, same(review_entry, "latest_status_update_id", says))
            .where(review_entry.c.review_id == review_id)
            .order_by(review_entry.c.position, review_entry.c.id)
        )
        entries: list[Cells] = []
        reasons: list[Cells] = []
        for row in (await self.connection.execute(query)).mappings():
            said_at = row["says_at"]
            given = said_at and unless_default(said_at, row["reported_on"], self.calendar)
            entries.append(cells(ReviewEntryRow, row, self.names, reported_recorded_at=given))
            for position, reason in enumerate(row["reasons"], start=1):
                kept = {
                    **reason,
                    **{name: float(reason[name]) for name in NUMBERS},
                    "review_id": review_id,
                    "initiative_id": row["initiative_id"],
                    "milestone_id": reason["milestone_id"] and UUID(reason["milestone_id"]),
                    "position": position,
                }
                reasons.append(cells(ReviewReasonRow, kept, self.names))
        return entries, reasons

    async def changes(self, review_id: UUID) -> tuple[list[Cells], list[Cells]]:
        """Return what had changed, and the other initiatives that its findings told of."""
        moved, found = replan.alias(), finding.alias()
        query = (
            self.rows(review_change)
            .add_columns(
                moved.c.recorded_at.label("moved_at"), found.c.subject_type, found.c.touchpoint_id
            )
            .outerjoin(moved, same(review_change, "replan_id", moved))
            .outerjoin(found, same(review_change, "finding_id", found))
            .where(review_change.c.review_id == review_id)
            .order_by(review_change.c.position, review_change.c.id)
        )
        rows = (await self.connection.execute(query)).mappings().all()
        ties = await self.ties(row["finding_id"] for row in rows)
        changes: list[Cells] = []
        told_of: list[Cells] = []
        for row in rows:
            moved_at = row["moved_at"]
            given = moved_at and unless_default(moved_at, row["occurred_on"], self.calendar)
            own = {"subject": row["subject_type"], "replan_recorded_at": given}
            changes.append(cells(ReviewChangeRow, row, self.names, **own))
            lines = [
                cells(
                    ReviewChangeInitiativeRow,
                    {"review_id": review_id, "position": row["position"], **tie},
                    self.names,
                )
                for tie in ties.get(row["finding_id"], ())
            ]
            told_of += sorted(lines, key=lambda line: line["initiative"])
        return changes, told_of

    async def ties(self, finding_ids: Iterable[UUID | None]) -> Mapping[UUID, list[Record]]:
        """Return the other initiatives that findings tell of."""
        c = finding_initiative.c
        ids = [each for each in finding_ids if each is not None]
        query = self.rows(finding_initiative).where(c.finding_id.in_(ids))
        found: dict[UUID, list[Record]] = defaultdict(list)
        for row in (await self.connection.execute(query)).mappings():
            found[row["finding_id"]].append(row)
        return found

    async def asked_and_taken_on(self) -> Lines:
        """Return the decisions and the actions, by external id."""
        found: Lines = {}
        for row_type, table, day in (
            (DecisionRow, decision, "asked_on"),
            (ActionRow, action, None),
        ):
            names = self.names[row_type.file]
            lines = []
            for row in (await self.connection.execute(self.rows(table))).mappings():
                own: dict[str, object] = {"external_id": names[row["id"]]}
                if day is not None:
                    since = unless_default(row["recorded_at"], row[day], self.calendar)
                    own["recorded_at"] = since
                lines.append(cells(row_type, row, self.names, **own))
            found[row_type] = sorted(lines, key=lambda line: line["external_id"])
        return found

    def rows(self, table: Table) -> Select[Any]:
        return select(table).where(table.c.organisation_id == self.organisation_id)


def same(near: Table, column: str, far: Any) -> Any:
    """Return the condition that a row points at another, within its organisation."""
    return (far.c.organisation_id == near.c.organisation_id) & (far.c.id == near.c[column])
