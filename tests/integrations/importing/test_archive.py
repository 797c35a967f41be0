"""Parcels: what was sent, packed into one zip, or refused with a reason."""

import struct
import zipfile
from io import BytesIO

import pytest

from domain.imports.import_run import BAD_FILES, TOO_LARGE, NotImported, UploadedFile
from integrations.importing.files.archive import UploadArchive, build_archive
from integrations.importing.files.describe import described
from integrations.importing.files.templates import WRITTEN, templates
from integrations.importing.format.columns import columns
from integrations.importing.format.problems import RowProblem
from integrations.importing.rows.portfolio import FILES, DepartmentRow


def zipped(**options: bytes | str) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in options.items():
            archive.writestr(name.replace("__", "/") + ".csv", content)
    return made.getvalue()


def sent(name: str, content: bytes) -> UploadedFile:
    return UploadedFile(name, BytesIO(content))


def refused(*files: UploadedFile) -> NotImported:
    with pytest.raises(NotImported) as raised:
        build_archive(files)
    return raised.value


def test_files_come_by_themselves_or_in_a_zip_or_in_a_folder_of_it() -> None:
    content = b"external_id,name\nbar,Bar\n"
    ways = [
        [sent("departments.csv", content)],
        [sent("C:\\Users\\ana\\Departments.CSV", content)],
        [sent("x.ZIP", zipped(departments=content))],
        [sent("x.zip", zipped(export__departments=content))],
    ]
    for way in ways:
        archive = UploadArchive(build_archive(way))
        assert archive.names() == ["departments.csv"]
        for _ in range(2):
            [row] = archive.rows(DepartmentRow)
            assert isinstance(row, DepartmentRow)
            assert row.name == "Bar"
        assert list(archive.strangers()) == []


def test_what_machines_leave_behind_is_passed_over() -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in ("a/departments.csv", "__MACOSX/a/._departments.csv", "a/.DS_Store", "a/"):
            archive.writestr(name, "external_id,name\n" if name.endswith("s.csv") else "")
        archive.writestr("a/Thumbs.db", b"")
    assert UploadArchive(build_archive([sent("a.zip", made.getvalue())])).names() == [
        "departments.csv"
    ]


def test_a_stranger_is_kept_for_the_reader_to_name() -> None:
    archive = UploadArchive(build_archive([sent("departmnets.csv", b"a\n")]))
    [problem] = archive.strangers()
    assert isinstance(problem, RowProblem)
    assert "did you mean departments.csv?" in str(problem)


def test_all_that_is_wrong_is_told_at_once() -> None:
    found = refused(sent("plan.xlsx", b""), sent("a.csv", b""), sent("notes.md", b""))
    assert found.code == BAD_FILES
    assert [each.file for each in found.problems] == ["plan.xlsx", "notes.md"]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "No file was sent"),
        ([sent("a.zip", zipped(a="")), sent("b.csv", b"")], "A zip comes alone"),
    ],
)
def test_what_is_not_a_choice_of_files_is_told(files: list[UploadedFile], words: str) -> None:
    assert words in refused(*files).message


def test_a_zip_with_a_password_is_told() -> None:
    content = bytearray(zipped(people="name\n"))
    # The flag stands in the head of the file and in the list at the end.
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(signature) + offset
        struct.pack_into("<H", content, at, struct.unpack_from("<H", content, at)[0] | 1)
    [problem] = refused(sent("a.zip", bytes(content))).problems
    assert problem.message == "is protected by a password; make it again without one"


def test_a_zip_whose_content_was_damaged_is_told() -> None:
    content = bytearray(zipped(people="external_id,name\n" + "ana,Ana\n" * 100))
    at = content.index(b"ana,Ana")
    content[at : at + 3] = b"bob"
    [problem] = refused(sent("a.zip", bytes(content))).problems
    assert problem.message == "is broken, or no zip; make it again"


def test_a_list_of_files_that_would_fill_the_memory_is_refused() -> None:
    content = bytearray(zipped(people="name\n"))
    struct.pack_into("<L", content, content.rindex(b"PK\x05\x06") + 12, 2**30)
    assert refused(sent("a.zip", bytes(content))).code == TOO_LARGE


def test_the_templates_are_a_portfolio_without_problems() -> None:
    archive = UploadArchive(build_archive([sent("templates.zip", templates())]))
    assert archive.names() == [row.file for row in WRITTEN]
    for row in WRITTEN:
        found = list(archive.rows(row))
        assert not [each for each in found if isinstance(each, RowProblem)], row.file
        assert archive.columns(row) == {column.name for column in columns(row)}
        assert bool(found) == (row.file != "organisation.csv")


def test_the_documentation_tells_every_column() -> None:
    told = described()
    names = {file["name"]: {column["name"] for column in file["columns"]} for file in told["files"]}
    assert names == {row.file: {column.name for column in columns(row)} for row in FILES}
    assert {each["name"] for each in told["events"]} >= {"created", "replanned", "status"}
