"""The targets' processes: started on a free port, measured by the system's own account, ended."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psutil

from bench.load import LoadError, ask
from bench.targets import ROOT, Target, environment_of

READY_SECONDS = 60.0
END_SECONDS = 10.0


class TargetError(Exception):
    """A target did not start; the message holds what it printed."""


@dataclass(frozen=True, slots=True)
class Running:
    """A target that answers."""

    target: Target
    port: int
    pid: int

    def cpu_seconds(self) -> float:
        return tree_cpu_seconds(self.pid)


@contextlib.contextmanager
def reserved_port() -> Iterator[int]:
    """Keep a free port from everybody but a server that asks for it by its number."""
    with socket.socket() as probe:
        # So that another may listen where this one, which never does, is bound.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", 0))
        yield probe.getsockname()[1]


def tree_cpu_seconds(pid: int) -> float:
    """CPU time of a process and all below it, children that have ended included."""
    root = psutil.Process(pid)
    own = root.cpu_times()
    total = own.user + own.system + own.children_user + own.children_system
    for child in root.children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = child.cpu_times()
            total += times.user + times.system
    return float(total)


@contextlib.contextmanager
def run_target(target: Target, database_url: str, first_request: bytes) -> Iterator[Running]:
    """Start a target, wait for its first answer, and end it and its children by their ids."""
    with reserved_port() as port, tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            target.command(database_url, port),
            cwd=ROOT,
            env=environment_of(target, database_url),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for the runner, which then ends this
        )
        try:
            try:
                wait_until_ready(process, port, first_request)
            except TargetError as error:
                output.seek(0)
                raise TargetError(f"{target.title} {error}:\n{output.read()[-3000:]}") from error
            yield Running(target, port, process.pid)
        finally:
            end(process)


def wait_until_ready(process: subprocess.Popen[bytes], port: int, request: bytes) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        if process.poll() is not None:
            raise TargetError(f"ended with code {process.returncode}")
        try:
            ask(port, request)
        except LoadError as error:
            if time.monotonic() > deadline:
                raise TargetError(str(error)) from error
        except OSError as error:
            if time.monotonic() > deadline:
                raise TargetError(f"does not listen ({error.strerror})") from error
        else:
            return
        time.sleep(0.1)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process, and what it had started, by their ids."""
    below: list[psutil.Process] = []
    with contextlib.suppress(psutil.NoSuchProcess):
        below = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for child in below:
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
