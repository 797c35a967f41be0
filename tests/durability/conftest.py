"""Data folders of the tests' own, with two organisations to write into."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.durability.running_server import House
from tests.durability.served import processes_on, run_command, wait_for


@contextmanager
def data_folder(parent: Path) -> Iterator[Path]:
    """Make an empty data folder; at the end nothing may be left running on it."""
    folder = Path(tempfile.mkdtemp(prefix="throughline-durability-", dir=parent)).resolve()
    folder.chmod(0o755)  # as root the server runs under another account
    yield folder
    deadline = time.monotonic() + 20.0
    while (left := processes_on(folder)) and time.monotonic() < deadline:
        time.sleep(0.02)
    names = [" ".join(process.cmdline())[:200] for process in left]
    for process in left:
        process.kill()
    shutil.rmtree(folder, ignore_errors=True)
    assert names == []


@pytest.fixture
def folder(roomy: Path) -> Iterator[Path]:
    with data_folder(roomy) as folder:
        yield folder


def noon_zone(now: datetime, shift: int) -> tuple[str, str]:
    """A time zone where it is about noon, so that no day ends while a test runs, and its day."""
    hours = 12 - now.hour + shift
    # POSIX counts the other way: Etc/GMT-2 is two hours ahead.
    return f"Etc/GMT{-hours:+d}", (now + timedelta(hours=hours)).date().isoformat()


@pytest.fixture(scope="session")
def founded(roomy: Path) -> Iterator[House]:
    """Two organisations made by the command line, with a token of each; not to be changed."""
    now = datetime.now(UTC)
    zones = {"north": noon_zone(now, 0), "south": noon_zone(now, 1)}
    days = {key: day for key, (_, day) in zones.items()}
    with data_folder(roomy) as folder:

        def found(key: str) -> str:
            zone = ("--time-zone", zones[key][0])
            run_command(folder, "organisation", "create", "--key", key, "--name", key, *zone)
            return run_command(folder, "token", "create", "--organisation", key, "--role", "admin")

        with ThreadPoolExecutor() as threads:
            tokens = dict(zip(zones, threads.map(found, zones), strict=True))
        yield House(folder=folder, journal=folder / "journal", tokens=tokens, days=days)


@pytest.fixture
def house(founded: House, folder: Path, tmp_path: Path) -> House:
    """A copy of those organisations, in a data folder of the test's own."""
    wait_for(lambda: not processes_on(founded.folder), "the end of what founded them")
    subprocess.run(["cp", "-a", f"{founded.folder}/.", str(folder)], check=True)
    return replace(founded, folder=folder, journal=tmp_path / "journal")
