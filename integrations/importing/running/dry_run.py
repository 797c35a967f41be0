"""The outlook: what an import would do, told before it does anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from db.people.organisation import organisation
from db.portfolio.comment import comment
from db.portfolio.effect import effect
from db.portfolio.initiative import initiative, participation
from db.portfolio.milestone import dependency
from db.portfolio.short_term_win import credit, share
from db.reviews.review import review_change, review_entry
from integrations.importing.changes.context import TABLES
from integrations.importing.format.problems import RowProblem
from integrations.importing.rows.kinds import LINK_ROWS
from integrations.importing.rows.portfolio import FILES
from integrations.importing.running.preparing import Prepared

# Where the rows of a file are kept. events.csv falls into several tables, and is not counted so.
KEPT_IN: Final[Mapping[str, str]] = {
    **{file: table.name for file, table in TABLES.items()},
    **{row.file: row.kind.key for row in LINK_ROWS},
    "organisation.csv": organisation.name,
    "participations.csv": participation.name,
    "effects.csv": effect.name,
    "dependencies.csv": dependency.name,
    "credits.csv": credit.name,
    "shares.csv": share.name,
    "comments.csv": comment.name,
    "review_entries.csv": review_entry.name,
    "review_changes.csv": review_change.name,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePreview:
    """What would come of one file. `new` and `changed` are None where rows are not records."""

    file: str
    rows: int
    problems: int
    new: int | None
    changed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would be written just now, and what is wrong with which rows.

    With problems, the counts are of what remains when the bad rows are left out.
    """

    creates: bool
    revision: int
    row_count: int
    ignored_count: int
    changed_rows: int
    initiative_count: int
    new_initiatives: int
    changed_initiatives: int
    files: tuple[FilePreview, ...]
    problems: tuple[RowProblem, ...]

    @classmethod
    def of(cls, prepared: Prepared) -> Self:
        """Return what was prepared, in numbers."""
        staged, tally = prepared.staged, prepared.tally
        new = tally.new[initiative.name]
        return cls(
            creates=prepared.created,
            revision=prepared.organisation.revision,
            row_count=sum(staged.rows_of.values()),
            ignored_count=staged.ignored_count,
            changed_rows=tally.rows,
            initiative_count=len(staged.bundles),
            new_initiatives=new,
            changed_initiatives=len(prepared.changed) - new,
            files=tuple(files(prepared)),
            problems=tuple(staged.problems),
        )


def files(prepared: Prepared) -> list[FilePreview]:
    """Return the files that are there, in the order in which they refer to each other."""
    staged, tally = prepared.staged, prepared.tally
    found = []
    names = [row.file for row in FILES]
    strange = sorted({each.file for each in staged.problems} - set(names))
    for name in [*names, *strange]:
        problems = sum(each.file == name for each in staged.problems)
        if name not in staged.rows_of and not problems:
            continue
        table = KEPT_IN.get(name)
        found.append(
            FilePreview(
                file=name,
                rows=staged.rows_of.get(name, 0),
                problems=problems,
                new=tally.new[table] if table else None,
                changed=tally.changed[table] if table else None,
            )
        )
    return found
