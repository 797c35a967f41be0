"""One PostgreSQL for the whole run, one database per worker, emptied after every test.

Ask for `database_url`, `engine` or `read_pool`. The server is the embedded one, in a folder that
all xdist workers share; the first worker migrates a template, each worker clones it once, and after
a test its rows are deleted (1 ms, where TRUNCATE takes 40 to 150). Session-wide fixtures are
synchronous, so that they work for tests on any event loop.
"""

import asyncio
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import hypothesis
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.connection import Connection, Pool, create_engine, create_read_pool
from db.schema import migrate
from db.server import embedded
from tests.changed import mark_of, speaks

# A served application and organisations in it, for tests/api and all others that ask by HTTP.
pytest_plugins = ["tests.api.companies", "tests.api.workshop"]

FOLDER = "throughline-tests-"
TEMPLATE = "template_migrated"
MEMORY = Path("/dev/shm")
MEMORY_NEEDED_BYTES = 2 * 2**30
STALE_SECONDS = 3600
# Their tests run one after the other on one worker, so that it alone starts servers or a browser.
BY_ONE_WORKER = {"browser", "durability"}
FIRST = ("tests/durability", "tests/board/browser", "tests/fuzz", "tests/property", "tests/db")
FOLDER_KEY = pytest.StashKey[Path]()

# A slow machine is no failure. The examples are the same every time, and others with --full; what
# failed once is printed so that it can be repeated.
hypothesis.settings.register_profile(
    "throughline",
    deadline=None,
    print_blob=True,
    derandomize=os.environ.get("THROUGHLINE_TEST_FULL") != "1",
)
hypothesis.settings.load_profile("throughline")


def pytest_addoption(parser: pytest.Parser) -> None:
    """What `dev.py test --changed` says of the files it names."""
    group = parser.getgroup("throughline")
    group.addoption(
        "--in-part",
        action="append",
        default=[],
        metavar="FILE",
        help="run of this file what speaks of a subject, or needs no database",
    )
    group.addoption("--subject", action="append", default=[], metavar="WORD")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what is expensive to run, by where it stands, and say what one worker runs.

    Of the tests of one file all ask for the same fixtures, and of one browser there is enough.
    """
    mark = mark_of(path_of(item))
    if mark is not None:
        item.add_marker(mark)
    if item.config.pluginmanager.hasplugin("xdist"):
        group = mark if mark in BY_ONE_WORKER else path_of(item)
        item.add_marker(pytest.mark.xdist_group(group))


def path_of(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what `dev.py test --changed` does not ask for."""
    in_part, subjects = set(config.getoption("in_part")), config.getoption("subject")
    left_out = [
        item
        for item in items
        if path_of(item) in in_part
        and "postgres_url" in getattr(item, "fixturenames", ())
        and not any(speaks(item.name, subject) for subject in subjects)
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]
    items.sort(key=lambda item: place_in_order(path_of(item)))


def place_in_order(path: str) -> int:
    """What takes longest begins, so that no worker is left alone with it."""
    places = [place for place, first in enumerate(FIRST) if path.startswith(first)]
    return min(places, default=len(FIRST))


def pytest_configure(config: pytest.Config) -> None:
    """The controller picks the folder, and xdist hands it to the workers."""
    if not hasattr(config, "workerinput"):
        parent = roomy_folder()
        remove_stale(parent)
        folder = Path(tempfile.mkdtemp(prefix=FOLDER, dir=parent))
        folder.chmod(0o755)  # as root the server runs under another account
        config.stash[FOLDER_KEY] = folder
    else:
        config.stash[FOLDER_KEY] = Path(config.workerinput["postgres_folder"])


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # xdist has no types
    """Called by xdist in the controller, for each worker."""
    node.workerinput["postgres_folder"] = str(node.config.stash[FOLDER_KEY])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing: the last lease is closed, so the server is stopping by itself."""
    folder = config.stash.get(FOLDER_KEY, None)
    if folder is None or hasattr(config, "workerinput"):
        return
    wait_until_stopped(folder)
    shutil.rmtree(folder, ignore_errors=True)


def roomy_folder() -> Path:
    """Memory where there is plenty: syncing there costs nothing, so it can stay switched on."""
    usable = MEMORY.is_dir() and os.access(MEMORY, os.W_OK | os.X_OK)
    if usable and shutil.disk_usage(MEMORY).free > MEMORY_NEEDED_BYTES:
        return MEMORY
    return Path(tempfile.gettempdir())


def remove_stale(parent: Path) -> None:
    """What a run that was killed left behind."""
    for folder in parent.glob(f"{FOLDER}*"):
        if folder.stat().st_mtime < time.time() - STALE_SECONDS and not is_guarded(folder):
            shutil.rmtree(folder, ignore_errors=True)


def is_guarded(folder: Path) -> bool:
    lock = folder / "guardian.lock"
    if not lock.exists():
        return False
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def wait_until_stopped(folder: Path, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while is_guarded(folder) and time.monotonic() < deadline:
        time.sleep(0.02)


@pytest.fixture(scope="session")
def roomy() -> Path:
    """A folder for data of some size, quick to write and to delete."""
    return roomy_folder()


@pytest.fixture(scope="session")
def full() -> bool:
    """Whether the long variants are wanted (`python3 dev.py test --full`)."""
    return os.environ.get("THROUGHLINE_TEST_FULL") == "1"


@pytest.fixture(scope="session")
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The server of this run; its own database is nobody's, so take `database_url`."""
    with embedded.start(request.config.stash[FOLDER_KEY], print) as lease:
        yield lease.url


@pytest.fixture(scope="session")
def runner() -> Iterator[asyncio.Runner]:
    """An event loop for what fixtures do outside of tests."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        yield runner


@pytest.fixture(scope="session")
def administration(postgres_url: str, runner: asyncio.Runner) -> Iterator[Connection]:
    connection: Connection = runner.run(asyncpg.connect(postgres_url))
    yield connection
    runner.run(connection.close())


@pytest.fixture(scope="session")
def template(
    request: pytest.FixtureRequest,
    postgres_url: str,
    administration: Connection,
    runner: asyncio.Runner,
) -> str:
    """The name of a database at the newest migration, made by the first worker to ask."""
    folder = request.config.stash[FOLDER_KEY]
    with (folder / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = "SELECT 1 FROM pg_database WHERE datname = $1"
        if not runner.run(administration.fetchval(known, TEMPLATE)):
            unfinished = f"{TEMPLATE}_unfinished"
            runner.run(administration.execute(f"DROP DATABASE IF EXISTS {unfinished}"))
            runner.run(administration.execute(f"CREATE DATABASE {unfinished}"))
            migrate.upgrade(with_database(postgres_url, unfinished))
            rename = f"ALTER DATABASE {unfinished} RENAME TO {TEMPLATE}"
            runner.run(administration.execute(rename))
    return TEMPLATE


def with_database(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@pytest.fixture(scope="session")
def worker_database(
    postgres_url: str, template: str, administration: Connection, runner: asyncio.Runner
) -> str:
    """The URL of this worker's own clone of the template."""
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    clone = f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"
    runner.run(administration.execute(clone))
    return with_database(postgres_url, name)


@pytest.fixture(scope="session")
def sweeper(worker_database: str, runner: asyncio.Runner) -> Iterator["Sweeper"]:
    sweeper = Sweeper(worker_database, runner)
    yield sweeper
    sweeper.close()


class Sweeper:
    """Deletes what a test wrote, on a connection that outlives the tests."""

    def __init__(self, url: str, runner: asyncio.Runner) -> None:
        self.runner = runner
        self.connection: Connection = runner.run(asyncpg.connect(url))
        # As replica no foreign key is checked, so the order of tables does not matter.
        self.run("SET session_replication_role = replica; SET lock_timeout = '60s'")
        self.statement = ""

    def run(self, statement: str) -> None:
        self.runner.run(self.connection.execute(statement))

    def sweep(self) -> None:
        if not self.statement:
            self.statement = "; ".join(self.runner.run(self.deletions())) or "SELECT 1"
        self.run(self.statement)

    async def deletions(self) -> list[str]:
        """One DELETE for each table; a partitioned table stands for its partitions."""
        rows = await self.connection.fetch(
            """
            SELECT format('DELETE FROM %I.%I', n.nspname, c.relname) AS statement
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND n.nspname NOT IN ('pg_catalog', 'information_schema')
              AND n.nspname NOT LIKE 'pg_toast%' AND c.relname <> 'alembic_version'
            """
        )
        return [str(row["statement"]) for row in rows]

    def close(self) -> None:
        self.runner.run(self.connection.close())


@pytest.fixture
def database_url(worker_database: str, sweeper: Sweeper) -> Iterator[str]:
    """A migrated, empty database. What the test commits is gone afterwards."""
    yield worker_database
    sweeper.sweep()


# Copies a database under a name of this worker's; yields the copy's URL, and drops it.
Copying = Callable[[str, str], AbstractContextManager[str]]


@pytest.fixture(scope="session")
def copying(postgres_url: str, administration: Connection, runner: asyncio.Runner) -> Copying:
    @contextmanager
    def copy(source: str, name: str) -> Iterator[str]:
        own = f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
        made = f"CREATE DATABASE {own} TEMPLATE {source} STRATEGY file_copy"
        runner.run(administration.execute(made))
        yield with_database(postgres_url, own)
        runner.run(administration.execute(f"DROP DATABASE {own} WITH (FORCE)"))

    return copy


@pytest.fixture
def empty_database_url(
    postgres_url: str, administration: Connection, runner: asyncio.Runner
) -> Iterator[str]:
    """A database of the test's own without any table, for migrations and restores."""
    name = f"empty_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    runner.run(administration.execute(f"CREATE DATABASE {name} STRATEGY file_copy"))
    yield with_database(postgres_url, name)
    runner.run(administration.execute(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
async def read_pool(database_url: str) -> AsyncIterator[Pool]:
    async with await create_read_pool(database_url, min_size=0) as pool:
        yield pool
