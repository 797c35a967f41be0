"""Bringing in a review: what it froze is written once; on record, it only takes another title.

What it refers to goes by external id like everything else. A status update and a new date have
none: they are found by what they say and when they were recorded. A finding that it showed is made
anew as one that is gone, with the initiatives that it told of, so that whoever may not see those
does not see it here either.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from db.findings.finding import finding, finding_initiative
from db.portfolio.milestone import replan
from db.portfolio.status_update import status_update
from db.reviews.review import review, review_change, review_entry
from db.writing.unit_of_work import PostgresUnitOfWork
from domain.core.event import EventKind
from domain.reviews.review import ChangeKind, Review
from integrations.importing.applying.applying import load_rows, note, write
from integrations.importing.applying.asked import NO_NAMES, named
from integrations.importing.applying.frozen import Frozen, There
from integrations.importing.changes.changes import Changes, Context, Values
from integrations.importing.changes.on_record import of_organisation
from integrations.importing.checking.reviews import NAMED_BY
from integrations.importing.format.columns import Row
from integrations.importing.planning.reference import defaults_of
from integrations.importing.rows.reviews import ReviewChangeRow, ReviewReasonRow, ReviewRow

REFERS: Final = {
    "initiative": "initiatives.csv",
    "milestone": "milestones.csv",
    "person": "people.csv",
    "short_term_win": "wins.csv",
    "touchpoint": "touchpoints.csv",
}
Key = tuple[Any, ...]


async def plan_review(
    connection: AsyncConnection, frozen: Frozen, context: Context, there: There, revision: int
) -> Changes:
    """Plan one review: all that it froze, or what it is called if it is on record."""
    row = frozen.row
    review_id = context.ids.allocate(row.file, row.external_id)
    on_record = await load_rows(connection, review, context.organisation_id, [review_id])
    if (known := on_record.get(review_id)) is not None:
        changes = Changes()
        said = context.values(row, *NO_NAMES)
        values = {name: said[name] for name in ("title", "archived_on") if name in said}
        changes.update(review, known, values | named(known, row.external_id))
        return changes
    return await NewReview(connection, frozen, context, there).plan(review_id, revision)


async def apply_review(
    work: PostgresUnitOfWork, frozen: Frozen, context: Context, there: There
) -> int:
    """Bring one review in; returns how many rows changed."""
    connection = await work.session.connection()
    changes = await plan_review(connection, frozen, context, there, work.organisation.revision)
    if changes:
        kind = EventKind.REVIEW_HELD if changes.inserts else EventKind.REVIEW_UPDATED
        review_id = context.ids.allocate(ReviewRow.file, frozen.row.external_id)
        note(work, kind, Review.__name__, review_id)
    await write(connection, changes, context.organisation_id)
    return changes.count()


@dataclass(slots=True)
class NewReview:
    """Plans a review that is not on record yet."""

    connection: AsyncConnection
    frozen: Frozen
    context: Context
    there: There
    changes: Changes = field(default_factory=Changes)

    @property
    def recorded_at(self) -> datetime:
        """When it was frozen."""
        row = self.frozen.row
        return self.context.calendar.moment(row.recorded_at, row.held_on)

    async def plan(self, review_id: UUID, revision: int) -> Changes:
        """Plan the review with its entries and changes."""
        row = self.frozen.row
        own = {
            "id": review_id,
            "external_id": row.external_id,
            "revision": revision,
            "recorded_at": self.recorded_at,
        }
        self.insert(review, {**self.filled(row, *NO_NAMES), **own})
        await self.plan_entries()
        await self.plan_changes()
        return self.changes

    async def plan_entries(self) -> None:
        """Plan the initiatives that it showed."""
        lines = [(each, self.filled(each, "reported_recorded_at")) for each in self.frozen.entries]
        said = await self.found(
            status_update,
            "initiative_id",
            [values["initiative_id"] for _, values in lines],
            ("initiative_id", "occurred_on", "recorded_at", "reported_status"),
        )
        for row, values in lines:
            if not self.there.has(values["initiative_id"]):
                continue
            if not self.there.has(values["next_milestone_id"]):
                values["next_milestone_id"] = None
            if row.reported_on is not None:
                moment = self.context.calendar.moment(row.reported_recorded_at, row.reported_on)
                update = (values["initiative_id"], row.reported_on, moment, row.reported_status)
                values["latest_status_update_id"] = said.get(update)
            reasons = self.frozen.reasons.get(row.initiative, ())
            in_order = sorted(reasons, key=lambda each: each.position)
            values["reasons"] = [self.reason(each) for each in in_order]
            self.insert(review_entry, values)

    def reason(self, row: ReviewReasonRow) -> Values:
        """Return a reason as it is kept."""
        by = self.context.id_of(REFERS["milestone"], row.milestone)
        return {
            "factor": row.factor.value,
            "value": row.value,
            "weight": row.weight,
            "share": row.share,
            "sentence": row.sentence,
            "milestone_id": str(by) if by is not None and self.there.has(by) else None,
            "days": row.days,
        }

    async def plan_changes(self) -> None:
        """Plan what had changed by then."""
        own = ("replan_recorded_at", "touchpoint", "subject")
        lines = [
            (row, values)
            for row in self.frozen.changes
            for values in [self.filled(row, *own)]
            if self.there.has(
                values["initiative_id"], values["milestone_id"], values["short_term_win_id"]
            )
        ]
        moved = await self.found(
            replan,
            "milestone_id",
            [values["milestone_id"] for row, values in lines if row.kind is ChangeKind.SLIPPED],
            ("milestone_id", "occurred_on", "recorded_at", "to_due_on"),
        )
        shown = await self.found(
            finding,
            "subject_id",
            [self.subject_of(row) for row, _ in lines],
            ("rule", "subject_id", "first_seen_on"),
        )
        for row, values in lines:
            if row.kind is ChangeKind.SLIPPED:
                recorded = self.context.calendar.moment(row.replan_recorded_at, row.occurred_on)
                move = (values["milestone_id"], row.occurred_on, recorded, row.due_on)
                values["replan_id"] = moved.get(move)
            if row.kind is ChangeKind.FINDING:
                key = (row.rule, self.subject_of(row), row.occurred_on)
                if key not in shown:
                    shown[key] = self.make_finding(row, values)
                values["finding_id"] = shown[key]
            self.insert(review_change, values)

    def subject_of(self, row: ReviewChangeRow) -> UUID | None:
        """Return what a finding is about."""
        if row.subject is None:
            return None
        name = NAMED_BY[row.subject]
        return self.context.id_of(REFERS[name], getattr(row, name))

    def make_finding(self, row: ReviewChangeRow, values: Values) -> UUID:
        """Plan the finding that was shown, as one that is gone since; return its id."""
        last = max(row.occurred_on, self.frozen.row.held_on)
        named_ids = ("initiative_id", "milestone_id", "person_id", "short_term_win_id")
        made: UUID = self.insert(
            finding,
            {
                **{name: values[name] for name in named_ids},
                "touchpoint_id": self.context.id_of(REFERS["touchpoint"], row.touchpoint),
                "rule": row.rule,
                "severity": row.severity,
                "subject_type": row.subject,
                "subject_id": self.subject_of(row),
                "since": row.occurred_on,
                "first_seen_on": row.occurred_on,
                "last_seen_on": last,
                "archived_on": last,
                "sentence": row.text,
                "evidence": [],
                "recorded_at": self.recorded_at,
            },
        )["id"]
        for tie in self.frozen.told_of.get(row.position, ()):
            other = self.context.id_of(REFERS["initiative"], tie.initiative)
            if self.there.has(other):
                # Known by what it ties, not by an id of its own.
                self.changes.inserts[finding_initiative].append(
                    {
                        "organisation_id": self.context.organisation_id,
                        "finding_id": made,
                        "initiative_id": other,
                        "involved": tie.involved,
                    }
                )
        return made

    async def found(
        self, table: Table, column: str, ids: Sequence[UUID | None], names: tuple[str, ...]
    ) -> dict[Key, UUID]:
        """Return the ids of rows by what they say; of several that say the same, the first."""
        wanted = {each for each in ids if each is not None}
        if not wanted:
            return {}
        query = of_organisation(table, self.context.organisation_id)
        query = query.where(table.c[column].in_(wanted))
        found: dict[Key, UUID] = {}
        for row in (await self.connection.execute(query)).mappings():
            found.setdefault(tuple(row[name] for name in names), row["id"])
        return found

    def filled(self, row: Row, *leave_out: str) -> Values:
        """Return what a row says, with what it has where its file lacks a column."""
        values = {**defaults_of(type(row)), **self.context.values(row, *leave_out)}
        for name in leave_out:
            values.pop(name, None)
            values.pop(f"{name}_id", None)
        return values

    def insert(self, table: Table, values: Values) -> Values:
        return self.changes.insert(self.context, table, values)
