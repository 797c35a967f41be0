"""Carrying out an import that was asked for over the network, in a process of its own.

It keeps a processor busy and takes memory by the size of what was sent; whatever becomes of it
there, the server goes on. It may be killed at any time: done again, it writes what is missing.

python -m integrations.importing.running.process < {"url": …, "organisation": …, "run": …}
"""

import asyncio
import logging
import os
import secrets
import sys
import time
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.connection import create_engine
from db.connections.loss import is_lost
from db.imports.import_run import ClaimedRun, ImportRuns
from domain.imports.import_run import ImportState
from integrations.importing.files.archive import UploadArchive
from integrations.importing.format.problems import ImportRefusedError, OccupiedError
from integrations.importing.running.options import Author, Options
from integrations.importing.running.run import import_source, preview
from integrations.importing.running.summary import imported_json, preview_json, refusal_json

logger = logging.getLogger("throughline.import")

DONE: Final = 0
# Another import into the organisation has to end first, or the database does not answer.
LATER: Final = 75
MEMORY_BYTES: Final = 4 * 2**30
SECONDS_BETWEEN_NOTES: Final = 0.5
OCCUPIED: Final = "Another import into this organisation is running: this one follows it."
TOO_MUCH: Final = (
    "There is too much in it to be imported here at once. Send it in parts, or ask whoever runs "
    "Throughline to import it from a folder, by `throughline import`."
)


class Notes:
    """The last line of progress, written now and then."""

    def __init__(self, runs: ImportRuns, taken: ClaimedRun) -> None:
        self._runs = runs
        self._run = taken.run
        self._line = ""
        self._noted_at = time.monotonic()

    def take(self, line: str) -> None:
        """Take a line to be written with the next ones."""
        self._line = line

    async def keep_writing(self) -> None:
        """Write the last line, as long as there is another."""
        written = ""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_NOTES)
            if self._line != written:
                written = self._line
                await self._runs.note(self._run, written)


async def carry_out(engine: AsyncEngine, organisation_id: UUID, run_id: UUID) -> int:
    """Carry out an import, and note what became of it; returns whether to come back later."""
    runs = ImportRuns(engine)
    taken = await runs.claim(organisation_id, run_id)
    if taken is None:
        return DONE
    notes = Notes(runs, taken)
    writing = asyncio.create_task(notes.keep_writing())
    try:
        state, result = await outcome(engine, taken, notes)
    except OccupiedError:
        await runs.note(taken.run, OCCUPIED)
        return LATER
    except ImportRefusedError as refused:
        state, result = ImportState.REFUSED, refusal_json(refused)
    except MemoryError:
        state, result = ImportState.REFUSED, {"message": TOO_MUCH}
    except Exception as error:
        if is_lost(error):
            return LATER
        error_id = secrets.token_hex(8)
        logger.exception("unexpected error %s", error_id)
        state, result = ImportState.FAILED, {"errorId": error_id}
    finally:
        writing.cancel()
    await runs.finish(taken.run, state, result)
    return DONE


async def outcome(
    engine: AsyncEngine, taken: ClaimedRun, notes: Notes
) -> tuple[ImportState, Mapping[str, Any]]:
    """Look at the files, or import them, and return what became of it."""
    wish = taken.run.options
    options = Options(
        key=taken.organisation_key,
        as_of=wish.as_of,
        skip_bad_rows=wish.skip_bad_rows,
        author=Author(
            token_id=taken.token_id, person_id=taken.person_id, request_id=str(taken.run.id)
        ),
    )
    source = UploadArchive(taken.files)
    if wish.dry_run:
        outlook = await preview(engine, source, options, progress=notes.take)
        return ImportState.PREVIEWED, preview_json(outlook)
    imported = await import_source(engine, source, options, progress=notes.take)
    return ImportState.DONE, imported_json(imported)


async def main(given: dict[str, str]) -> int:
    engine = create_engine(given["url"], pool_size=4, application_name="throughline-import")
    try:
        return await carry_out(engine, UUID(given["organisation"]), UUID(given["run"]))
    finally:
        await engine.dispose()


def stay_modest() -> None:
    """Let requests go first, and take no more memory than there is room for."""
    if sys.platform != "win32":
        import resource

        os.nice(5)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    stay_modest()
    sys.exit(asyncio.run(main(orjson.loads(sys.stdin.buffer.read()))))
