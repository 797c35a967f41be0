"""Whatever is on record is in the files of an export, so that an import makes the same again."""

from collections.abc import Iterator

from domain.core.kind import kinds
from domain.core.names import plural
from integrations.importing.changes.context import TABLES
from integrations.importing.checking.checks import PAST_ONLY
from integrations.importing.checking.staging import HAPPENED, LATER_CELLS
from integrations.importing.format.columns import columns
from integrations.importing.format.values import DAY, MOMENT
from integrations.importing.rows.kinds import NOT_IN_FILES, LinkRow, RecordRow
from integrations.importing.rows.portfolio import FILES
from tests.contracts import left_out
from tests.contracts.reading import hold, tables

BY_FILE = {row.file: row for row in FILES}
# What every table has, or a file has in words of its own.
OF_EVERY_TABLE = {"organisation_id", "id", "version", "imported"}


def file_of(table: str) -> str | None:
    """The file that holds a table's rows, if there is one of its name or of its kind."""
    if table in left_out.NOT_EXPORTED:
        return None
    known = {each.name: file for file, each in TABLES.items()}
    known |= {kind.key: kind.file for kind in kinds()}
    called = f"{plural(table)}.csv"
    return known.get(table) or (called if called in BY_FILE else None)


def test_every_table_is_in_a_file() -> None:
    lacking = {
        name: "has no CSV file, and its rows are lost in an export: declare a Kind with a `file`, "
        "or a Row in integrations/importing/rows/portfolio.py, and read it in planning/"
        for name in tables()
        if file_of(name) is None
    }
    elsewhere = {name: f"is in {file}" for name, file in left_out.IN_ANOTHER_FILE.items()}
    hold(lacking, {**left_out.NOT_EXPORTED, **elsewhere}, "NOT_EXPORTED")


def test_the_other_file_is_there() -> None:
    for name, file in left_out.IN_ANOTHER_FILE.items():
        assert file in BY_FILE, f"{name}: no {file}; correct IN_ANOTHER_FILE"
        assert name not in left_out.NOT_EXPORTED, name


def test_every_file_of_a_kind_is_read() -> None:
    for kind in kinds():
        assert kind.file in BY_FILE, f"{kind.name}: {kind.file} is not in FILES"


def stored_columns() -> Iterator[tuple[str, str, str]]:
    for name, table in tables().items():
        file = file_of(name)
        if file is not None and name not in left_out.IN_ANOTHER_FILE:
            for column in table.columns:
                if column.computed is None and column.name not in OF_EVERY_TABLE:
                    yield name, column.name, file


def test_every_column_is_in_the_file() -> None:
    lacking = {}
    for table, column, file in stored_columns():
        names = {each.name for each in columns(BY_FILE[file])}
        if column not in names and column.removesuffix("_id") not in names:
            lacking[f"{table}.{column}"] = (
                f"is not in {file}, and lost in an export: add a column to {BY_FILE[file].__name__}"
            )
    hold(lacking, left_out.COLUMNS_NOT_EXPORTED, "COLUMNS_NOT_EXPORTED")


def test_every_attribute_of_a_kind_is_in_its_file() -> None:
    for kind in kinds():
        declared = {each.name for each in columns(BY_FILE[kind.file])}
        wanted = {each.name for each in kind.attributes} - NOT_IN_FILES
        assert wanted <= declared, f"{kind.name}: {wanted - declared} in {kind.file}"


def days() -> Iterator[tuple[str, str]]:
    """Every column that holds a day or an instant, and a file that has it.

    Of kinds, a Day says itself whether it is `past`.
    """
    for row in FILES:
        for each in columns(row):
            if each.cell in (DAY, MOMENT):
                yield each.name, row.file


def test_every_day_has_come_or_may_lie_ahead() -> None:
    lacking = {
        name: f"of {file} is a day: put it into PAST_ONLY in "
        "integrations/importing/checking/checks.py if it has come"
        for name, file in sorted(days())
        if name not in PAST_ONLY and not issubclass(BY_FILE[file], RecordRow | LinkRow)
    }
    hold(lacking, left_out.MAY_LIE_AHEAD, "MAY_LIE_AHEAD")


def test_what_came_later_than_the_day_of_the_import_is_left_out() -> None:
    lacking = {
        name: "has come when it is imported: put it into HAPPENED (a row is left out) or "
        "LATER_CELLS (the cell is) in integrations/importing/checking/staging.py"
        for name in PAST_ONLY
        if name not in (*HAPPENED, *LATER_CELLS, "recorded_at")
    }
    hold(lacking, {}, "LATER_CELLS")


def test_no_day_is_classified_that_is_in_no_file() -> None:
    names = {name for name, _ in days()}
    assert {*PAST_ONLY, *HAPPENED, *LATER_CELLS} <= names
