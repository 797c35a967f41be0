"""Reviews as they were staged: each with all that it froze."""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from domain.reviews.review import ChangeKind
from integrations.importing.changes.context import IdMap
from integrations.importing.checking.staging import Staged
from integrations.importing.format.columns import Row
from integrations.importing.format.problems import RowProblem
from integrations.importing.rows.reviews import (
    ReviewChangeInitiativeRow,
    ReviewChangeRow,
    ReviewEntryRow,
    ReviewReasonRow,
    ReviewRow,
)


@dataclass(slots=True)
class Frozen:
    """Everything the source says of one review."""

    row: ReviewRow
    entries: list[ReviewEntryRow] = field(default_factory=list)
    reasons: dict[str, list[ReviewReasonRow]] = field(default_factory=lambda: defaultdict(list))
    changes: list[ReviewChangeRow] = field(default_factory=list)
    told_of: dict[int, list[ReviewChangeInitiativeRow]] = field(
        default_factory=lambda: defaultdict(list)
    )


@dataclass(frozen=True, slots=True)
class There:
    """Which initiatives, milestones and wins there are once the initiatives are written."""

    ids: IdMap
    born: frozenset[UUID]

    @classmethod
    def after(cls, staged: Staged, ids: IdMap) -> "There":
        """Return what there is after what was staged; --as-of may have left some out."""
        born = {
            each
            for bundle in staged.bundles.values()
            for each in (bundle.initiative_id, *bundle.milestones, *bundle.wins)
        }
        return cls(ids, frozenset(born))

    def has(self, *ids: UUID | None) -> bool:
        """Tell whether all of these are there; None is nothing that could be missing."""
        return all(each is None or each in self.born or self.ids.on_record(each) for each in ids)


def frozen_in(staged: Staged) -> list[Frozen]:
    """Return the reviews that were staged, in the order of their file."""
    found = {
        row.external_id: Frozen(row)
        for row in staged.rows.get(ReviewRow, ())
        if isinstance(row, ReviewRow)
    }
    for row_type in (ReviewEntryRow, ReviewReasonRow, ReviewChangeRow, ReviewChangeInitiativeRow):
        for row in staged.rows.get(row_type, ()):
            of = found.get(getattr(row, "review", ""))
            match row:
                case _ if of is None:
                    # Of a review on record, which shows what it showed.
                    continue
                case ReviewEntryRow():
                    of.entries.append(row)
                case ReviewReasonRow():
                    of.reasons[row.initiative].append(row)
                case ReviewChangeRow():
                    of.changes.append(row)
                case ReviewChangeInitiativeRow():
                    of.told_of[row.position].append(row)
    return list(found.values())


def check_reviews(staged: Staged) -> list[RowProblem]:
    """Return what is wrong with rows that add to others of a review, and take them out."""
    shown = {each.identity for each in staged.rows.get(ReviewEntryRow, ())}
    found = {
        each.identity
        for each in staged.rows.get(ReviewChangeRow, ())
        if isinstance(each, ReviewChangeRow) and each.kind is ChangeKind.FINDING
    }
    problems: list[RowProblem] = []
    for row_type, names, known, what in (
        (ReviewReasonRow, ("review", "initiative"), shown, "review_entries.csv has no such line"),
        (
            ReviewChangeInitiativeRow,
            ("review", "position"),
            found,
            "review_changes.csv has no finding there",
        ),
    ):
        kept: list[Row] = []
        for row in staged.rows.get(row_type, ()):
            if tuple(getattr(row, name) for name in names) in known:
                kept.append(row)
            else:
                reason = f"{what}; add it or take this row away"
                problems.append(RowProblem(row.file, row.line, names[-1], reason))
        if row_type in staged.rows:
            staged.rows[row_type] = kept
    return problems
