"""Keeps one PostgreSQL server alive for as long as somebody holds a lease on it, then stops it.

Run as a program of its own by db/server/embedded.py
(`python -I -S db/server/guardian.py CONFIG`), so it imports the standard library only.
CONFIG is a JSON object with the fields of `Orders`.

Why a process between the users and the server: users come and go, crash and are killed. Each
holds a shared flock on the lease file, which the kernel frees even after `kill -9`; the guardian
tries for the exclusive one and has it exactly when nobody is left. It keeps it while the server
stops, so a user who arrives in that moment waits and then starts a fresh one.

The guardian holds its own lock file exclusively for life: at most one guards a data folder, and
anyone can see whether one does. Should it be killed, the kernel sends the server an interrupt
(Linux) or a watcher on a pipe does (elsewhere); the next start finds whatever is left.
"""

import contextlib
import ctypes
import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ANOTHER_GUARDS = 3
LEASE_POLL_SECONDS = 0.25
STEADY_SECONDS = 10.0
GIVE_UP_AFTER = 6
# glibc gives memory above these bounds back to the kernel when a statement ends, and the next one
# has to fault it in again: with the bounds it starts from, 500 page faults and 0.9 of 2.1 ms for
# each page of 50 initiatives. The price is up to so much idle memory a connection.
MEMORY = {"MALLOC_TRIM_THRESHOLD_": str(16 << 20), "MALLOC_MMAP_THRESHOLD_": str(4 << 20)}
PROC = Path("/proc")
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Orders:
    """What to guard. `uid` and `gid` are who PostgreSQL runs as, or None for ourselves."""

    command: list[str]
    data: str
    lock: str
    lease: str
    log: str
    uid: int | None
    gid: int | None
    parent_death_signal: bool


def main(orders: Orders) -> int:
    """Guard in the background; returns (to the caller that waits) once the lock is held."""
    lock = os.open(orders.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return ANOTHER_GUARDS
    # The lock belongs to the open file, which the child shares. Nobody has to reap us later.
    if os.fork():
        os._exit(0)
    os.setsid()  # a Ctrl-C in the terminal is for the users, not for the server under them
    os.chdir("/")
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    log = os.open(orders.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    guardian = Guardian(orders)
    guardian.guard()
    # In this order: whoever then gets the lease sees that nobody guards any more.
    os.close(lock)
    os.close(guardian.lease)
    return 0


class Guardian:
    """Starts the server, starts it again when it dies, stops it when it is not needed."""

    def __init__(self, orders: Orders) -> None:
        self.orders = orders
        self.terminated = False
        self.lease = os.open(
            orders.lease, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600
        )
        # Signals wake the select below at once: a dead child, a machine going down.
        self.wake, wake_write = os.pipe()
        os.set_blocking(self.wake, False)
        os.set_blocking(wake_write, False)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, disregard)
        signal.signal(signal.SIGTERM, self.terminate)
        signal.signal(signal.SIGINT, disregard)
        signal.signal(signal.SIGHUP, disregard)

    def terminate(self, *_: object) -> None:
        self.terminated = True

    def guard(self) -> None:
        """Return when nobody needs the server, when told to, or when it can't be kept running."""
        short_runs = 0
        while short_runs < GIVE_UP_AFTER:
            if not clear_the_way(Path(self.orders.data)):
                note("another server keeps running in the data folder")
                return
            started = time.monotonic()
            server = self.start_server()
            if self.wait_until_not_needed(server):
                stop_server(server)
                return
            ran = time.monotonic() - started
            note(f"the server ended by itself ({server.returncode}) after {ran:.1f} s")
            # After kill -9 its children still hold the shared memory for a moment.
            short_runs = 0 if ran > STEADY_SECONDS else short_runs + 1
            time.sleep(min(1.0, 0.05 * 2**short_runs))
        note("giving up: the server does not stay up")

    def start_server(self) -> subprocess.Popen[bytes]:
        orders = self.orders
        before_exec: Callable[[], None] | None = None
        if orders.parent_death_signal:
            before_exec = die_with_parent(os.getpid())
        server = subprocess.Popen(
            orders.command,
            cwd=orders.data,
            env={"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin", **MEMORY},
            umask=0o077,
            preexec_fn=before_exec,  # noqa: PLW1509  this process has one thread
            user=orders.uid,
            group=orders.gid,
            extra_groups=None if orders.uid is None else [],
        )
        if not orders.parent_death_signal:
            watch_from_outside(server.pid)
        return server

    def wait_until_not_needed(self, server: subprocess.Popen[bytes]) -> bool:
        """Whether the server should stop; False when it ended without being asked to."""
        while server.poll() is None:
            if self.terminated or self.is_last():
                return True
            select.select([self.wake], [], [], LEASE_POLL_SECONDS)
            with contextlib.suppress(BlockingIOError):
                os.read(self.wake, 512)
        return self.terminated or self.is_last()

    def is_last(self) -> bool:
        """Whether nobody holds a lease; if so nobody can get one until this process ends."""
        try:
            fcntl.flock(self.lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def disregard(*_: object) -> None:
    """Handle a signal by doing nothing.

    Not SIG_IGN: the server would inherit that, and an interrupt that reaches it before it has
    handlers of its own would be lost, with us waiting a minute for a stop that nobody asked for.
    """


def die_with_parent(parent: int) -> Callable[[], None]:
    """What the server does just before exec, on Linux: ask to be interrupted when we die."""
    prctl = ctypes.CDLL(None).prctl

    def before_exec() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)  # we died in between

    return before_exec


def watch_from_outside(server: int) -> None:
    """The same where the kernel has no such signal: a shell notices our end of a pipe close."""
    read, write = os.pipe()
    subprocess.Popen(
        ["/bin/sh", "-c", 'read -r _; kill -INT "$0" 2>/dev/null', str(server)],
        stdin=read,
        start_new_session=True,
    )
    os.close(read)
    os.set_inheritable(write, False)


def stop_server(server: subprocess.Popen[bytes]) -> None:
    """Fast shutdown (clients are disconnected, a checkpoint is written); harder if that hangs."""
    for number, seconds in ((signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        if server.poll() is None:
            server.send_signal(number)
        try:
            server.wait(seconds)
        except subprocess.TimeoutExpired:
            note(f"the server did not stop within {seconds} s of signal {number}")
        else:
            return


def clear_the_way(data: Path) -> bool:
    """Deal with what a killed predecessor left; whether a server may be started now.

    A server that still runs here has no guardian (we hold its lock), so it is stopped, and so are
    sessions that a killed server left in the middle of a long query: they hold its shared memory.
    A stale postmaster.pid is left to PostgreSQL, except when its number now belongs to some other
    program: then PostgreSQL would refuse for ever. It ignores its own parent's number, so that is
    put there; deleting the file would lose its check of the shared memory.
    """
    pid_file = data / "postmaster.pid"
    try:
        lines = pid_file.read_text().splitlines(keepends=True)
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return True
    for number, seconds in ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0)):
        if not is_server(pid, data, lines):
            break
        note(f"stopping a server without guardian (process {pid})")
        send(pid, number)
        wait_while(lambda: is_server(pid, data, lines), seconds)
    else:
        return False
    for number in (signal.SIGQUIT, signal.SIGKILL):
        for session in sessions_left(data):
            note(f"ending a session that outlived its server (process {session})")
            send(session, number)
        wait_while(lambda: bool(sessions_left(data)), 2.0)
    if is_alive(pid) and pid_file.exists():
        lines[0] = f"{os.getpid()}\n"
        pid_file.write_text("".join(lines))
        socket_lock = Path(lines[4].strip()) / f".s.PGSQL.{lines[3].strip()}.lock"
        socket_lock.unlink(missing_ok=True)
    return True


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def is_server(pid: int, data: Path, pid_file_lines: list[str]) -> bool:
    """Whether the process is a PostgreSQL server on this data folder and not a reused number."""
    if not is_alive(pid):
        return False
    if PROC.joinpath(str(os.getpid())).exists():
        return runs_on(str(pid), data)
    # No /proc (macOS, a bare chroot): a running server listens on the socket it wrote down.
    import socket

    if len(pid_file_lines) < 5:
        return True
    address = f"{pid_file_lines[4].strip()}/.s.PGSQL.{pid_file_lines[3].strip()}"
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(address) == 0


def sessions_left(data: Path) -> list[int]:
    """Processes of PostgreSQL that run on this data folder."""
    if not PROC.is_dir():
        return []
    return [int(path.name) for path in PROC.glob("[0-9]*") if runs_on(path.name, data)]


def runs_on(pid: str, data: Path) -> bool:
    """Whether it is one of PostgreSQL's processes; they all work inside their data folder."""
    try:
        process = PROC / pid
        in_data = process.joinpath("cwd").readlink() == data
        return in_data and process.joinpath("comm").read_text() == "postgres\n"
    except OSError:
        return False  # it has ended, or is not ours to look at and so not ours


def send(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def wait_while(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while condition() and time.monotonic() < deadline:
        time.sleep(0.02)


def note(line: str) -> None:
    """One line into the server's log."""
    now = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
    os.write(2, f"{now} UTC [{os.getpid()}] GUARDIAN:  {line}\n".encode())


if __name__ == "__main__":
    sys.exit(main(Orders(**json.loads(sys.argv[1]))))
