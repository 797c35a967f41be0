"""Reading: a folder of CSV files, row by row, each cell by the type of its column."""

import csv
import difflib
from _csv import Reader
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Protocol

from integrations.importing.format.columns import Column, Row, columns
from integrations.importing.format.problems import ImportRefusedError, RowProblem
from integrations.importing.format.values import BadValueError
from integrations.importing.rows.portfolio import FILES

LONGEST_CELL = 1_000_000
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# How a zip, which is what a workbook of Excel or LibreOffice is, and an older workbook begin.
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
WORKBOOK_HINT = "is a workbook or a zip by its content; save each sheet as “CSV UTF-8”"
ENCODING_HINT = "is not UTF-8; save the file as “CSV UTF-8” and import again"


class Source(Protocol):
    """Where rows come from: a folder, or a story that is told in Python."""

    def columns(self, row: type[Row]) -> frozenset[str]:
        """Return the columns that the source speaks of; the others are left as they are."""
        ...

    def rows(self, row: type[Row]) -> Iterator[Row | RowProblem]:
        """Yield every row, or what is wrong with it, in the order of the source."""
        ...


class Files(ABC):
    """The CSV files of a portfolio, wherever they are. One that is missing says nothing."""

    def __init__(self, called: str) -> None:
        self.called = called
        self._headers: dict[type[Row], list[str]] = {}

    @abstractmethod
    def names(self) -> list[str]:
        """Return the names of all files that there are."""

    @abstractmethod
    def open(self, name: str) -> IO[bytes]:
        """Open one of the files; it may be read several times."""

    def strangers(self) -> Iterator[RowProblem]:
        """Yield a problem for each CSV file that the format does not know."""
        names = [row.file for row in FILES]
        found = sorted(name for name in self.names() if name.lower().endswith(".csv"))
        if not found:
            expected = ", ".join(names)
            yield RowProblem(self.called, 0, "", f"has none of the files {expected}")
        for name in found:
            if name not in names:
                reason = "is not a file of the import format" + similar(name, names)
                yield RowProblem(name, 0, "", f"{reason}; rename it or take it away")

    def columns(self, row: type[Row]) -> frozenset[str]:
        return frozenset(self._headers.get(row, ()))

    def rows(self, row: type[Row]) -> Iterator[Row | RowProblem]:
        if row.file not in self.names():
            return
        with self.open(row.file) as file:
            lines = Lines(file)
            csv.field_size_limit(LONGEST_CELL)
            reader = csv.reader(lines, strict=True)
            try:
                header = [dict(row.earlier).get(name, name) for name in next(reader, [])]
                problems = list(check_header(row, header))
                yield from problems
                if problems:
                    return
                self._headers[row] = header
                yield from read_rows(row, header, reader)
            except csv.Error as error:
                yield RowProblem(row.file, reader.line_num, "", explain(str(error)))
            except UnicodeDecodeError:
                yield RowProblem(row.file, 0 if lines.wide else lines.number, "", lines.hint)


class Folder(Files):
    """The CSV files of a folder."""

    def __init__(self, path: Path) -> None:
        if not path.is_dir():
            raise ImportRefusedError(f"{path} is not a folder; name the folder of the CSV files.")
        super().__init__(path.name)
        self.path = path

    def names(self) -> list[str]:
        return [each.name for each in self.path.iterdir() if each.is_file()]

    def open(self, name: str) -> IO[bytes]:
        return (self.path / name).open("rb")


class Lines:
    """The lines of a UTF-8 file, with or without a byte-order mark; `number` counts them."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.number = 0
        self.wide = False
        self.hint = ENCODING_HINT

    def __iter__(self) -> Iterator[str]:
        for line in self.file:
            self.number += 1
            if self.number == 1:
                self.wide = line.startswith(UTF_16)
                if line.startswith(WORKBOOKS):
                    self.wide, self.hint = True, WORKBOOK_HINT
                    # No text, whatever its bytes happen to spell.
                    raise UnicodeDecodeError("utf-8", line, 0, 1, "a workbook")
                yield line.removeprefix(b"\xef\xbb\xbf").decode()
            else:
                yield line.decode()


def similar(name: str, names: list[str]) -> str:
    close = difflib.get_close_matches(name, names, n=1)
    return f" (did you mean {close[0]}?)" if close else ""


def explain(error: str) -> str:
    """Say what an error of the CSV reader means to the person who wrote the file."""
    if "unexpected end of data" in error:
        return "a quoted cell that begins here or before is never closed; add the missing quote"
    if "field larger" in error:
        return "a cell is longer than a million characters; a quote is probably missing before it"
    if "expected after" in error:
        return "text follows a closing quote; double every quote inside a quoted cell"
    return f"is not CSV ({error})"


def check_header(row: type[Row], header: list[str]) -> Iterator[RowProblem]:
    """Yield what is wrong with a header: columns unknown, doubled or missing."""
    known = {column.name: column for column in columns(row, retired=True)}
    if not header:
        yield RowProblem(row.file, 1, "", "is empty; its first line must name the columns")
        return
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        yield RowProblem(row.file, 1, "", "separates its cells by semicolons or tabs; use commas")
        return
    for position, name in enumerate(header):
        if name not in known:
            reason = f"is no column of {row.file}{similar(name, list(known))}"
            yield RowProblem(row.file, 1, name or f"number {position + 1}", reason)
        elif name in header[:position]:
            yield RowProblem(row.file, 1, name, "occurs twice; take one away")
    for column in known.values():
        if column.required and column.name not in header:
            yield RowProblem(row.file, 1, column.name, "is missing and every row needs it; add it")


def read_rows(row: type[Row], header: list[str], reader: Reader) -> Iterator[Row | RowProblem]:
    """Yield each record as a typed row, or one problem for each of its bad cells."""
    by_name = {column.name: column for column in columns(row, retired=True)}
    in_order = [by_name[name] for name in header]
    line = reader.line_num + 1
    for cells in reader:
        begins, line = line, reader.line_num + 1
        if not cells:
            continue  # a blank line
        if len(cells) != len(header):
            reason = f"has {len(cells)} cells and the header names {len(header)} columns"
            yield RowProblem(row.file, begins, "", f"{reason}; quote cells that hold a comma")
            continue
        yield from read_row(row, begins, in_order, cells)


def read_row(
    row: type[Row], line: int, in_order: list[Column], cells: list[str]
) -> Iterator[Row | RowProblem]:
    """Yield one record as a row, or the problems of its cells."""
    values: dict[str, Any] = {"line": line}
    bad = False
    for column, cell in zip(in_order, cells, strict=True):
        try:
            if "\0" in cell:
                raise BadValueError("holds a NUL character, which can't be kept; take it out")
            if cell and not cell.isspace():
                values[column.name] = column.cell.parse(cell)
            elif column.required:
                raise BadValueError("is blank and needed; fill it in")
        except BadValueError as error:
            bad = True
            yield RowProblem(row.file, line, column.name, str(error))
    if not bad:
        yield row(**values)
