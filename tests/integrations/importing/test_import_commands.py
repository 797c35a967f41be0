"""The commands as a person types them."""

import shutil
from pathlib import Path

import pytest

from api.cli import main
from tests.integrations.portfolios import SMALL, contents, write


def test_import_and_export_from_the_command_line(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path / "in", SMALL)
    database = ["--database-url", database_url]
    command = ["import", str(folder), "--organisation", "acme", "--as-of", "2026-06-15"]
    assert main([*command, *database]) == 1
    assert "There is no organisation “acme”. Add --create to make it." in capsys.readouterr().err
    assert main([*command, "--create", *database]) == 0
    assert capsys.readouterr().out == (
        "21 rows read, 2 initiatives; 24 rows written, 2 initiatives changed; revision 4\n"
    )
    assert main([*command, *database]) == 0
    assert "0 rows written, 0 initiatives changed; revision 4\n" in capsys.readouterr().out
    out = tmp_path / "out"
    assert main(["export", str(out), "--organisation", "acme", *database]) == 0
    assert capsys.readouterr().out == f"{out}: 21 rows as of revision 4\n"
    assert main(["export", str(out), "--organisation", "acme", *database]) == 1
    assert "is not empty" in capsys.readouterr().err
    assert "Ana Ruiz" in contents(out)["people.csv"]


def test_bad_rows_are_told_and_fail_the_command(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path, SMALL, dependencies="milestone,depends_on\nI-1/all,I-1/all\n")
    command = ["import", str(folder), "--organisation", "acme", "--create"]
    command += ["--database-url", database_url]
    assert main([*command, "--as-of", "2026-06-15"]) == 1
    assert capsys.readouterr().err.splitlines()[-2:] == [
        (
            "dependencies.csv, line 2, column depends_on: is the milestone itself; name another "
            "one or take the row away"
        ),
        "throughline: 1 of 21 rows can't be taken. Nothing was imported.",
    ]
    assert main([*command, "--as-of", "2026-06-15", "--skip-bad-rows"]) == 0
    assert "1 problems skipped" in capsys.readouterr().out


def test_a_zip_from_the_command_line(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "in", SMALL)
    zipped = shutil.make_archive(str(tmp_path / "small"), "zip", tmp_path / "in")
    command = ["import", zipped, "--organisation", "acme", "--as-of", "2026-06-15", "--create"]
    command += ["--database-url", database_url]
    assert main(command) == 0
    assert "21 rows read, 2 initiatives" in capsys.readouterr().out
    workbook = tmp_path / "plan.xlsx"
    workbook.write_bytes(b"PK")
    command[1] = str(workbook)
    assert main(command) == 1
    assert "plan.xlsx: is a workbook; save each of its sheets" in capsys.readouterr().err
    command[1] = str(tmp_path / "nowhere")
    assert main(command) == 1
    assert "is not a folder" in capsys.readouterr().err


def test_the_demo_from_the_command_line(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--database-url", database_url]) == 0
    assert capsys.readouterr().out == "demo\n"
    assert main(["demo", "--database-url", database_url]) == 0
    assert "is there already" in capsys.readouterr().err
    assert main(["demo", "--refresh", "--database-url", database_url]) == 0
    assert "what people changed in it is lost" in capsys.readouterr().err
