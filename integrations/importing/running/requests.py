"""The desk: where somebody hands in files over the network, and hears what became of them."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.loss import is_lost
from db.imports.import_run import ImportRuns
from db.jobs.enqueue import enqueue
from domain.access.permission import permit
from domain.core.viewer import Viewer
from domain.imports.import_run import ImportOptions, ImportRun, UploadedFile, under_way
from integrations.importing.files.archive import build_archive
from integrations.importing.files.describe import described
from integrations.importing.files.templates import templates
from integrations.importing.running.jobs import KIND, job_of
from integrations.importing.running.options import utc_now
from integrations.importing.running.run import ACTION

logger = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS: Final = 0.15


@dataclass(frozen=True, slots=True)
class ImportService:
    """Serves the members of all organisations, each at a counter of their own."""

    engine: AsyncEngine
    clock: Callable[[], datetime] = utc_now

    def for_viewer(self, viewer: Viewer) -> "ViewerImports":
        """Return where this viewer is served."""
        return ViewerImports(self, ImportRuns(self.engine), viewer)


@dataclass(frozen=True, slots=True)
class ViewerImports:
    """Serves one viewer. Every way in asks first whether they may import."""

    service: ImportService
    runs: ImportRuns
    viewer: Viewer

    async def admit(self) -> None:
        """Refuse before anything is received: who may not import, and who would be the second."""
        permit(self.viewer, ACTION)
        latest = await self.runs.latest(self.viewer.organisation_id)
        if latest is not None and latest.state.under_way:
            raise under_way()

    async def begin(self, sent: Sequence[UploadedFile], options: ImportOptions) -> ImportRun:
        """Take files in, and have them looked at or imported. Raises NotImported."""
        permit(self.viewer, ACTION)
        files = await asyncio.to_thread(build_archive, sent)
        run = await self.runs.begin(self.viewer, files, options, self.service.clock())
        await self._ask_for(run)
        return run

    async def go_ahead(self, run_id: UUID, *, skip_bad_rows: bool) -> ImportRun:
        """Have what was looked at imported. Raises NotImported."""
        permit(self.viewer, ACTION)
        run = await self.runs.go_ahead(
            self.viewer, run_id, skip_bad_rows=skip_bad_rows, at=self.service.clock()
        )
        if run.state.under_way:
            await self._ask_for(run)
        return run

    async def find(self, run_id: UUID, *, within_seconds: float = 0) -> ImportRun:
        """Return an import as it stands, or as it does once it is no longer under way.

        Waits no longer than `within_seconds`. NotImported if there is none such.
        """
        permit(self.viewer, ACTION)
        until = monotonic() + within_seconds
        while True:
            run = await self.runs.get(self.viewer.organisation_id, run_id)
            if not run.state.under_way or monotonic() >= until:
                return run
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def latest(self) -> ImportRun | None:
        """Return the import that was asked for last, if any is told of still."""
        permit(self.viewer, ACTION)
        return await self.runs.latest(self.viewer.organisation_id)

    def templates(self) -> bytes:
        """Return a zip of all files of the format, with an example of each."""
        return templates()

    def format(self) -> Mapping[str, Any]:
        """Return the documentation of the format as plain values."""
        return described()

    async def _ask_for(self, run: ImportRun) -> None:
        try:
            await enqueue(self.service.engine, KIND, [job_of(run)])
        except Exception as error:
            # It is kept already, and the next round of background work puts it in.
            logger.warning(
                "An import could not be put into the queue; it follows within minutes: %s",
                error,
                exc_info=None if is_lost(error) else error,
            )
