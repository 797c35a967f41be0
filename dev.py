#!/usr/bin/env python3
"""Set Throughline up and run it, with nothing but Python 3.11 or newer.

    python3 dev.py serve          start the tracker (PostgreSQL and demo data included)
    python3 dev.py test           format check, lint, strict types, import contracts, all tests

Every other command of the product works the same way: `python3 dev.py COMMAND ...` is
`throughline COMMAND ...` inside the project's own virtual environment, which is created on
first use from the locked, hash-checked requirements. Nothing outside the checkout changes.

for developers:
    python3 dev.py test --changed [REV]   the checks and tests that a change can reach: all since
                                          this branch left the main one, or since REV
    python3 dev.py test --quick           without browsers, Node, containers, kills, measurements
    python3 dev.py test --full            the long property tests as well
    python3 dev.py test tests/db -k name  checks, then pytest with these arguments
    python3 dev.py bench [--only NAME ...] measured scenarios (bench/RESULTS.md)
    python3 dev.py revision NAME ABOUT    write a migration from what the tables declare
    python3 dev.py lock                   recompile requirements/*.txt after editing *.in
    python3 dev.py setup                  only create or update .venv
    python3 dev.py --help                 this text; `python3 dev.py COMMAND --help` for a command

A package mirror is named to the installer by UV_DEFAULT_INDEX and PIP_INDEX_URL.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

MINIMUM_PYTHON = (3, 11)
NO_TESTS = 5  # how pytest says that it found none
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements"
POSIX = os.name == "posix"
BIN = VENV / ("bin" if POSIX else "Scripts")
SUFFIX = "" if POSIX else ".exe"
PYTHON = BIN / f"python{SUFFIX}"
STAMP = VENV / "throughline.stamp"
INSTALLER_STAMP = VENV / "installer.stamp"
# Outside site-packages, so that `uv pip sync` does not remove its own program.
INSTALLER = VENV / "installer"
UV = INSTALLER / "bin" / f"uv{SUFFIX}"

# What `test --quick` does without: the marks that tests/conftest.py gives.
NOT_QUICK = ("bench", "browser", "clients", "container", "durability")

COMPILE = [
    *("pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    # The lock names versions and hashes only: no registry host, no local folder.
    *("--generate-hashes", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
    *("--custom-compile-command", "python3 dev.py lock"),
]


class SetupError(Exception):
    """The environment can't be made; the message tells what to do about it."""


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code where it does not replace this process."""
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(__doc__.strip())
        return 0
    command, rest = arguments[0], arguments[1:]
    try:
        ensure_environment()
        if command == "setup":
            return 0
        if command == "test":
            return run_checks(rest)
        if command == "lock":
            return compile_locks(rest)
    except SetupError as error:
        print(f"dev.py: {error}", file=sys.stderr)
        return 1
    if command == "revision":
        return replace_process([str(PYTHON), "-m", "db.new_migration", *rest])
    if command == "bench":
        return replace_process([str(PYTHON), "-m", "bench", *rest])
    return replace_process([str(BIN / f"throughline{SUFFIX}"), command, *rest])


def replace_process(command: list[str]) -> int:
    """Become `command`, so that Ctrl-C and signals reach it and nothing stands in between."""
    if POSIX:
        sys.stdout.flush()
        os.execv(command[0], command)  # noqa: S606  no shell is wanted
    import subprocess

    return subprocess.run(command, check=False).returncode


def wanted_stamp(root: Path, version: tuple[int, ...]) -> str:
    """The fingerprint of everything the environment is made from."""
    digest = hashlib.sha256(f"{version[0]}.{version[1]} {root}".encode())
    for name in ("pyproject.toml", "requirements/uv.txt", "requirements/dev.txt"):
        digest.update(b"\0" + (root / name).read_bytes())
    return digest.hexdigest()


def wanted_installer_stamp(root: Path, version: tuple[int, ...]) -> str:
    """The fingerprint of the interpreter and the installer: a change rebuilds from nothing."""
    content = (root / "requirements/uv.txt").read_bytes()
    seed = f"{version[0]}.{version[1]} {sys.base_prefix} {root}".encode()
    return hashlib.sha256(seed + content).hexdigest()


def read_stamp(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def ensure_environment() -> None:
    """Make `.venv` match the locks; takes a few milliseconds when it already does."""
    if sys.version_info[:2] < MINIMUM_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:2])
        raise SetupError(
            f"Python 3.11 or newer is needed and this is {found}. Run it with a newer one, "
            "for example `python3.12 dev.py ...`."
        )
    wanted = wanted_stamp(ROOT, sys.version_info[:2])
    if read_stamp(STAMP) == wanted:
        return
    with SetupLock(ROOT / ".venv.lock"):
        if read_stamp(STAMP) == wanted:
            return  # another dev.py made it while this one waited
        check_folder()
        STAMP.unlink(missing_ok=True)
        environment = installer_environment()
        if read_stamp(INSTALLER_STAMP) != wanted_installer_stamp(ROOT, sys.version_info[:2]):
            create_virtual_environment(environment)
        synchronise(environment)
        STAMP.write_text(wanted)
        say("The environment is ready.")


class SetupLock:
    """Held while the environment changes, so that two dev.py do not collide."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.descriptor = -1

    def __enter__(self) -> None:
        try:
            self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise SetupError(
                f"this checkout can't be written ({error.strerror}: {self.path}), and .venv is "
                "made inside it. Copy it to a folder of yours and run dev.py there."
            ) from error
        try:
            import fcntl
        except ImportError:
            return  # Windows: two first set-ups at once are not guarded there
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another dev.py is setting up the environment; waiting for it ...")
            fcntl.flock(self.descriptor, fcntl.LOCK_EX)

    def __exit__(self, *exception: object) -> None:
        os.close(self.descriptor)


def check_folder() -> None:
    """Refuse early, in words, where the environment could not work."""
    import importlib.util

    if POSIX and os.statvfs(ROOT).f_flag & getattr(os, "ST_NOEXEC", 0):
        raise SetupError(
            f"{ROOT} is on a file system mounted noexec, where no program can run. "
            "Copy the checkout to another one."
        )
    if not importlib.util.find_spec("venv") or not importlib.util.find_spec("ensurepip"):
        raise SetupError(
            "this Python can't make virtual environments (its ensurepip is missing). "
            "On Debian and Ubuntu: apt-get install python3-venv. Then run the same command again."
        )


def installer_environment() -> dict[str, str]:
    environment = {
        key: value
        for key, value in os.environ.items()
        # Someone else's active environment or import path must not leak into ours.
        if key not in {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "CONDA_PREFIX"}
    }
    # No interpreter is downloaded; certificates are the system's, as behind a company's proxy.
    environment["UV_PYTHON_DOWNLOADS"] = "never"
    environment.setdefault("UV_SYSTEM_CERTS", "1")
    environment["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    environment["PIP_ROOT_USER_ACTION"] = "ignore"
    return environment


def create_virtual_environment(environment: dict[str, str]) -> None:
    version = ".".join(str(part) for part in sys.version_info[:3])
    say(f"[1/3] Creating .venv with Python {version} ...")
    run([sys.executable, "-m", "venv", "--clear", str(VENV)], environment)
    say("[2/3] Getting the installer (uv, pinned) ...")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
    run([*pip, "--target", str(INSTALLER), "-r", str(REQUIREMENTS / "uv.txt")], environment)
    INSTALLER_STAMP.write_text(wanted_installer_stamp(ROOT, sys.version_info[:2]))


def synchronise(environment: dict[str, str]) -> None:
    lock = REQUIREMENTS / "dev.txt"
    packages = sum("==" in line for line in lock.read_text().splitlines())
    say(f"[3/3] Installing {packages} locked packages ...")
    target = ["--python", str(PYTHON)]
    # On a terminal uv draws its own progress; elsewhere a list of packages helps nobody.
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    run([str(UV), "pip", "sync", *quiet, "--require-hashes", *target, str(lock)], environment)
    editable = ["--no-deps", "--no-build-isolation", *target, "--editable", str(ROOT)]
    run([str(UV), "pip", "install", "--quiet", *editable], environment)


def run(command: list[str], environment: dict[str, str]) -> None:
    import shlex
    import subprocess

    try:
        subprocess.run(command, env=environment, cwd=ROOT, check=True)
    except subprocess.CalledProcessError as error:
        raise SetupError(
            f"this step failed (exit code {error.returncode}): {shlex.join(command)}\n"
            "What it printed above says why. Running the same dev.py command again continues."
        ) from error
    except OSError as error:
        raise SetupError(f"can't run {command[0]}: {error.strerror}") from error


def check_commands(arguments: list[str]) -> list[tuple[str, list[str]]]:
    """What `test` runs, in order: the heading and the command line of each step."""
    python = str(PYTHON)
    parallel = [] if any(part.startswith("-n") for part in arguments) else ["-n", "auto"]
    # By the groups and in the order that tests/conftest.py gives.
    parallel += ["--dist", "loadgroup", "--no-loadscope-reorder"]
    return [
        ("format", [str(BIN / f"ruff{SUFFIX}"), "format", "--check", "."]),
        ("lint", [str(BIN / f"ruff{SUFFIX}"), "check", "."]),
        ("types", [python, "-m", "mypy"]),
        ("imports", [str(BIN / f"lint-imports{SUFFIX}")]),
        ("tests", [python, "-m", "pytest", *parallel, *arguments]),
    ]


def checks_environment() -> dict[str, str]:
    """The environment of all checks, in which Python keeps what it has compiled, within .venv.

    Tests start hundreds of processes. Where an environment says that no bytecode is written, as
    those of containers often do, each would compile the product and its packages anew.
    """
    environment = dict(os.environ)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.setdefault("PYTHONPYCACHEPREFIX", str(VENV / "bytecode"))
    return environment


def run_checks(arguments: list[str]) -> int:
    """Run every check even when one fails, so that one run tells everything."""
    import subprocess
    import time

    environment = checks_environment()
    if "--full" in arguments:
        arguments = [part for part in arguments if part != "--full"]
        environment["THROUGHLINE_TEST_FULL"] = "1"
    if "--quick" in arguments:
        marks = ["-m", " and ".join(f"not {mark}" for mark in NOT_QUICK)]
        arguments = [*marks, *(part for part in arguments if part != "--quick")]
    if "--changed" in arguments:
        commands = changed_commands(arguments)
    else:
        commands = check_commands(arguments)
    results: list[tuple[str, int, float]] = []
    for name, command in commands:
        say(f"\n== {name}: {shortened([Path(command[0]).name, *command[1:]])}")
        start = time.monotonic()
        try:
            code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        except KeyboardInterrupt:
            say("\nInterrupted.")
            return 130
        if command[1:3] == ["-m", "pytest"] and "--changed" in arguments and code == NO_TESTS:
            code = 0
        results.append((name, code, time.monotonic() - start))
    say("\n== summary")
    for name, code, seconds in results:
        say(f"{name:<8} {'passed' if code == 0 else f'FAILED ({code})':<12} {seconds:6.1f} s")
    return 1 if any(code for _, code, _ in results) else 0


def shortened(command: list[str], most: int = 12) -> str:
    more = len(command) - most
    return " ".join(command[:most]) + (f" ... and {more} more" if more > 0 else "")


def changed_commands(arguments: list[str]) -> list[tuple[str, list[str]]]:
    """What of all checks a change can reach. Says what that leaves out."""
    import json
    import subprocess

    place = arguments.index("--changed")
    rest = arguments[:place] + arguments[place + 1 :]
    revision = None
    if place < len(rest) and not rest[place].startswith("-"):
        revision = rest.pop(place)
    base = since(revision)
    changed = changed_files(base)
    say(f"{len(changed)} files have changed since {base[:12]}.")
    if not changed:
        return []
    asked = [str(PYTHON), "-m", "tests.changed"]
    told = subprocess.run(
        asked, cwd=ROOT, input="\n".join(changed), stdout=subprocess.PIPE, text=True, check=True
    )
    chosen: dict[str, list[str]] = json.loads(told.stdout)
    tell_choice(chosen)
    part = [f"--in-part={path}" for path in chosen["speaking"]]
    subjects = [f"--subject={word}" for word in chosen["subjects"]]
    files = [*chosen["whole"], *chosen["speaking"]]
    reached = {"tests"} if files else set()
    if any(path.endswith(".py") or path == "pyproject.toml" for path in changed):
        reached |= {"format", "lint", "types", "imports"}
    commands = check_commands([*rest, *subjects, *part, *files])
    return [(name, command) for name, command in commands if name in reached]


def tell_choice(chosen: dict[str, list[str]]) -> None:
    for path in chosen["central"]:
        say(f"{path} is central: much of the product rests on it, so most tests run.")
    if chosen["speaking"]:
        say(
            f"Of {len(chosen['speaking'])} test files that a change reaches through the whole "
            f"application, those tests run that speak of: {', '.join(chosen['subjects'])}.\n"
            "What they tell of anything else is left out; `python3 dev.py test FILE` runs a file."
        )
    if chosen["left_out"]:
        say("Left out, because they take long; to run them:")
        say(f"  python3 dev.py test {' '.join(chosen['left_out'])}")


def since(revision: str | None) -> str:
    """The commit that a change is compared with: REV, or where this branch left the main one."""
    if revision is not None:
        return git("rev-parse", "--verify", f"{revision}^{{commit}}").strip()
    for main in ("@{upstream}", "origin/HEAD", "main"):
        try:
            return git("merge-base", "HEAD", main).strip()
        except SetupError:
            continue
    return git("rev-parse", "HEAD").strip()


def changed_files(base: str) -> list[str]:
    """What differs from that commit in the working tree: changed, gone, or not yet known to git."""
    changed = git("diff", "--name-only", "--no-renames", "--relative", "-z", base, "--")
    new = git("ls-files", "--others", "--exclude-standard", "-z")
    return sorted(set(filter(None, (changed + new).split("\0"))))


def git(*arguments: str) -> str:
    import subprocess

    try:
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
        )
    except OSError as error:
        raise SetupError(f"can't run git, which tells what has changed: {error}") from error
    except subprocess.CalledProcessError as error:
        raise SetupError(f"git can't tell what has changed: {error.stderr.strip()}") from error
    return done.stdout


def compile_locks(arguments: list[str]) -> int:
    """Recompile the locks; `lock --upgrade` moves everything that is not pinned."""
    environment = installer_environment()
    same = ["--constraints", "dev.txt"]  # a package has one version in all of them
    locks: dict[str, list[str]] = {"uv": [], "dev": [], "run": same, "build": same, "bench": same}
    for source, constraints in locks.items():
        say(f"Compiling requirements/{source}.txt ...")
        command = [str(UV), "--directory", str(REQUIREMENTS), *COMPILE]
        command += [*arguments, *constraints, f"{source}.in", "-o", f"{source}.txt"]
        run(command, environment)
    return 0


def say(line: str) -> None:
    print(line, flush=True)


def run_while_read(arguments: list[str]) -> int:
    """Run one command; a reader of our output who leaves early, as `head` does, ends it quietly."""
    try:
        try:
            return main(arguments)
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except BrokenPipeError:
        # Keep the interpreter from flushing once more, and from telling that it can't.
        sys.stdout = None
        return 141


if __name__ == "__main__":
    sys.exit(run_while_read(sys.argv[1:]))
