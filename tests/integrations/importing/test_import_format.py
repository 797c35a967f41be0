"""The documentation of the format says what the code does."""

from pathlib import Path

from integrations.importing.files.describe import document
from integrations.importing.format.columns import columns
from integrations.importing.rows.portfolio import FILES

PAGE = Path(__file__).parents[3] / "docs" / "import-format.md"


def test_the_page_is_up_to_date() -> None:
    hint = "python -m integrations.importing.files.describe > docs/import-format.md"
    assert PAGE.read_text(encoding="utf-8") == document(), hint


def test_every_example_can_be_read() -> None:
    for row in FILES:
        for column in columns(row):
            assert column.required <= bool(column.example)
            if column.example:
                column.cell.parse(column.example)


def test_references_point_to_files_that_are_read_before() -> None:
    read: set[str] = set()
    for row in FILES:
        # Or on a line before, as a review to the one that it compares with.
        read.add(row.file)
        assert {column.refers for column in columns(row) if column.refers} <= read
