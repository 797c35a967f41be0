"""Loading the demo: through the import, then the stall risk of every day of the past year."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.people.organisation import organisation as organisation_table
from db.portfolio.initiative import initiative
from db.risk.facts import gather
from db.risk.store import compute, write_history
from db.schema.metadata import metadata
from db.schema.partitions import ensure_month
from domain.core.tenant import Organisation
from integrations.demo.reviews import hold_reviews
from integrations.demo.story import ZONE, Story
from integrations.importing.changes.context import TABLES
from integrations.importing.rows.portfolio import InitiativeRow
from integrations.importing.running.options import Imported, Options, quiet
from integrations.importing.running.organisation import find_organisation
from integrations.importing.running.run import import_source

KEY = "demo"
HISTORY_DAYS = 365
# What stays when the demo is told anew: who it is, who may come in, what happened before, and where
# its rules draw the line.
KEPT = (
    "organisation",
    "access_token",
    "member",
    "event",
    "idempotency_key",
    "person",
    "finding_rule",
)
Reserved = dict[str, dict[str, UUID]]


def utc_now() -> datetime:
    return datetime.now(UTC)


async def load_demo(
    engine: AsyncEngine,
    *,
    refresh: bool = False,
    progress: Callable[[str], None] = quiet,
    clock: Callable[[], datetime] = utc_now,
) -> Imported | None:
    """Load the organisation `demo` unless it is there; None when there was nothing to do.

    `refresh` tells the story anew from today and replaces whatever people changed in it; ids,
    tokens, the ledger and the thresholds of findings stay. A demo that was left half loaded is
    completed the same way.
    """
    organisation = await find_organisation(engine, KEY)
    reserved: Reserved = {}
    if organisation is not None:
        whole = await is_whole(engine, organisation.id)
        if whole and not refresh:
            return None
        if whole:
            progress("Replacing the demo: what people changed in it is lost.")
        reserved = await clear(engine, organisation.id)
    progress("Loading the demo organisation …")
    options = Options(key=KEY, create=True, chunk=1_000, reserved=reserved)
    now = clock()
    nobody = Organisation(key=KEY, name=KEY, time_zone=ZONE, recorded_at=now)
    today = (organisation or nobody).today(now)
    imported = await import_source(engine, Story(today), options, clock=clock)
    progress("Judging the stall risk of the past year …")
    await fill_history(engine, imported.organisation_id, today)
    progress("Holding the reviews of the past weeks …")
    await hold_reviews(engine, imported.organisation_id, today, clock)
    progress(
        f"The demo organisation is loaded: {imported.initiative_count} initiatives, "
        f"{imported.row_count:,} rows."
    )
    return imported


async def is_empty(engine: AsyncEngine) -> bool:
    """Tell whether there is no organisation but, at most, a demo that was left half loaded."""
    async with engine.connect() as connection:
        keys = [row.key for row in await connection.execute(select(organisation_table.c.key))]
    demo = await find_organisation(engine, KEY)
    return not keys or (keys == [KEY] and demo is not None and not await is_whole(engine, demo.id))


async def is_whole(engine: AsyncEngine, organisation_id: UUID) -> bool:
    """Tell whether the demo was loaded to its end."""
    story = Story(date(2000, 1, 1)).count(InitiativeRow)
    query = select(func.count()).where(
        initiative.c.organisation_id == organisation_id, initiative.c.external_id.is_not(None)
    )
    async with engine.connect() as connection:
        return (await connection.execute(query)).scalar_one() >= story


async def clear(engine: AsyncEngine, organisation_id: UUID) -> Reserved:
    """Take the story away and return the ids to tell it with again, so that links keep working."""
    reserved: Reserved = {}
    async with engine.begin() as connection:
        await connection.execute(
            text("select id from organisation where id = :id for no key update"),
            {"id": organisation_id},
        )
        for file, table in TABLES.items():
            query = select(table.c.external_id, table.c.id).where(
                table.c.organisation_id == organisation_id, table.c.external_id.is_not(None)
            )
            reserved[file] = {row[0]: row[1] for row in await connection.execute(query)}
        await delete_rows(connection, organisation_id)
    return reserved


async def delete_rows(connection: AsyncConnection, organisation_id: UUID) -> None:
    """Delete the organisation's rows, children first; people stay who can come in."""
    parameters = {"organisation_id": organisation_id}
    await connection.execute(
        text("update person set department_id = null where organisation_id = :organisation_id"),
        parameters,
    )
    for table in reversed(metadata.sorted_tables):
        if table.name not in KEPT:
            await connection.execute(
                text(f"delete from {table.name} where organisation_id = :organisation_id"),
                parameters,
            )
    await connection.execute(
        text(
            """
            delete from person p
            where organisation_id = :organisation_id and not exists (
              select from access_token t
              where t.organisation_id = p.organisation_id and t.person_id = p.id
            ) and not exists (
              select from member m
              where m.organisation_id = p.organisation_id and m.person_id = p.id
            )
            """
        ),
        parameters,
    )


async def fill_history(engine: AsyncEngine, organisation_id: UUID, today: date) -> None:
    """Write what the rule would have said on each day of the past year, as that day knew it."""
    days = [today - timedelta(days=number) for number in range(HISTORY_DAYS, 0, -1)]
    for month in sorted({day.replace(day=1) for day in days}):
        async with engine.begin() as connection:
            await ensure_month(connection, "stall_risk_history", month)
    async with engine.begin() as connection:
        query = select(initiative.c.id).where(initiative.c.organisation_id == organisation_id)
        ids = [row.id for row in await connection.execute(query)]
        for day in days:
            gathered = await gather(
                connection, organisation_id=organisation_id, initiative_ids=ids, day=day
            )
            if gathered:
                await write_history(
                    connection,
                    organisation_id=organisation_id,
                    computed=[compute(one, day) for one in gathered],
                    day=day,
                    replace=False,
                )
