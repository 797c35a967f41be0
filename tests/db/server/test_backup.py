"""A backup brings everything back after the data is lost; a restore that fails loses nothing."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest

from db.connections.connection import normalise_url
from db.schema import migrate
from db.server.backup import (
    BackupError,
    check_archive,
    count_organisations,
    restore_backup,
    without_password,
    write_backup,
)
from db.server.cluster import programs

INSERT = """
    INSERT INTO organisation (id, key, name, time_zone, currency, revision, recorded_at)
    VALUES (gen_random_uuid(), '{key}', '{key}', 'UTC', 'EUR', 7, now())
"""


def quiet(line: str) -> None:
    """Progress nobody reads."""


async def run(url: str, statement: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetch(statement)
    finally:
        await connection.close()


def keys(url: str) -> list[str]:
    rows = asyncio.run(run(url, "SELECT key FROM organisation ORDER BY key"))
    return [row["key"] for row in rows]


@pytest.fixture
def kept_url(empty_database_url: str) -> str:
    """A migrated database with one organisation, `kept`."""
    migrate.upgrade(empty_database_url)
    asyncio.run(run(empty_database_url, INSERT.format(key="kept")))
    return empty_database_url


def test_a_restore_replaces_everything_by_what_was_backed_up(kept_url: str, tmp_path: Path) -> None:
    file = tmp_path / "backup.dump"
    assert write_backup(kept_url, file, programs(), quiet) == file.stat().st_size
    asyncio.run(run(kept_url, INSERT.format(key="later")))
    asyncio.run(run(kept_url, "CREATE TABLE stray (id int)"))
    restore_backup(kept_url, file, programs(), quiet)
    assert keys(kept_url) == ["kept"]
    assert migrate.current(kept_url) == migrate.head()
    assert asyncio.run(run(kept_url, "SELECT to_regclass('stray')"))[0][0] is None


def test_a_backup_is_for_its_owner_alone_and_replaces_an_older_one(
    kept_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "backup.dump"
    file.write_text("older")
    write_backup(kept_url, file, programs(), quiet)
    assert file.stat().st_mode & 0o777 == 0o600
    assert check_archive(file, programs()) == migrate.head()
    assert os.listdir(tmp_path) == ["backup.dump"]


def test_a_backup_that_fails_leaves_the_older_one(kept_url: str, tmp_path: Path) -> None:
    broken = tmp_path / "programs"
    broken.mkdir()
    (broken / "pg_dump").write_text("#!/bin/sh\necho disk is on fire >&2\nexit 1\n")
    (broken / "pg_dump").chmod(0o755)
    file = tmp_path / "backup.dump"
    file.write_text("older")
    with pytest.raises(BackupError, match="disk is on fire"):
        write_backup(kept_url, file, broken, quiet)
    assert file.read_text() == "older"
    assert sorted(os.listdir(tmp_path)) == ["backup.dump", "programs"]


def cut_off(file: Path) -> None:
    """Its table of contents is whole, the rows are not."""
    os.truncate(file, file.stat().st_size - 40)


def spoil(file: Path) -> None:
    file.write_bytes(b"PGDMP" + file.read_bytes()[5:200])


@pytest.mark.parametrize("damage", [cut_off, spoil])
def test_a_restore_that_fails_changes_nothing(
    kept_url: str, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    file = tmp_path / "backup.dump"
    write_backup(kept_url, file, programs(), quiet)
    asyncio.run(run(kept_url, INSERT.format(key="later")))
    damage(file)
    with pytest.raises(BackupError):
        restore_backup(kept_url, file, programs(), quiet)
    assert keys(kept_url) == ["kept", "later"]


def test_a_restore_whose_reader_dies_changes_nothing(kept_url: str, tmp_path: Path) -> None:
    file = tmp_path / "backup.dump"
    write_backup(kept_url, file, programs(), quiet)
    asyncio.run(run(kept_url, INSERT.format(key="later")))
    folder = tmp_path / "programs"
    folder.mkdir()
    (folder / "psql").symlink_to(programs() / "psql")
    real = programs() / "pg_restore"
    # It answers the first question, then dies in the middle of the script without a word.
    (folder / "pg_restore").write_text(
        f'#!/bin/sh\ncase "$*" in *--data-only*) exec "{real}" "$@";; esac\n'
        f'"{real}" "$@" | head -c 3000\nkill -9 $$\n'
    )
    (folder / "pg_restore").chmod(0o755)
    with pytest.raises(BackupError, match="nothing was changed"):
        restore_backup(kept_url, file, folder, quiet)
    assert keys(kept_url) == ["kept", "later"]


def test_a_backup_of_a_newer_release_is_refused(kept_url: str, tmp_path: Path) -> None:
    file = tmp_path / "backup.dump"
    asyncio.run(run(kept_url, "UPDATE alembic_version SET version_num = '2099_01_01_later'"))
    write_backup(kept_url, file, programs(), quiet)
    with pytest.raises(BackupError, match="2099_01_01_later, which this release does not know"):
        restore_backup(kept_url, file, programs(), quiet)
    assert keys(kept_url) == ["kept"]


@pytest.mark.parametrize("content", [b"", b"hello", b"PGDMP"])
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "letter.txt"
    file.write_bytes(content)
    with pytest.raises(BackupError, match="not a backup that can be read"):
        check_archive(file, programs())


def test_an_empty_database_has_no_count_of_organisations(empty_database_url: str) -> None:
    assert count_organisations(empty_database_url) is None


def test_a_password_never_is_an_argument() -> None:
    url = "postgresql://me:p%3Aw%5Cd@one:1,two:2/base?target_session_attrs=primary"
    with without_password(url) as address:
        assert "w" not in address.split("@")[0]
        assert address.startswith("postgresql://me@one:1,two:2/base?target_session_attrs=primary&")
        passfile = Path(address.rpartition("passfile=")[2])
        assert passfile.read_text() == "*:*:*:*:p\\:w\\\\d\n"
        assert passfile.stat().st_mode & 0o077 == 0
        assert normalise_url(address) == address
    assert not passfile.exists()
