"""Write the database to one file and put it back, with PostgreSQL's own pg_dump and pg_restore.

A backup is a consistent picture taken beside running servers. A restore is one transaction: what
was there goes and what the file holds comes, or, whatever fails, nothing changes. Owners and grants
are left out, so that a backup of any server can be restored into any other.
"""

import asyncio
import contextlib
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

import asyncpg

from db.connections.connection import CONNECT_TIMEOUT_SECONDS
from db.schema.migrate import ADVISORY_LOCK, revisions

Say = Callable[[str], None]

WORD_EVERY_SECONDS = 2.0
LOCK_TIMEOUT = "60s"
OTHER_SCHEMAS = """
    SELECT format('%I', nspname) FROM pg_namespace
    WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' ORDER BY nspname
"""


class BackupError(RuntimeError):
    """The backup or restore was refused or failed; the message tells why."""


def write_backup(url: str, file: Path, programs: Path, say: Say) -> int:
    """Write `file`, whole or not at all; returns its size in bytes.

    It holds personal data, so only its owner may read it.
    """
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    except OSError as error:
        raise BackupError(f"{file.parent} can't be written: {error.strerror}") from error
    os.close(descriptor)
    unfinished = Path(name)
    try:
        with without_password(url) as address:
            what = ["--format=custom", "--no-owner", "--no-privileges", "--verbose"]
            dump(
                [str(programs / "pg_dump"), *what, f"--file={unfinished}", f"--dbname={address}"],
                say,
            )
        check_archive(unfinished, programs)
        size = unfinished.stat().st_size
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name, as well as the content that pg_dump has synced
    finally:
        os.close(folder)
    return size


def dump(command: list[str], say: Say) -> None:
    """Run pg_dump, telling now and then how many tables are written."""
    last_lines: list[str] = []
    tables = 0
    next_word = time.monotonic() + WORD_EVERY_SECONDS
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            last_lines = [*last_lines[-5:], line]
            tables += "dumping contents of table" in line
            if time.monotonic() > next_word:
                say(f"{tables} tables written ...")
                next_word = time.monotonic() + WORD_EVERY_SECONDS
    if process.returncode != 0:
        raise BackupError(f"pg_dump failed:\n{''.join(last_lines).strip()}")


def check_archive(file: Path, programs: Path) -> str:
    """The schema revision a backup was made at; BackupError if it is not a backup of ours."""
    what = ["--data-only", "--table=alembic_version", "--file=-", str(file)]
    result = subprocess.run(
        [str(programs / "pg_restore"), *what], check=False, capture_output=True, text=True
    )
    if result.returncode != 0:
        raise BackupError(f"{file} is not a backup that can be read: {result.stderr.strip()}")
    found = re.search(r"^COPY .*\n(\w+)\n\\\.$", result.stdout, re.MULTILINE)
    if not found:
        raise BackupError(f"{file} holds no Throughline database.")
    return found[1]


def count_organisations(url: str) -> int | None:
    """How many organisations the database holds; None when it has no tables of ours at all."""
    try:
        rows = asyncio.run(fetch(url, "SELECT count(*) FROM organisation"))
    except asyncpg.UndefinedTableError:
        return None
    return int(rows[0][0])


def restore_backup(url: str, file: Path, programs: Path, say: Say) -> None:
    """Replace everything in the database by what `file` holds, or change nothing."""
    revision = check_archive(file, programs)
    if revision not in revisions():
        raise BackupError(
            f"{file} was made at revision {revision}, which this release does not know. "
            "Restore it with the release that made it, or a newer one."
        )
    schemas = [str(row[0]) for row in asyncio.run(fetch(url, OTHER_SCHEMAS))]
    replay(url, file, programs, schemas, say)
    # Sessions of running servers know tables that are gone; they connect again by themselves.
    asyncio.run(
        fetch(
            url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
            "AND datname = current_database() AND usename = current_user",
        )
    )
    asyncio.run(fetch(url, "ANALYZE"))


async def fetch(url: str, query: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url, timeout=CONNECT_TIMEOUT_SECONDS)
    try:
        return await connection.fetch(query)
    finally:
        await connection.close()


def replay(url: str, file: Path, programs: Path, schemas: list[str], say: Say) -> None:
    """Feed psql one transaction. Without the final COMMIT it all rolls back.

    pg_restore's own --single-transaction could not include emptying the database; and psql's would
    commit half of it if pg_restore died.
    """
    begin = [
        "BEGIN",
        f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'",
        f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})",
        *(f"DROP SCHEMA {schema} CASCADE" for schema in schemas),
        "CREATE SCHEMA public",
        "SET LOCAL lock_timeout = 0",
    ]
    read = [str(programs / "pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(file)]
    with without_password(url) as address, tempfile.TemporaryFile("w+") as complaints:
        write = [str(programs / "psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
        psql = subprocess.Popen(
            [*write, "--output=/dev/null", f"--dbname={address}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
        )
        source = subprocess.Popen(read, stdout=subprocess.PIPE, stderr=complaints)
        assert psql.stdin is not None
        assert source.stdout is not None
        with contextlib.suppress(BrokenPipeError), psql.stdin, source.stdout:
            # The notices of DROP ... CASCADE would bury what matters.
            psql.stdin.write(b"SET client_min_messages = warning;\n")
            psql.stdin.write((";\n".join(begin) + ";\n").encode())
            pump(source.stdout, psql.stdin, say)
            if source.wait() == 0:
                psql.stdin.write(b"COMMIT;\n")
        codes = (source.wait(), psql.wait())
        if codes != (0, 0):
            complaints.seek(0)
            raise BackupError(
                f"The restore failed and nothing was changed:\n{complaints.read().strip()[-2000:]}"
            )


def pump(source: IO[bytes], target: IO[bytes], say: Say) -> None:
    done = 0
    next_word = time.monotonic() + WORD_EVERY_SECONDS
    while part := source.read(1 << 18):
        target.write(part)
        done += len(part)
        if time.monotonic() > next_word:
            say(f"{done / 2**20:.0f} MiB restored ...")
            next_word = time.monotonic() + WORD_EVERY_SECONDS


@contextlib.contextmanager
def without_password(url: str) -> Iterator[str]:
    """The URL with its password in a file only we can read, since anyone can list arguments."""
    parts = urlsplit(url)
    if parts.password is None:
        yield url
        return
    escaped = unquote(parts.password).replace("\\", "\\\\").replace(":", "\\:")
    with tempfile.NamedTemporaryFile("w", prefix="throughline-") as passfile:  # mode 0600
        passfile.write(f"*:*:*:*:{escaped}\n")
        passfile.flush()
        user, _, _ = parts.netloc.rpartition("@")[0].partition(":")
        netloc = f"{user}@{parts.netloc.rpartition('@')[2]}"
        query = [*parse_qsl(parts.query), ("passfile", passfile.name)]
        yield urlunsplit(
            parts._replace(netloc=netloc, query=urlencode(query, safe="/,", quote_via=quote))
        )
