"""The organisation an import falls into: found or made, its name and its clock."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.people.organisation import organisation as organisation_table
from db.sweep.organisation import OrganisationSweep
from db.sweep.progress import Swept
from db.writing.unit_of_work import PostgresUnitOfWork
from domain.core.event import EventKind
from domain.core.tenant import Organisation
from integrations.importing.applying.applying import note
from integrations.importing.changes.changes import Changes, Context
from integrations.importing.files.reading import Source
from integrations.importing.format.problems import ImportRefusedError
from integrations.importing.planning.reference import plan_organisation
from integrations.importing.rows.portfolio import OrganisationRow

Clock = Callable[[], datetime]


async def find_organisation(engine: AsyncEngine, key: str) -> Organisation | None:
    """Return the organisation of that key as it is on record."""
    query = select(organisation_table).where(organisation_table.c.key == key)
    async with engine.connect() as connection:
        row = (await connection.execute(query)).one_or_none()
    return None if row is None else Organisation(**row._mapping)


def as_told(
    organisation: Organisation, source: Source, as_of: date | None, now: datetime, *, created: bool
) -> Organisation:
    """Return the organisation as it will be: its zone and clock, and its name when it is new."""
    target = replace(organisation)
    said = next(iter(source.rows(OrganisationRow)), None)
    if isinstance(said, OrganisationRow):
        columns = source.columns(OrganisationRow)
        if "clock_fixed_on" in columns:
            target.clock_fixed_on = said.clock_fixed_on
        if created or "time_zone" in columns:
            target.time_zone = said.time_zone
        if created:
            target.name = said.name
            target.vision_statement = said.vision_statement
            target.currency = said.currency
    if as_of is not None:
        target.clock_fixed_on = as_of
    real = replace(target, clock_fixed_on=None).today(now)
    if target.clock_fixed_on is not None and target.clock_fixed_on > real:
        raise ImportRefusedError(
            f"{target.clock_fixed_on} lies in the future; a clock is fixed on today or a past day."
        )
    return target


def apply_organisation(
    work: PostgresUnitOfWork,
    said: OrganisationRow | None,
    clock_fixed_on: date | None,
    context: Context,
) -> bool:
    """Bring the organisation's own row and its clock to what is told; whether anything changed."""
    changes = Changes()
    plan_organisation(said, vars(work.organisation), context, changes)
    values = next(iter(changes.updates.values()), {})
    if work.organisation.clock_fixed_on != clock_fixed_on:
        values["clock_fixed_on"] = clock_fixed_on
    for name, value in values.items():
        setattr(work.organisation, name, value)
    if values:
        note(
            work,
            EventKind.ORGANISATION_UPDATED,
            Organisation.__name__,
            work.organisation.id,
        )
    return bool(values)


async def judge_again(engine: AsyncEngine, organisation: Organisation, clock: Clock) -> None:
    """Judge stall risk and findings of every initiative on the day to which the clock was moved."""
    sweep = OrganisationSweep(engine, organisation, clock, None, 250, Swept())
    await sweep.judge_today(organisation.today(clock()))
    await sweep.find_today(organisation.today(clock()))
