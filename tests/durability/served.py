"""A real `throughline serve` on a data folder, and the processes that belong to it."""

import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import psutil

PROJECT = Path(__file__).parents[2]
READY = re.compile(rb"Throughline is ready at http://127\.0\.0\.1:(\d+)\n")
PATIENCE_SECONDS = 60.0


def command(folder: Path, *words: str) -> list[str]:
    """The command line of a command of the product on a data folder."""
    return [sys.executable, "-m", "api.cli", *words, "--data-dir", str(folder)]


def run_command(folder: Path, *words: str) -> str:
    """Run a command and return the line it prints."""
    result = subprocess.run(
        command(folder, *words), cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def wait_for(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"not within {PATIENCE_SECONDS:.0f} s: {what}"
        time.sleep(0.005)


class Processes(NamedTuple):
    """What runs the database: the guardian, its postmaster, and the postmaster's own."""

    guardian: psutil.Process
    postmaster: psutil.Process
    children: list[psutil.Process]


def processes_of(folder: Path) -> Processes:
    """The processes of a database that runs; each knows its start, so no number is mistaken."""
    guardian = psutil.Process(int((folder / "guardian.lock").read_text()))
    pid_file = (folder / "postgres" / "postmaster.pid").read_text()
    postmaster = psutil.Process(int(pid_file.splitlines()[0]))
    assert postmaster.ppid() == guardian.pid
    return Processes(guardian, postmaster, postmaster.children(recursive=True))


def processes_on(folder: Path) -> list[psutil.Process]:
    """Whatever runs with this folder in its command line."""
    found = []
    for process in psutil.process_iter():
        try:
            if any(str(folder) in word for word in process.cmdline()):
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def is_gone(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def wait_until_gone(processes: Iterable[psutil.Process]) -> None:
    left = list(processes)
    wait_for(lambda: all(map(is_gone, left)), f"the end of {left}")


class Served:
    """A server that has said it is ready. Leaving the block kills it, should it still run."""

    def __init__(self, folder: Path, log: Path) -> None:
        self.folder = folder
        self.log = log
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                command(folder, "serve", "--no-demo", "--port", "0"),
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        self.port = 0

    def __enter__(self) -> Self:
        assert self.process.stdout is not None
        output = self.process.stdout
        try:
            said = output.readline() if self.is_heard_within(PATIENCE_SECONDS) else b""
            ready = READY.fullmatch(said)
            assert ready, f"the server did not get ready: {said!r}\n{self.log_tail()}"
        except BaseException:
            self.end()
            raise
        self.port = int(ready[1])
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end()

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def is_heard_within(self, seconds: float) -> bool:
        """Whether it says within that time that it is ready; returns as soon as it does."""
        assert self.process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            return bool(selector.select(seconds))

    def stop(self, number: signal.Signals) -> int:
        """Ask the server to stop; returns its exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)

    def log_tail(self) -> str:
        return self.log.read_text(errors="replace")[-6000:]
