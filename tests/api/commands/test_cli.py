"""The command line: help without waiting, flags before the environment, errors in one line."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import asyncpg
import pytest

from api.cli import COMMANDS, main
from db.server import embedded
from db.server.cluster import locate

PROJECT = Path(__file__).parents[3]


@pytest.fixture
def data_dir(roomy: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of the test's own, and nothing in the environment that names another."""
    monkeypatch.delenv("THROUGHLINE_DATABASE_URL", raising=False)
    folder = Path(tempfile.mkdtemp(prefix="throughline-cli-", dir=roomy))
    folder.chmod(0o755)
    yield folder
    wait_until_stopped(folder)
    shutil.rmtree(folder)


def wait_until_stopped(folder: Path) -> None:
    cluster = locate(folder)
    deadline = time.monotonic() + 60
    while embedded.is_guarded(cluster):
        assert time.monotonic() < deadline
        time.sleep(0.02)


async def execute(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def with_server(folder: Path, statement: str) -> object:
    with embedded.start(folder, lambda line: None) as lease:
        return asyncio.run(execute(lease.url, statement))


INSERT = (
    "INSERT INTO organisation (id, key, name, time_zone, currency, revision, recorded_at) "
    "VALUES (gen_random_uuid(), 'kept', 'Kept', 'UTC', 'EUR', 7, now())"
)


def test_everything_is_back_after_the_data_folder_is_lost(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--data-dir", str(data_dir)]
    backup = str(tmp_path / "backup.dump")
    assert main(["migrate", *where]) == 0
    with_server(data_dir, INSERT)
    assert main(["backup", backup, *where]) == 0
    wait_until_stopped(data_dir)
    shutil.rmtree(data_dir / "postgres")
    assert main(["restore", backup, *where]) == 0
    assert "1 organisations restored" in capsys.readouterr().err
    assert with_server(data_dir, "SELECT key FROM organisation") == "kept"
    assert main(["restore", backup, *where]) == 1
    assert "holds 1 organisations" in capsys.readouterr().err
    with_server(data_dir, "UPDATE organisation SET key = 'changed'")
    assert main(["restore", backup, "--replace", *where]) == 0
    assert with_server(data_dir, "SELECT key FROM organisation") == "kept"


def test_nothing_is_made_in_order_to_be_backed_up(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", str(tmp_path / "b"), "--data-dir", str(data_dir / "typo")]) == 1
    assert "There is no database in" in capsys.readouterr().err
    assert os.listdir(data_dir) == []
    assert os.listdir(tmp_path) == []


def test_commands_share_the_server_with_one_that_runs(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with embedded.start(data_dir, lambda line: None) as lease:
        before = (lease.cluster.data / "postmaster.pid").read_text()
        assert main(["migrate", "--data-dir", str(data_dir)]) == 0
        assert (lease.cluster.data / "postmaster.pid").read_text() == before
        assert main(["migrate", "--status", "--data-dir", str(data_dir)]) == 0
    assert capsys.readouterr().out.startswith("20")


def test_a_database_can_be_named_by_url(
    empty_database_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["migrate", "--status", "--database-url", empty_database_url]) == 3
    assert capsys.readouterr().out == "empty\n"
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", empty_database_url)
    assert main(["migrate"]) == 0
    assert main(["migrate", "--status"]) == 0


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://me:secret@127.0.0.1:1/x", "me:***@127.0.0.1:1/x can't be used"),
        ("mysql://me:secret@host/x", "looks like postgresql://"),
    ],
)
def test_a_database_that_does_not_answer_is_told_in_one_line(
    url: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate", "--database-url", url]) == 1
    error = capsys.readouterr().err
    assert told in error
    assert error.count("\n") == 1
    assert "secret" not in error


def test_an_unexpected_error_shows_its_traceback_only_when_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> int:
        raise ZeroDivisionError("so it goes")

    monkeypatch.setattr("api.commands.migrate.run", fail)
    assert main(["migrate"]) == 1
    assert "unexpected ZeroDivisionError: so it goes" in capsys.readouterr().err
    with pytest.raises(ZeroDivisionError):
        main(["migrate", "--debug"])


def test_a_mistyped_command_is_answered_with_the_likely_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["migrat"]) == 2
    assert "Did you mean migrate?" in capsys.readouterr().err


@pytest.mark.parametrize("command", [row.name for row in COMMANDS])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    help_text = capsys.readouterr().out
    assert "usage: throughline" in help_text
    row = next(row for row in COMMANDS if row.name == command)
    assert callable(import_module(row.module).run)


def test_help_lists_the_commands_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; from api.cli import main; main(['--help']); "
        "heavy = {'asyncio', 'sqlalchemy', 'strawberry', 'asyncpg'} & set(sys.modules); "
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PROJECT
    )
    for row in COMMANDS:
        assert f"  {row.name} " in result.stdout


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", ["--help", "--version", "serve --help"])
def test_a_reader_who_leaves_early_is_no_failure(words: str, unbuffered: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        result = subprocess.run(
            [sys.executable, "-m", "api.cli", *words.split()],
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
            cwd=PROJECT,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )
    finally:
        os.close(writing)
    assert result.stderr == b""
    # Where argparse notices by itself, it passes over it and ends as after any help.
    noticed = words == "serve --help" and unbuffered
    assert result.returncode == (0 if noticed else 141)


@pytest.mark.parametrize("words", ["--help", "--version", "serve --help"])
def test_output_that_was_closed_before_is_no_failure(words: str) -> None:
    """As by `throughline --help >&-` in a shell."""
    result = subprocess.run(
        ["/bin/sh", "-c", f'exec "$0" -m api.cli {words} >&-', sys.executable],
        stderr=subprocess.PIPE,
        check=False,
        cwd=PROJECT,
    )
    # argparse tells its help there instead.
    assert b"Traceback" not in result.stderr
    assert result.returncode == 0
