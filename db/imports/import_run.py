"""Imports asked for over the network, in PostgreSQL: their files until they are done, their state.

They are no part of the record: nothing of them takes a revision, and queries don't reach them. The
files are kept here and not in a folder, so that any process can go on with an import.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    LargeBinary,
    Row,
    Uuid,
    bindparam,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from db.schema.metadata import day, enum, instant, reference, tenant_table
from db.schema.metadata import text as words
from domain.core.identity import new_id
from domain.core.viewer import Viewer
from domain.imports.import_run import (
    FILES_KEPT,
    OUTCOME_KEPT,
    ImportOptions,
    ImportRun,
    ImportState,
    gone,
    under_way,
    unknown,
)

import_run = tenant_table(
    "import_run",
    *enum("state", ImportState),
    Column("dry_run", Boolean, nullable=False),
    Column("skip_bad_rows", Boolean, nullable=False),
    *day("as_of"),
    Column("token_id", Uuid),
    *reference("person_id", "person"),
    *words("progress", required=True, at_most=500),
    Column("outcome", JSONB, nullable=False),
    Column("files", LargeBinary),
    *instant("recorded_at", required=True),
    # One at a time in each organisation.
    Index(
        "import_run_under_way_key",
        "organisation_id",
        unique=True,
        postgresql_where=text("state in ('WAITING', 'RUNNING')"),
    ),
    Index(None, "organisation_id", "recorded_at"),
    Index(None, "recorded_at"),
)
_C: Final = import_run.c
_SHOWN: Final = (
    _C.id,
    _C.organisation_id,
    _C.state,
    _C.dry_run,
    _C.skip_bad_rows,
    _C.as_of,
    _C.recorded_at,
    _C.progress,
    _C.outcome,
    _C.files.is_not(None).label("has_files"),
)
LET_FILES_GO: Final = text(
    "update import_run set files = null where files is not null and recorded_at < :then"
    " and state not in ('WAITING', 'RUNNING')"
)
FORGET: Final = text(
    "delete from import_run where recorded_at < :then and state not in ('WAITING', 'RUNNING')"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedRun:
    """What carries out an import: its run, its files, for whom, and into which organisation."""

    run: ImportRun
    files: bytes
    organisation_key: str
    token_id: UUID | None
    person_id: UUID | None


@dataclass(frozen=True, slots=True)
class ImportRuns:
    """The imports of all organisations; each is asked for by its organisation and id."""

    engine: AsyncEngine

    async def begin(
        self, viewer: Viewer, files: bytes, options: ImportOptions, at: datetime
    ) -> ImportRun:
        """Keep files that are to be looked at, or imported; NotImported while others are.

        The files of earlier ones that nobody went ahead with are let go.
        """
        whose = _C.organisation_id == viewer.organisation_id
        run_id = new_id()
        row = {
            "organisation_id": viewer.organisation_id,
            "id": run_id,
            "state": ImportState.WAITING,
            "dry_run": options.dry_run,
            "skip_bad_rows": options.skip_bad_rows,
            "as_of": options.as_of,
            "token_id": viewer.token_id,
            "person_id": viewer.person_id,
            "progress": "",
            "outcome": {},
            "files": files,
            "recorded_at": at,
        }
        try:
            async with self.engine.begin() as connection:
                await connection.execute(insert(import_run).values(row))
                older = update(import_run).where(whose, _C.id != run_id, _C.files.is_not(None))
                await connection.execute(older.values(files=None))
        except IntegrityError:
            raise under_way() from None
        return await self.get(viewer.organisation_id, run_id)

    async def get(self, organisation_id: UUID, run_id: UUID) -> ImportRun:
        """Return an import as it stands; NotImported if the organisation has none such."""
        found = await self._find(_C.organisation_id == organisation_id, _C.id == run_id)
        if found is None:
            raise unknown()
        return found

    async def latest(self, organisation_id: UUID) -> ImportRun | None:
        """Return the import that was asked for last, as long as it is told of."""
        return await self._find(_C.organisation_id == organisation_id)

    async def go_ahead(
        self, viewer: Viewer, run_id: UUID, *, skip_bad_rows: bool, at: datetime
    ) -> ImportRun:
        """Have what was looked at imported; NotImported when that can't be."""
        statement = (
            update(import_run)
            .where(
                _C.organisation_id == viewer.organisation_id,
                _C.id == run_id,
                _C.state == ImportState.PREVIEWED,
                _C.files.is_not(None),
            )
            .values(
                state=ImportState.WAITING,
                dry_run=False,
                skip_bad_rows=skip_bad_rows,
                token_id=viewer.token_id,
                person_id=viewer.person_id,
                progress="",
                outcome={},
                recorded_at=at,
            )
        )
        try:
            async with self.engine.begin() as connection:
                done = await connection.execute(statement)
        except IntegrityError:
            raise under_way() from None
        run = await self.get(viewer.organisation_id, run_id)
        if not done.rowcount and not run.state.under_way and run.state is not ImportState.DONE:
            raise gone()
        # Pressed twice, it is under way, or done, already.
        return run

    async def claim(self, organisation_id: UUID, run_id: UUID) -> ClaimedRun | None:
        """Take an import on, to carry it out; None when there is nothing to do any more."""
        statement = (
            update(import_run)
            .where(
                _C.organisation_id == organisation_id,
                _C.id == run_id,
                _C.state.in_([ImportState.WAITING, ImportState.RUNNING]),
            )
            .values(state=ImportState.RUNNING)
            .returning(*_SHOWN, _C.files, _C.token_id, _C.person_id)
        )
        key = text("select key from organisation where id = :id")
        async with self.engine.begin() as connection:
            row = (await connection.execute(statement)).one_or_none()
            if row is None:
                return None
            named = await connection.scalar(key, {"id": organisation_id})
        return ClaimedRun(
            run=_run_of(row),
            files=row.files,
            organisation_key=str(named),
            token_id=row.token_id,
            person_id=row.person_id,
        )

    async def note(self, run: ImportRun, progress: str) -> None:
        """Note how far an import is."""
        await self._set(run, {"progress": progress[:500]})

    async def finish(self, run: ImportRun, state: ImportState, outcome: Mapping[str, Any]) -> None:
        """Note what became of an import. Files are kept only for what can still be imported."""
        values: dict[str, Any] = {"state": state, "outcome": dict(outcome), "progress": ""}
        if state is not ImportState.PREVIEWED:
            values["files"] = None
        await self._set(run, values)

    async def under_way(self) -> Sequence[ImportRun]:
        """Return all imports that are not done with, of whatever organisation."""
        query = select(*_SHOWN).where(_C.state.in_([ImportState.WAITING, ImportState.RUNNING]))
        async with self.engine.connect() as connection:
            return [_run_of(row) for row in await connection.execute(query)]

    async def _set(self, run: ImportRun, values: Mapping[str, Any]) -> None:
        where = (
            _C.organisation_id == bindparam("whose"),
            _C.id == bindparam("which"),
            _C.state.in_([ImportState.WAITING, ImportState.RUNNING]),
        )
        statement = update(import_run).where(*where).values(**values)
        async with self.engine.begin() as connection:
            await connection.execute(statement, {"whose": run.organisation_id, "which": run.id})

    async def _find(self, *where: Any) -> ImportRun | None:
        query = select(*_SHOWN).where(*where).order_by(_C.recorded_at.desc(), _C.id.desc()).limit(1)
        async with self.engine.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _run_of(row)


async def forget_old_imports(session: AsyncSession, now: datetime) -> None:
    """Let go of files that nobody went ahead with, and later of what was told of them."""
    await session.execute(LET_FILES_GO, {"then": now - FILES_KEPT})
    await session.execute(FORGET, {"then": now - OUTCOME_KEPT})


def _run_of(row: Row[Any]) -> ImportRun:
    return ImportRun(
        id=row.id,
        organisation_id=row.organisation_id,
        state=row.state,
        options=ImportOptions(
            dry_run=row.dry_run, skip_bad_rows=row.skip_bad_rows, as_of=row.as_of
        ),
        recorded_at=row.recorded_at,
        progress=row.progress,
        outcome=row.outcome,
        has_files=row.has_files,
    )
