"""The bench's own database: made once for each version of the schema and of the generated data."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg
import psutil

from bench.generate import FULL, SMALL, Connection, Organisation, Scale, generate, organisations_of
from db.schema import migrate
from db.server import embedded

ROOT = Path(__file__).resolve().parent.parent
NAME = "bench_"


@dataclass(frozen=True, slots=True)
class Bench:
    """A database filled with a portfolio, and the server's process where it is on this machine."""

    url: str
    version: str
    postmaster: int | None
    organisations: list[Organisation]
    initiatives: dict[UUID, list[UUID]]  # some ids of each organisation


@contextmanager
def open_bench(
    scale: Scale, server_url: str | None, data_dir: Path, say: Callable[[str], None]
) -> Iterator[Bench]:
    """Hold the server and yield the filled database, made now if it is missing or outdated."""
    if server_url is None:
        with embedded.start(data_dir, say) as lease:
            yield prepare(lease.url, scale, say)
    else:
        yield prepare(server_url, scale, say)


def default_folder() -> Path:
    """Beside the product's data, never in it."""
    folder = embedded.default_data_dir()
    return folder / "bench" if folder.name == ".data" else folder.with_name(f"{folder.name}-bench")


def prepare(server_url: str, scale: Scale, say: Callable[[str], None]) -> Bench:
    name = NAME + fingerprint(scale)
    url = urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
    if not asyncio.run(exists(server_url, name)):
        say(f"Generating {scale.initiatives:,} initiatives in {scale.organisations} organisations")
        unfinished = f"{name}_unfinished"
        asyncio.run(create(server_url, unfinished))
        unfinished_url = urlunsplit(urlsplit(server_url)._replace(path=f"/{unfinished}"))
        migrate.upgrade(unfinished_url)
        asyncio.run(fill(unfinished_url, scale))
        asyncio.run(finish(server_url, unfinished, name))
    return asyncio.run(describe(url))


def fingerprint(scale: Scale) -> str:
    """Of all that decides what is in the database."""
    digest = hashlib.sha256(repr(scale).encode())
    sources = [ROOT / "bench" / "generate.py", *sorted((ROOT / "migrations").rglob("*.py"))]
    for path in sources:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


async def exists(server_url: str, name: str) -> bool:
    connection: Connection = await asyncpg.connect(server_url)
    try:
        query = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)"
        return bool(await connection.fetchval(query, name))
    finally:
        await connection.close()


async def create(server_url: str, name: str) -> None:
    connection: Connection = await asyncpg.connect(server_url)
    try:
        kept = {NAME + fingerprint(scale) for scale in (FULL, SMALL)}
        query = """
            SELECT datname FROM pg_database
            WHERE starts_with(datname, $1)
            EXCEPT SELECT datname FROM pg_stat_activity
        """
        for row in await connection.fetch(query, NAME):
            if row["datname"] not in kept:  # of an older schema, or not finished
                await connection.execute(f"DROP DATABASE {row['datname']}")
        await connection.execute(f"CREATE DATABASE {name}")
    finally:
        await connection.close()


async def fill(url: str, scale: Scale) -> None:
    connection: Connection = await asyncpg.connect(url)
    try:
        await generate(connection, scale)
        # Nothing of the writing shall still be under way when reading is measured.
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()


async def finish(server_url: str, unfinished: str, name: str) -> None:
    """Only a complete database gets the name by which it is found again."""
    connection: Connection = await asyncpg.connect(server_url)
    try:
        await connection.execute(f"ALTER DATABASE {unfinished} RENAME TO {name}")
    finally:
        await connection.close()


async def describe(url: str) -> Bench:
    connection: Connection = await asyncpg.connect(url)
    try:
        organisations = await organisations_of(connection)
        rows = await connection.fetch(
            """
            SELECT organisation_id, array_agg(id ORDER BY id) AS ids
            FROM (
                SELECT organisation_id, id,
                    row_number() OVER (PARTITION BY organisation_id ORDER BY id) AS place
                FROM initiative
            ) numbered
            WHERE place % 20 = 7 AND place <= 80
            GROUP BY organisation_id
            """
        )
        version = connection.get_server_version()
        return Bench(
            url=url,
            version=f"{version.major}.{version.minor}",
            postmaster=postmaster_of(connection.get_server_pid()),
            organisations=organisations,
            initiatives={row["organisation_id"]: row["ids"] for row in rows},
        )
    finally:
        await connection.close()


def postmaster_of(backend: int) -> int | None:
    """The parent of a backend, if it runs on this machine and is PostgreSQL."""
    try:
        parent = psutil.Process(backend).parent()
    except psutil.Error:
        return None
    return parent.pid if parent is not None and "postgres" in parent.name() else None
