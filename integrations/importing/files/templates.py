"""Templates: the files that people fill in, with their columns and rows that show what goes in.

What a review froze is written by exports alone, thresholds are set in the product: they have none.
The rows belong together: imported
as they are, they make one small portfolio. organisation.csv has its columns only, because it would
rename whoever's organisation it is imported into.
"""

import csv
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from io import BytesIO, StringIO
from typing import Final

from integrations.importing.format.columns import Row, columns
from integrations.importing.rows.portfolio import (
    FILES,
    DependencyRow,
    EventRow,
    InitiativeRow,
    MilestoneRow,
    OrganisationRow,
    ThresholdRow,
)
from integrations.importing.rows.reviews import REVIEW_FILES

# What people fill in.
WRITTEN: Final = tuple(row for row in FILES if row not in (ThresholdRow, *REVIEW_FILES))

Cells = Mapping[str, str]
# What would put the example away, or say again what events.csv tells.
BLANK: Final = frozenset(
    {"archived_on", "left_on", "edited_at", "ended_on", "completed_on", "recorded_at"}
)
# A comment is recognised by when it was said.
NEEDED: Final = frozenset({("comments.csv", "recorded_at")})
# The life of the example, which its own file can't tell in one row.
EVENTS: Final[Sequence[Cells]] = (
    {"occurred_on": "2025-10-20", "event": "created"},
    {"occurred_on": "2025-12-01", "event": "lifecycle", "value": "IN_PROGRESS", "text": "Begun"},
    {"occurred_on": "2025-12-01", "event": "planned", "milestone": "*", "due_on": "2026-03-31"},
    {
        "occurred_on": "2026-02-11",
        "event": "replanned",
        "milestone": "*",
        "due_on": "2026-04-30",
        "text": "The supplier slipped",
    },
    {
        "occurred_on": "2026-02-12",
        "event": "status",
        "value": "AT_RISK",
        "text": "Pagers come late",
        "person": "*",
    },
)
ZIP_DATE: Final = (2026, 1, 1, 0, 0, 0)


@cache
def templates() -> bytes:
    """Return a zip of the templates."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for row in WRITTEN:
            archive.writestr(zipfile.ZipInfo(row.file, ZIP_DATE), template(row))
    return made.getvalue()


def template(row: type[Row]) -> str:
    """Return a file: its columns, and rows that show what goes in."""
    names = [column.name for column in columns(row)]
    made = StringIO()
    writer = csv.DictWriter(made, names, restval="")
    writer.writeheader()
    writer.writerows(examples(row))
    # The mark lets a spreadsheet know that it is UTF-8.
    return "\ufeff" + made.getvalue()


def examples(row: type[Row]) -> Iterator[Cells]:
    """Yield the rows of a template."""
    example = example_of(row)
    if row is OrganisationRow:
        return
    if row is EventRow:
        for each in EVENTS:
            filled = {name: example[name] if cell == "*" else cell for name, cell in each.items()}
            yield {"initiative": example["initiative"], **filled}
        return
    yield example
    if row is MilestoneRow:
        # What the example of a dependency waits for.
        other = example_of(DependencyRow)["depends_on"]
        yield {**example, "external_id": other, "title": "Wi-Fi in 20 sites"}


def example_of(row: type[Row]) -> dict[str, str]:
    """Return the examples of the columns of a file; what refers to a file names its example."""
    made = {}
    for column in columns(row):
        if column.name in BLANK and (row.file, column.name) not in NEEDED:
            continue
        if column.refers is None or column.name == "depends_on":
            made[column.name] = column.example
        elif column.example:
            made[column.name] = example_id(column.refers)
    if row is InitiativeRow:
        del made["status"]
    return made


def example_id(file: str) -> str:
    """Return the external id of the example in a file."""
    [row] = (each for each in FILES if each.file == file)
    return next(each.example for each in columns(row) if each.name == "external_id")
