"""Reading files: encodings, headers, cells, and a reason for each that can't be read."""

from datetime import date
from pathlib import Path

import pytest

from domain.findings.rule import Severity
from domain.journeys.journey import Importance
from domain.portfolio.status_update import ReportedStatus
from integrations.importing.files.reading import Folder
from integrations.importing.format.columns import Row, columns
from integrations.importing.format.problems import RowProblem
from integrations.importing.rows.portfolio import (
    DepartmentRow,
    EffectRow,
    EventRow,
    PersonRow,
    TouchpointRow,
)
from integrations.importing.rows.reviews import ReviewChangeRow, ReviewEntryRow

HEADER = "external_id,name,description"


def read(folder: Path, content: bytes, row: type[Row] = DepartmentRow) -> list[Row | RowProblem]:
    (folder / row.file).write_bytes(content)
    return list(Folder(folder).rows(row))


def reasons(folder: Path, content: str | bytes, row: type[Row] = DepartmentRow) -> list[str]:
    raw = content if isinstance(content, bytes) else content.encode()
    return [str(each) for each in read(folder, raw, row) if isinstance(each, RowProblem)]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_utf_8_is_read_with_or_without_a_mark_and_with_either_line_end(
    tmp_path: Path, mark: bytes, end: str
) -> None:
    lines = [HEADER, 'kitchen,Küche,"Cooks, ""plates""\nand sends"', "bar,Bar,"]
    kitchen, bar = read(tmp_path, mark + end.join(lines).encode())
    assert isinstance(kitchen, DepartmentRow)
    assert (kitchen.line, kitchen.name) == (2, "Küche")
    assert kitchen.description == 'Cooks, "plates"\nand sends'
    assert isinstance(bar, DepartmentRow)
    assert (bar.line, bar.description) == (4, None)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            f"{HEADER}\nbar,Bar,\nkitchen,K\xfcche,\n".encode("latin-1"),
            "departments.csv, line 3: is not UTF-8; save the file as “CSV UTF-8” and import again",
        ),
        (
            f"{HEADER}\n".encode("utf-16"),
            "departments.csv: is not UTF-8; save the file as “CSV UTF-8” and import again",
        ),
        (
            b"PK\x03\x04\x14\x00 any workbook of today",
            (
                "departments.csv: is a workbook or a zip by its content; "
                "save each sheet as “CSV UTF-8”"
            ),
        ),
        (b"", "departments.csv, line 1: is empty; its first line must name the columns"),
        (
            b"external_id;name\n",
            "departments.csv, line 1: separates its cells by semicolons or tabs; use commas",
        ),
        (
            b"external_id,nmae\n",
            (
                "departments.csv, line 1, column nmae: is no column of departments.csv "
                "(did you mean name?)"
            ),
        ),
        (
            b"external_id,name,name\n",
            "departments.csv, line 1, column name: occurs twice; take one away",
        ),
        (
            f"{HEADER}\nbar,Bar,a,b\n".encode(),
            (
                "departments.csv, line 2: has 4 cells and the header names 3 columns; "
                "quote cells that hold a comma"
            ),
        ),
        (
            f'{HEADER}\nbar,"Bar,x\n'.encode(),
            (
                "departments.csv, line 2: a quoted cell that begins here or before is never "
                "closed; add the missing quote"
            ),
        ),
        (
            f"{HEADER}\nbar,B\0r,\n".encode(),
            (
                "departments.csv, line 2, column name: holds a NUL character, which can't be kept; "
                "take it out"
            ),
        ),
        (
            f"{HEADER}\nbar,  ,\n".encode(),
            "departments.csv, line 2, column name: is blank and needed; fill it in",
        ),
        (
            f"{HEADER}\nbar,{'x' * 201},\n".encode(),
            (
                "departments.csv, line 2, column name: has 201 characters and at most 200 fit; "
                "shorten it"
            ),
        ),
        (
            f'{HEADER}\nbar,"B\nr",\n'.encode(),
            (
                "departments.csv, line 2, column name: holds a line break, a tab or a control "
                "character; take it out"
            ),
        ),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place_and_the_way_out(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    assert reason in reasons(tmp_path, content)


def test_a_missing_required_column_is_told_and_no_row_is_read(tmp_path: Path) -> None:
    assert reasons(tmp_path, "external_id\nbar\n") == [
        "departments.csv, line 1, column name: is missing and every row needs it; add it"
    ]


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("31/12/2025", "“31/12/2025” is not a day; write it as YYYY-MM-DD, such as 2026-03-31"),
        ("2025-02-29", "2025-02-29 does not exist in the calendar; correct the day"),
        ("0025-02-28", "0025-02-28 is outside the years 1900 to 2200; correct the year"),
    ],
)
def test_a_day_has_one_form_and_exists(tmp_path: Path, day: str, reason: str) -> None:
    content = f"initiative,occurred_on,event\nI-1,{day},activity\n"
    assert reasons(tmp_path, content, EventRow) == [
        f"events.csv, line 2, column occurred_on: {reason}"
    ]


def test_every_bad_cell_of_a_row_is_told(tmp_path: Path) -> None:
    header = "external_id,stage,name,position,channel"
    assert reasons(tmp_path, f"{header}\nt,s,T,first,FAX\n", TouchpointRow) == [
        (
            "touchpoints.csv, line 2, column position: “first” is not a whole number; "
            "write digits only"
        ),
        (
            "touchpoints.csv, line 2, column channel: “FAX” is none of IN_PERSON, PHONE, WEB, APP, "
            "EMAIL, CHAT, SOCIAL, POST, PARTNER"
        ),
    ]


def test_an_instant_needs_its_offset(tmp_path: Path) -> None:
    content = "external_id,name,recorded_at\na,Ana,2026-01-01T10:00:00\n"
    assert reasons(tmp_path, content, PersonRow) == [
        (
            "people.csv, line 2, column recorded_at: 2026-01-01T10:00:00 has no offset from UTC; "
            "add one, such as 2026-01-01T10:00:00Z"
        )
    ]


def test_a_file_that_the_format_does_not_know_is_told(tmp_path: Path) -> None:
    (tmp_path / "milestone.csv").write_text("x\n")
    (tmp_path / "notes.txt").write_text("anything")
    assert [str(each) for each in Folder(tmp_path).strangers()] == [
        (
            "milestone.csv: is not a file of the import format (did you mean milestones.csv?); "
            "rename it or take it away"
        )
    ]


@pytest.mark.parametrize(
    ("row", "content", "expected"),
    [
        (
            EffectRow,
            "initiative,touchpoint,direction,strength,seen_on\nI-1,bill,STRENGTHENS,3,2026-03-01\n",
            {"observed_on": date(2026, 3, 1)},
        ),
        (
            TouchpointRow,
            "external_id,stage,name,position,channel,importance\nbill,end,Bill,1,WEB,DECISIVE\n",
            {"importance": Importance.CRITICAL},
        ),
        (
            ReviewEntryRow,
            (
                "review,initiative,position,title,status,state,said,said_on\n"
                "R-1,I-1,1,Seating,DONE,CLOSED,AT_RISK,2026-03-20\n"
            ),
            {"reported_status": ReportedStatus.AT_RISK, "reported_on": date(2026, 3, 20)},
        ),
    ],
    ids=["effects", "touchpoints", "review_entries"],
)
def test_names_of_earlier_exports_are_read(
    tmp_path: Path, row: type[Row], content: str, expected: dict[str, object]
) -> None:
    [one] = read(tmp_path, content.encode(), row)
    assert isinstance(one, row), one
    assert {name: getattr(one, name) for name in expected} == expected


@pytest.mark.parametrize(("cell", "severity"), [("GRAVE", "CRITICAL"), ("NOTE", "INFO")])
def test_severities_of_earlier_exports_are_read(cell: str, severity: str) -> None:
    [column] = (each for each in columns(ReviewChangeRow) if each.name == "severity")
    assert column.cell.parse(cell) == Severity(severity)
