"""dev.py decides rightly what to set up, says clearly what is missing, and costs nothing after."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dev

PROJECT = Path(__file__).parents[1]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the fingerprint is made from."""
    shutil.copytree(PROJECT / "requirements", tmp_path / "requirements")
    for name in ("dev.py", "pyproject.toml"):
        shutil.copy(PROJECT / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements/dev.txt", "requirements/uv.txt"])
def test_a_changed_file_means_a_new_set_up(checkout: Path, name: str) -> None:
    before = dev.wanted_stamp(checkout, (3, 11))
    assert dev.wanted_stamp(checkout, (3, 11)) == before
    (checkout / name).write_text((checkout / name).read_text() + "\n")
    assert dev.wanted_stamp(checkout, (3, 11)) != before


def test_another_python_or_place_means_a_new_set_up(checkout: Path, tmp_path: Path) -> None:
    before = dev.wanted_stamp(checkout, (3, 11))
    assert dev.wanted_stamp(checkout, (3, 12)) != before
    moved = checkout.rename(tmp_path.with_name(f"{tmp_path.name}-moved"))
    assert dev.wanted_stamp(moved, (3, 11)) != before


def test_only_the_installer_or_python_rebuild_from_nothing(checkout: Path) -> None:
    before = dev.wanted_installer_stamp(checkout, (3, 11))
    (checkout / "requirements/dev.txt").write_text("")
    assert dev.wanted_installer_stamp(checkout, (3, 11)) == before
    (checkout / "requirements/uv.txt").write_text("")
    assert dev.wanted_installer_stamp(checkout, (3, 11)) != before


@pytest.mark.parametrize("lock", sorted(PROJECT.glob("requirements/*.txt")), ids=lambda p: p.name)
def test_a_lock_has_hashes_for_all_and_names_no_host(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    assert "index-url" not in text
    for requirement in text.replace("\\\n", " ").splitlines():
        if requirement and not requirement.startswith("#"):
            assert "==" in requirement
            assert "--hash=sha256:" in requirement


def test_every_lock_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    monkeypatch.setattr(dev, "run", lambda command, environment: compiled.append(command[-1]))
    assert dev.compile_locks([]) == 0
    assert sorted(compiled) == sorted(path.name for path in PROJECT.glob("requirements/*.txt"))


def test_the_locks_agree_with_each_other() -> None:
    versions: dict[str, set[str]] = {}
    for lock in PROJECT.glob("requirements/*.txt"):
        for line in lock.read_text().splitlines():
            name, separator, rest = line.partition("==")
            if separator and not line.startswith(" "):
                versions.setdefault(name, set()).add(rest.split()[0])
    assert [name for name, found in versions.items() if len(found) > 1] == []


def test_every_dependency_of_the_project_is_locked() -> None:
    locked = (PROJECT / "requirements/run.txt").read_text()
    text = (PROJECT / "pyproject.toml").read_text()
    dependencies = text.partition("dependencies = [")[2].partition("\n]")[0]
    names = [line.strip(' ",').split("[")[0].split(";")[0] for line in dependencies.splitlines()]
    for name in filter(None, names):
        assert f"\n{name}==" in locked, name


def test_the_checks_run_in_order_and_pytest_gets_its_arguments() -> None:
    commands = dict(dev.check_commands(["tests/db", "-k", "name"]))
    assert list(commands) == ["format", "lint", "types", "imports", "tests"]
    workers = ["-n", "auto", "--dist", "loadgroup", "--no-loadscope-reorder"]
    assert commands["tests"][3:] == [*workers, "tests/db", "-k", "name"]
    assert "auto" not in dict(dev.check_commands(["-n0"]))["tests"]


def test_one_failed_check_fails_the_run_but_the_others_still_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = tmp_path / "told"
    commands = [
        ("lint", ["/bin/sh", "-c", "exit 7"]),
        ("tests", ["/bin/sh", "-c", f'echo "$THROUGHLINE_TEST_FULL" > {told}']),
    ]
    monkeypatch.setattr(dev, "check_commands", lambda arguments: commands)
    assert dev.run_checks(["--full"]) == 1
    assert told.read_text() == "1\n"
    output = capsys.readouterr().out
    assert "lint     FAILED (7)" in output
    assert "tests    passed" in output
    monkeypatch.setattr(dev, "check_commands", lambda arguments: commands[1:])
    assert dev.run_checks([]) == 0


def test_what_the_checks_compile_is_kept_within_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    environment = dev.checks_environment()
    assert "PYTHONDONTWRITEBYTECODE" not in environment
    assert Path(environment["PYTHONPYCACHEPREFIX"]).parent == dev.VENV
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", "/elsewhere")
    assert dev.checks_environment()["PYTHONPYCACHEPREFIX"] == "/elsewhere"


def test_a_missing_part_of_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(dev.SetupError, match="apt-get install python3-venv"):
        dev.check_folder()


def test_a_folder_where_nothing_runs_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.statvfs(PROJECT)
    flags = os.statvfs_result((*real[:8], os.ST_NOEXEC, *real[9:10]))
    monkeypatch.setattr(os, "statvfs", lambda path: flags)
    with pytest.raises(dev.SetupError, match="mounted noexec"):
        dev.check_folder()


def test_a_checkout_that_cannot_be_written_is_named(checkout: Path) -> None:
    with (
        pytest.raises(dev.SetupError, match=r"can't be written .* Copy it"),
        dev.SetupLock(checkout / "no such folder" / ".venv.lock"),
    ):
        pass


def test_an_old_python_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(dev.SetupError, match=r"3\.11 or newer is needed and this is 3\.9"):
        dev.ensure_environment()


def test_two_set_ups_wait_for_each_other(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import sys, time; sys.path.insert(0, '.'); import dev; from pathlib import Path\n"
        "with dev.SetupLock(Path('.venv.lock')):\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
        "    time.sleep(0.2)\n"
        "    Path('set up').touch()\n"
    )
    told: list[str] = []
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=checkout, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        go_on = other.stdin.close

        def say(line: str) -> None:
            told.append(line)
            go_on()

        monkeypatch.setattr(dev, "say", say)
        with dev.SetupLock(checkout / ".venv.lock"):
            assert (checkout / "set up").exists()
    [line] = told
    assert "Another dev.py" in line


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_who_leaves_early_is_no_failure(unbuffered: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        result = subprocess.run(
            [sys.executable, dev.ROOT / "dev.py", "--help"],
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )
    finally:
        os.close(writing)
    assert (result.returncode, result.stderr) == (141, b"")


def test_help_needs_no_environment(checkout: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-I", "-S", checkout / "dev.py", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "python3 dev.py serve" in result.stdout
    assert not (checkout / ".venv").exists()


def steps(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The steps that are run for these arguments, which all pass."""
    run: dict[str, list[str]] = {}

    def note(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        if "tests.changed" in command:
            told = '{"whole": ["a.py"], "speaking": ["b.py"], "subjects": ["milestone"], '
            told += '"central": [], "left_out": ["tests/clients/test_audits.py"]}'
            return subprocess.CompletedProcess(command, 0, stdout=told)
        run[Path(command[0]).name if command[0] != str(dev.PYTHON) else command[2]] = command
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", note)
    assert dev.run_checks(arguments) == 0
    return run


def test_quick_leaves_out_what_starts_whole_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    command = steps(["--quick", "tests/db"], monkeypatch)["pytest"]
    assert "not bench and not browser" in command[command.index("-m", 3) + 1]
    assert command[-1] == "tests/db"
    assert "--quick" not in command


def test_changed_runs_what_is_reached_and_tells_what_is_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str | None] = []

    def since(revision: str | None) -> str:
        asked.append(revision)
        return "f" * 40

    monkeypatch.setattr(dev, "since", since)
    monkeypatch.setattr(dev, "changed_files", lambda base: ["domain/milestone.py"])
    run = steps(["--changed", "HEAD~3", "-x"], monkeypatch)
    assert set(run) == {"ruff", "mypy", "lint-imports", "pytest"}
    told = ["-x", "--subject=milestone", "--in-part=b.py", "a.py", "b.py"]
    assert run["pytest"][-len(told) :] == told
    output = capsys.readouterr().out
    assert "1 files have changed since ffffffffffff" in output
    assert "python3 dev.py test tests/clients/test_audits.py" in output
    monkeypatch.setattr(dev, "changed_files", lambda base: ["board/page.html"])
    assert set(steps(["--changed"], monkeypatch)) == {"pytest"}
    monkeypatch.setattr(dev, "changed_files", lambda base: [])
    assert steps(["--changed", "-x"], monkeypatch) == {}
    assert asked == ["HEAD~3", None, None]


def test_what_has_changed_is_told_by_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    with pytest.raises(dev.SetupError, match="git can't tell"):
        dev.since(None)
    for name in ("kept", "changed", "gone", "moved"):
        (tmp_path / name).write_text(f"{name}\n")
    named = ["-c", "user.name=A", "-c", "user.email=a@b.example"]
    dev.git("init", "--quiet", "--initial-branch", "main")
    dev.git("add", ".")
    dev.git(*named, "commit", "--quiet", "--message", "One")
    first = dev.git("rev-parse", "HEAD").strip()
    (tmp_path / "changed").write_text("again\n")
    dev.git("checkout", "--quiet", "-b", "branch")
    dev.git(*named, "commit", "--quiet", "--all", "--message", "Two")
    (tmp_path / "gone").unlink()
    (tmp_path / "moved").rename(tmp_path / "there")
    (tmp_path / "new é").touch()
    assert dev.since(None) == dev.since("main") == first
    expected = ["changed", "gone", "moved", "new é", "there"]
    assert dev.changed_files(dev.since(None)) == expected
    assert dev.changed_files(dev.since("HEAD")) == expected[1:]
    with pytest.raises(dev.SetupError, match="git can't tell"):
        dev.since("nowhere")
