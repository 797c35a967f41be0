"""Imports as jobs of the queue: each is carried out in a process of its own, few at once."""

import asyncio
import logging
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import orjson
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.connection import create_engine
from db.imports.import_run import ImportRuns
from db.jobs.mail import Job
from domain.imports.import_run import ImportRun, ImportState
from integrations.importing.running.process import DONE, LATER

logger = logging.getLogger(__name__)

KIND: Final = "import"
AT_ONCE: Final = 2
# When there is no room, or another import into the organisation runs.
COME_BACK: Final = timedelta(seconds=2)
# A process that died is tried again so often, and then said to have failed.
TRIES: Final = 3
PROGRAM: Final = ("-P", "-m", "integrations.importing.running.process")


def job_of(run: ImportRun) -> Job:
    """Return the job that looks at files, or the one that imports them; each is queued once."""
    name = f"{run.organisation_id}/{run.id}"
    return Job(name.encode(), f"{KIND}/{name}/{'look' if run.options.dry_run else 'import'}")


class ImportJobs:
    """Carries out the imports that were asked for."""

    kind = KIND

    def __init__(self, url: str, at_once: int = AT_ONCE) -> None:
        self._url = url
        self._room = at_once
        self._deaths: Counter[bytes] = Counter()

    async def due(self) -> Sequence[Job]:
        """Return the jobs of all imports that are not done with."""
        engine = self._engine()
        try:
            return [job_of(each) for each in await ImportRuns(engine).under_way()]
        finally:
            await engine.dispose()

    async def run(self, payload: bytes, _attempts: int) -> timedelta | None:
        """Carry out an import; a process that is cut off is killed, and done again."""
        if not self._room:
            return COME_BACK
        self._room -= 1
        try:
            organisation, run = payload.decode().split("/")
            code = await self._in_a_process(organisation, run)
        finally:
            self._room += 1
        if code == DONE:
            return None
        if code == LATER:
            return COME_BACK
        logger.error("An import ended with exit code %d", code)
        # Not the attempts: most of those only waited.
        self._deaths[payload] += 1
        if self._deaths[payload] < TRIES:
            return COME_BACK
        del self._deaths[payload]
        await self._give_up(UUID(organisation), UUID(run), code)
        return None

    async def _in_a_process(self, organisation: str, run: str) -> int:
        given = {"url": self._url, "organisation": organisation, "run": run}
        process = await asyncio.create_subprocess_exec(
            sys.executable, *PROGRAM, stdin=asyncio.subprocess.PIPE
        )
        try:
            await process.communicate(orjson.dumps(given))
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        assert process.returncode is not None
        return process.returncode

    async def _give_up(self, organisation_id: UUID, run_id: UUID, code: int) -> None:
        engine = self._engine()
        try:
            runs = ImportRuns(engine)
            run = await runs.get(organisation_id, run_id)
            await runs.finish(run, ImportState.FAILED, {"errorId": f"exit-code-{code}"})
        finally:
            await engine.dispose()

    def _engine(self) -> AsyncEngine:
        return create_engine(self._url, pool_size=1, application_name="throughline-import")
