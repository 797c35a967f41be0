"""Imports over the network, carried out: by jobs, in processes that may die."""

import asyncio
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from db.imports.import_run import ImportRuns, forget_old_imports
from db.writing.unit_of_work import UnitsOfWork
from domain.core.identity import new_id
from domain.core.problem import Refusal
from domain.core.viewer import Role, Viewer
from domain.imports.import_run import (
    ImportOptions,
    ImportRun,
    ImportState,
    NotImported,
    UploadedFile,
)
from domain.people.organisation import new_organisation
from integrations.importing.files.templates import templates
from integrations.importing.running import jobs
from integrations.importing.running.jobs import COME_BACK, TRIES, ImportJobs, job_of
from integrations.importing.running.process import DONE, LATER, OCCUPIED, carry_out
from integrations.importing.running.requests import ImportService, ViewerImports
from integrations.importing.running.run import exclusive
from tests.integrations.portfolios import NOW, rows

TEMPLATES = UploadedFile("templates.zip", BytesIO(templates()))
GOING = ImportOptions(dry_run=False)


async def founded(engine: AsyncEngine, key: str = "acme") -> UUID:
    made = new_organisation(key, now=NOW, name=key, time_zone="Europe/Vienna", currency="EUR")
    await UnitsOfWork(engine, clock=lambda: NOW).found(made)
    return made.id


def counter(engine: AsyncEngine, organisation: UUID, role: Role = Role.ADMIN) -> ViewerImports:
    viewer = Viewer(organisation_id=organisation, token_id=new_id(), role=role)
    return ImportService(engine, lambda: NOW).for_viewer(viewer)


async def carried_out(engine: AsyncEngine, run: ImportRun) -> int:
    return await carry_out(engine, run.organisation_id, run.id)


async def test_files_are_looked_at_and_imported_when_somebody_says_so(engine: AsyncEngine) -> None:
    desk = counter(engine, await founded(engine))
    run = await desk.begin([TEMPLATES], ImportOptions())
    assert run.state is ImportState.WAITING
    assert await rows(engine, "select entrypoint, dedupe_key from jobs.pgqueuer") == [
        ("import", job_of(run).key)
    ]
    assert await carried_out(engine, run) == DONE
    run = await desk.find(run.id)
    assert run.state is ImportState.PREVIEWED
    # Its examples make one portfolio, as they are.
    assert (run.outcome["problems"], run.outcome["newInitiativeCount"]) == ([], 1)
    assert await rows(engine, "select count(*) from initiative") == [(0,)]
    run = await desk.go_ahead(run.id, skip_bad_rows=False)
    # Pressed twice, it is done once.
    assert (await desk.go_ahead(run.id, skip_bad_rows=False)).state is ImportState.WAITING
    assert await carried_out(engine, run) == DONE
    run = await desk.find(run.id)
    assert (run.state, run.has_files) == (ImportState.DONE, False)
    assert await rows(engine, "select count(*) from initiative") == [(1,)]
    assert (await desk.go_ahead(run.id, skip_bad_rows=False)).state is ImportState.DONE
    # Asked again, a job that was done does nothing.
    assert await carried_out(engine, run) == DONE


async def test_newer_files_take_the_place_of_those_nobody_imported(engine: AsyncEngine) -> None:
    desk = counter(engine, await founded(engine))
    first = await desk.begin([TEMPLATES], ImportOptions())
    with pytest.raises(NotImported, match="is under way"):
        await desk.begin([TEMPLATES], ImportOptions())
    with pytest.raises(NotImported, match="is under way"):
        await desk.admit()
    await carried_out(engine, first)
    second = await desk.begin([TEMPLATES], ImportOptions())
    await carried_out(engine, second)
    with pytest.raises(NotImported, match="not kept any more"):
        await desk.go_ahead(first.id, skip_bad_rows=False)
    latest = await desk.latest()
    assert latest is not None
    assert latest.id == second.id


async def test_organisations_have_nothing_to_do_with_each_other(engine: AsyncEngine) -> None:
    here = counter(engine, await founded(engine, "here"))
    there = counter(engine, await founded(engine, "there"))
    run = await here.begin([TEMPLATES], ImportOptions())
    assert await there.latest() is None
    assert (await there.begin([TEMPLATES], ImportOptions())).state is ImportState.WAITING
    for asked in (there.find(run.id), there.go_ahead(run.id, skip_bad_rows=False)):
        with pytest.raises(NotImported, match="no such import"):
            await asked
    assert await carry_out(engine, there.viewer.organisation_id, run.id) == DONE
    assert (await here.find(run.id)).state is ImportState.WAITING


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CONTRIBUTOR, Role.EDITOR])
async def test_only_administrators_are_served(engine: AsyncEngine, role: Role) -> None:
    desk = counter(engine, await founded(engine), role)
    for asked in (
        desk.admit(),
        desk.begin([TEMPLATES], ImportOptions()),
        desk.latest(),
        desk.find(new_id()),
        desk.go_ahead(new_id(), skip_bad_rows=True),
    ):
        with pytest.raises(Refusal):
            await asked


async def test_it_follows_an_import_from_elsewhere(engine: AsyncEngine) -> None:
    desk = counter(engine, await founded(engine))
    run = await desk.begin([TEMPLATES], GOING)
    async with exclusive(engine, "acme"):
        assert await carried_out(engine, run) == LATER
    assert (await desk.find(run.id)).progress == OCCUPIED
    assert await carried_out(engine, run) == DONE
    assert (await desk.find(run.id)).state is ImportState.DONE


async def test_a_process_does_it(engine: AsyncEngine, database_url: str) -> None:
    desk = counter(engine, await founded(engine))
    run = await desk.begin([TEMPLATES], GOING)
    doing = ImportJobs(database_url)
    [due] = await doing.due()
    assert due == job_of(run)
    assert await doing.run(due.payload, 0) is None
    assert (await desk.find(run.id)).state is ImportState.DONE
    assert await doing.due() == []


async def test_a_process_that_is_cut_off_is_killed_and_another_completes_it(
    engine: AsyncEngine, database_url: str
) -> None:
    desk = counter(engine, await founded(engine))
    run = await desk.begin([TEMPLATES], GOING)
    doing = ImportJobs(database_url, at_once=1)
    async with engine.connect() as holder:
        # It reaches the organisation's row, and no further.
        await holder.execute(text("select 1 from organisation for update"))
        cut_off = asyncio.create_task(doing.run(job_of(run).payload, 0))
        waits = (
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and application_name = 'throughline-import' and wait_event_type = 'Lock'"
        )
        async with asyncio.timeout(60):
            while await rows(engine, waits) != [(1,)]:  # noqa: ASYNC110 - it is in the database
                await asyncio.sleep(0.05)
        # There is room for one.
        assert await doing.run(job_of(run).payload, 0) == COME_BACK
        cut_off.cancel()
        with pytest.raises(asyncio.CancelledError):
            await cut_off
    assert (await desk.find(run.id)).state is ImportState.RUNNING
    for _ in range(100):
        # The lock of a killed process goes with its connection.
        if await doing.run(job_of(run).payload, 1) is None:
            break
    assert (await desk.find(run.id)).state is ImportState.DONE
    assert await rows(engine, "select count(*) from initiative") == [(1,)]


async def test_a_process_that_keeps_dying_is_given_up(
    engine: AsyncEngine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = counter(engine, await founded(engine))
    run = await desk.begin([TEMPLATES], GOING)
    monkeypatch.setattr(jobs, "PROGRAM", ("-c", "import os; os.kill(os.getpid(), 9)"))
    doing = ImportJobs(database_url)
    tried = [await doing.run(job_of(run).payload, attempt) for attempt in range(TRIES)]
    assert tried == [COME_BACK] * (TRIES - 1) + [None]
    run = await desk.find(run.id)
    assert (run.state, run.outcome) == (ImportState.FAILED, {"errorId": "exit-code--9"})
    assert not run.has_files
    # And the next one is taken.
    assert (await desk.begin([TEMPLATES], GOING)).state is ImportState.WAITING


async def test_files_and_what_was_told_of_them_are_let_go(engine: AsyncEngine) -> None:
    desk = counter(engine, await founded(engine))
    run = await desk.begin([TEMPLATES], ImportOptions())
    waiting = counter(engine, await founded(engine, "other"))
    kept = await waiting.begin([TEMPLATES], ImportOptions())
    await carried_out(engine, run)

    async def after(days: int) -> None:
        async with AsyncSession(engine) as session:
            await forget_old_imports(session, NOW + timedelta(days=days, minutes=1))
            await session.commit()

    await after(0)
    assert (await desk.find(run.id)).has_files
    await after(1)
    run = await desk.find(run.id)
    assert (run.has_files, run.may_go_ahead, run.state) == (False, False, ImportState.PREVIEWED)
    await after(7)
    assert await desk.latest() is None
    # What is under way is not touched.
    assert (await waiting.find(kept.id)).has_files


async def test_what_goes_wrong_on_our_side_is_masked(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk = counter(engine, await founded(engine))
    run = await desk.begin([TEMPLATES], ImportOptions())

    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr("integrations.importing.running.process.preview", broken)
    assert await carried_out(engine, run) == DONE
    run = await desk.find(run.id)
    assert run.state is ImportState.FAILED
    assert list(run.outcome) == ["errorId"]
    assert run.outcome["errorId"] in caplog.text


async def test_progress_is_noted(engine: AsyncEngine) -> None:
    desk = counter(engine, await founded(engine))
    run = await desk.begin([TEMPLATES], GOING)
    runs = ImportRuns(engine)
    await runs.claim(run.organisation_id, run.id)
    await runs.note(run, "wrote 50 of 100 initiatives")
    assert (await desk.find(run.id)).progress == "wrote 50 of 100 initiatives"
