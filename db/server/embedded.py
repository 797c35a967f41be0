"""The PostgreSQL that comes along: started by whoever needs it first, stopped after the last.

`start` gives a `Lease`; while any process holds one on a data folder the server runs, and all of
them share it. Nothing has to be stopped, and nothing stays: see db/server/guardian.py for how, and
db/server/cluster.py for the data folder and who may reach it. Killed at any moment (user, guardian,
server), the next start, or any lease that is still held, brings it back.
"""

import fcntl
import json
import logging
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from db.server import guardian
from db.server.cluster import (
    DATABASE,
    PORT,
    ROLE,
    Account,
    Cluster,
    EmbeddedError,
    initialise,
    locate,
    make_private,
    reachable_programs,
    server_command,
)

__all__ = ["EmbeddedError", "Lease", "default_data_dir", "start"]

Say = Callable[[str], None]

READY_TIMEOUT_SECONDS = 120.0
READY_POLL_SECONDS = 0.005
REVIVE_POLL_SECONDS = 1.0
LOG_KEPT_BYTES = 16 * 1024 * 1024

logger = logging.getLogger(__name__)


def default_data_dir() -> Path:
    """Where data lives unless told otherwise: in the checkout, or a system folder as root.

    Root's is elsewhere because PostgreSQL runs under another account then, which can't reach
    a checkout inside a closed home.
    """
    if os.name == "posix" and os.geteuid() == 0:
        return Path("/var/lib/throughline")
    project = Path(__file__).resolve().parents[2]
    if (project / "pyproject.toml").exists():
        return project / ".data"
    return Path.home() / ".local" / "share" / "throughline"


def start(data_dir: Path, say: Callable[[str], None]) -> "Lease":
    """Hold the embedded PostgreSQL of this data folder, starting it if nobody has.

    Returns once the server answers on its socket. `say` gets progress lines of long steps.
    Raises EmbeddedError, whose message is meant for the person who typed the command.
    """
    if sys.platform == "win32":
        raise EmbeddedError(
            "The embedded PostgreSQL needs Linux or macOS. On Windows run this inside WSL, or "
            "name a PostgreSQL of your own with THROUGHLINE_DATABASE_URL."
        )
    cluster = locate(data_dir)
    lease = open_lock(cluster.lease, cluster.account)
    try:
        with StartLock(cluster, say):
            try:
                fcntl.flock(lease, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                # A guardian that saw nobody is just stopping its server.
                say("Waiting for PostgreSQL, which is just stopping, to start it again ...")
                fcntl.flock(lease, fcntl.LOCK_SH)
            ensure_running(cluster, say)
    except BaseException:
        os.close(lease)
        raise
    return Lease(cluster, lease)


class Lease:
    """A claim on the running server. The kernel gives it back even if this process is killed."""

    def __init__(self, cluster: Cluster, descriptor: int) -> None:
        self.cluster = cluster
        self.descriptor = descriptor
        self.closed = threading.Event()
        self.reviver = threading.Thread(target=self.revive, name="postgres-lease", daemon=True)
        self.reviver.start()

    @property
    def url(self) -> str:
        """The database's address, for our connections and PostgreSQL's own programs alike."""
        sockets = quote(str(self.cluster.sockets), safe="/")
        return f"postgresql://{ROLE}@/{DATABASE}?host={sockets}&port={PORT}"

    def revive(self) -> None:
        """Bring the server back should its guardian be killed while we still need it."""
        pause = REVIVE_POLL_SECONDS
        while not self.closed.wait(pause):
            if is_guarded(self.cluster):
                pause = REVIVE_POLL_SECONDS
                continue
            logger.warning("PostgreSQL's guardian is gone; starting it again")
            try:
                with StartLock(self.cluster, logger.info):
                    ensure_running(self.cluster, logger.info)
            except (EmbeddedError, OSError):
                logger.exception("PostgreSQL could not be started again")
                pause = min(60.0, pause * 2)

    def close(self) -> None:
        """Give up the claim; the last one to do so stops the server, within a second."""
        if self.closed.is_set():
            return
        self.closed.set()
        self.reviver.join()
        os.close(self.descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class StartLock:
    """Held by whoever is starting the server, so that others wait for it instead of joining in."""

    def __init__(self, cluster: Cluster, say: Say) -> None:
        self.cluster = cluster
        self.say = say
        self.descriptor = -1

    def __enter__(self) -> None:
        self.descriptor = open_lock(self.cluster.start_lock, self.cluster.account)
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.say("Another process is starting PostgreSQL; waiting for it ...")
            fcntl.flock(self.descriptor, fcntl.LOCK_EX)

    def __exit__(self, *exception: object) -> None:
        os.close(self.descriptor)


def open_lock(path: Path, account: Account | None) -> int:
    """Open a lock file, creating it for the account that owns the data."""
    flags = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        try:
            descriptor = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return os.open(path, flags)
    except OSError as error:
        raise EmbeddedError(
            f"{path} can't be opened: {error.strerror}. If somebody else ran Throughline on this "
            "data folder before, run it as them, or name another folder with --data-dir."
        ) from error
    if account:
        os.fchown(descriptor, account.uid, account.gid)
    return descriptor


def ensure_running(cluster: Cluster, say: Say) -> None:
    """Make the server answer. The caller holds the start lock and a lease."""
    log_start = cluster.log.stat().st_size if cluster.log.exists() else 0
    # A guardian that was there may be gone the next moment; one that we have started may not.
    if is_guarded(cluster) and wait_until_ready(cluster, say):
        return
    binaries = reachable_programs(cluster)
    initialise(cluster, binaries, say)
    make_private(cluster.sockets, cluster.account)
    rotate_log(cluster)
    spawn_guardian(cluster, binaries)
    if not wait_until_ready(cluster, say):
        free = shutil.disk_usage(cluster.folder).free // 2**20
        raise EmbeddedError(
            f"PostgreSQL does not start ({free} MiB free on its disk). From {cluster.log}:\n"
            f"{log_tail(cluster, log_start)}"
        )


def is_guarded(cluster: Cluster) -> bool:
    """Whether a guardian is alive, told by its lock and not by a process number."""
    descriptor = open_lock(cluster.guardian_lock, cluster.account)
    try:
        # Shared, so that two who look at once do not take each other for a guardian.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)


def rotate_log(cluster: Cluster) -> None:
    if cluster.log.exists() and cluster.log.stat().st_size > LOG_KEPT_BYTES:
        cluster.log.replace(cluster.log.with_suffix(".log.1"))
    os.close(open_lock(cluster.log, cluster.account))


def spawn_guardian(cluster: Cluster, binaries: Path) -> None:
    """Start the guardian; returns when it holds its lock and is on its own."""
    orders = guardian_orders(cluster, binaries)
    # A plain file run without site-packages: it starts in some 20 ms wherever we are installed.
    command = [sys.executable, "-I", "-S", guardian.__file__, json.dumps(orders)]
    deadline = time.monotonic() + 5.0
    while True:
        result = subprocess.run(command, check=False, capture_output=True, text=True)
        # Somebody looking whether the lock is held may be in the way for an instant.
        in_the_way = result.returncode == guardian.ANOTHER_GUARDS and not is_guarded(cluster)
        if not in_the_way or time.monotonic() > deadline:
            break
        time.sleep(0.01)
    if result.returncode not in {0, guardian.ANOTHER_GUARDS}:
        raise EmbeddedError(f"PostgreSQL's guardian did not start: {result.stderr.strip()}")


def guardian_orders(cluster: Cluster, binaries: Path) -> dict[str, object]:
    account = cluster.account
    return {
        "command": server_command(cluster, binaries),
        "data": str(cluster.data),
        "lock": str(cluster.guardian_lock),
        "lease": str(cluster.lease),
        "log": str(cluster.log),
        "uid": account.uid if account else None,
        "gid": account.gid if account else None,
        "parent_death_signal": sys.platform == "linux",
    }


def wait_until_ready(cluster: Cluster, say: Say) -> bool:
    """Whether the server answers; False once its guardian has given up."""
    begun = time.monotonic()
    next_word = begun + 2.0
    while not answers(cluster.sockets):
        now = time.monotonic()
        if now - begun > READY_TIMEOUT_SECONDS:
            raise EmbeddedError(
                f"PostgreSQL did not answer within {READY_TIMEOUT_SECONDS:.0f} s. "
                f"Its log is {cluster.log}."
            )
        if not is_guarded(cluster):
            return False
        if now > next_word:
            say("PostgreSQL is still starting, recovering what was not written ...")
            next_word = now + 5.0
        time.sleep(READY_POLL_SECONDS)
    return True


def log_tail(cluster: Cluster, start: int) -> str:
    try:
        with cluster.log.open("rb") as log:
            log.seek(start)
            return log.read()[-2000:].decode(errors="replace").strip()
    except OSError:
        return "(no log)"


def answers(sockets: Path) -> bool:
    """Whether the server takes sessions: one start-up message, answered with anything but wait."""
    fields = f"user\0{ROLE}\0database\0{DATABASE}\0application_name\0lease\0\0".encode()
    hello = struct.pack("!ii", len(fields) + 8, 196608) + fields
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5.0)
        try:
            connection.connect(str(sockets / f".s.PGSQL.{PORT}"))
            connection.sendall(hello)
            reply = b""
            while b"Z\0\0\0\5" not in reply:
                part = connection.recv(8192)
                if not part:
                    # Errors close the session; 57P03 is "starting up" or "shutting down".
                    return reply.startswith(b"E") and b"C57P03\0" not in reply
                reply += part
            connection.sendall(b"X\0\0\0\4")
        except OSError:
            return False
    return True
