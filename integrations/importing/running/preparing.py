"""Preparing: everything read, checked and planned, with nothing written and no lock held."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.people.person import person
from db.portfolio.milestone import dependency
from domain.core.problem import Refusal
from domain.core.tenant import Organisation
from domain.people.organisation import new_organisation
from integrations.importing.applying.applying import plan_reference_rows
from integrations.importing.applying.asked import asked_in, plan_asked
from integrations.importing.applying.chunks import chunks
from integrations.importing.applying.frozen import There, check_reviews, frozen_in
from integrations.importing.applying.holding import plan_review
from integrations.importing.changes.changes import Bundle, Changes, Context
from integrations.importing.changes.context import Calendar, IdMap
from integrations.importing.changes.on_record import load_on_record
from integrations.importing.checking.checks import check_cycles, fresh
from integrations.importing.checking.not_started import drop_future_rows
from integrations.importing.checking.staging import People, Progress, Stage, Staged
from integrations.importing.files.reading import Files, Source
from integrations.importing.format.problems import ImportRefusedError, RowProblem
from integrations.importing.planning.initiatives import plan_bundle
from integrations.importing.planning.reference import in_file_order, plan_organisation
from integrations.importing.planning.thresholds import differing, thresholds_in, thresholds_set
from integrations.importing.rows.portfolio import EventRow, MilestoneRow
from integrations.importing.running.options import Options
from integrations.importing.running.organisation import as_told, find_organisation
from integrations.importing.running.tally import Tally

REFERENCE_CHUNK = 1_000


@dataclass(slots=True, kw_only=True)
class Prepared:
    """What an import is about to do: the world it falls into, what was read, what differs."""

    organisation: Organisation
    """As it is on record, or as it was made up when it is `created`."""
    target: Organisation
    created: bool
    calendar: Calendar
    staged: Staged
    context: Context
    changed: list[Bundle]
    """The initiatives that differ from the record."""
    tally: Tally = field(default_factory=Tally)


class Preparation:
    """Prepares one import; run twice, it begins anew."""

    def __init__(
        self,
        engine: AsyncEngine,
        source: Source,
        options: Options,
        progress: Progress,
        clock: Callable[[], datetime],
    ) -> None:
        self.engine = engine
        self.source = source
        self.options = options
        self.progress = progress
        self.clock = clock
        self.ids = IdMap(options.reserved)

    async def run(self) -> Prepared:
        """Read, check and plan; what is wrong with rows is in `staged.problems`."""
        organisation = await find_organisation(self.engine, self.options.key)
        created = organisation is None
        if organisation is None:
            organisation = self.made_up()
        target = as_told(
            organisation, self.source, self.options.as_of, self.clock(), created=created
        )
        calendar = self.calendar(target)
        async with self.engine.connect() as connection:
            staged = await self.stage(connection, organisation, calendar)
            context = Context(
                organisation_id=organisation.id,
                calendar=calendar,
                ids=self.ids,
                columns=staged.columns,
            )
            tally = Tally()
            changed = await self.plan_all(connection, staged, context, tally)
        staged.problems.sort()
        return Prepared(
            organisation=organisation,
            target=target,
            created=created,
            calendar=calendar,
            staged=staged,
            context=context,
            changed=changed,
            tally=tally,
        )

    def made_up(self) -> Organisation:
        """Return the organisation that is to be made, if it may be."""
        if not self.options.create:
            raise ImportRefusedError(
                f"There is no organisation “{self.options.key}”. Add --create to make it."
            )
        try:
            return new_organisation(self.options.key, now=self.clock(), name=self.options.key)
        except Refusal as refusal:
            raise ImportRefusedError(str(refusal)) from refusal

    def calendar(self, target: Organisation) -> Calendar:
        instant = self.clock()
        return Calendar(ZoneInfo(target.time_zone), target.today(instant), target.clock(instant))

    async def stage(
        self, connection: AsyncConnection, organisation: Organisation, calendar: Calendar
    ) -> Staged:
        """Read and check every row against the others and against what is on record."""
        await self.ids.load(connection, organisation.id)
        people = await load_people(connection, organisation.id)
        as_of = self.options.as_of
        stage = Stage(self.source, self.ids, people, calendar, as_of)
        # It takes as long as there are rows; whatever else goes on beside it goes on.
        staged = await asyncio.to_thread(stage.read, self.progress)
        if isinstance(self.source, Files):
            staged.problems += self.source.strangers()
        drop_future_rows(staged, self.ids)
        staged.problems += check_reviews(staged)
        c = dependency.c
        pairs = select(c.milestone_id, c.depends_on_id).where(c.organisation_id == organisation.id)
        known = [(row[0], row[1]) for row in await connection.execute(pairs)]
        rows = sorted(
            (row for bundle in staged.bundles.values() for row in bundle.dependencies),
            key=lambda row: row.line,
        )
        for row, problem in check_cycles(fresh(rows, self.ids, known), self.ids, known):
            staged.problems.append(problem)
            for bundle in staged.bundles.values():
                bundle.dependencies = [each for each in bundle.dependencies if each is not row]
        return staged

    async def plan_all(
        self, connection: AsyncConnection, staged: Staged, context: Context, tally: Tally
    ) -> list[Bundle]:
        """Plan every initiative without any lock; returns those that differ from the record."""
        changed: list[Bundle] = []
        done = 0
        for bundles in chunks(list(staged.bundles.values()), self.options.chunk):
            ids = [bundle.initiative_id for bundle in bundles]
            records = await load_on_record(connection, context.organisation_id, ids)
            for bundle in bundles:
                changes = plan_bundle(bundle, records[bundle.initiative_id], context)
                while changes.problems:
                    staged.problems += changes.problems
                    if not leave_out(bundle, changes.problems):
                        break
                    changes = plan_bundle(bundle, records[bundle.initiative_id], context)
                if changes:
                    changed.append(bundle)
                    tally.add(changes)
            done += len(bundles)
            self.progress(f"checked {done:,} of {len(staged.bundles):,} initiatives")
        return changed

    async def plan_rest(self, prepared: Prepared) -> None:
        """Count what differs beside the initiatives: the organisation and what they refer to.

        An import plans that again under the lock.
        """
        changes = Changes()
        if not prepared.created:
            said, on_record = prepared.staged.organisation, prepared.organisation
            plan_organisation(said, vars(on_record), prepared.context, changes)
            if not changes and prepared.target.clock_fixed_on != on_record.clock_fixed_on:
                prepared.tally.note_organisation()
        prepared.tally.add(changes)
        async with self.engine.connect() as connection:
            for row_type, rows in in_file_order(prepared.staged.rows):
                for part in chunks(rows, REFERENCE_CHUNK):
                    found = await plan_reference_rows(connection, row_type, part, prepared.context)
                    prepared.tally.add(found)
            held = await thresholds_set(connection, prepared.context)
            prepared.tally.note_thresholds(
                len(differing(thresholds_in(prepared.staged.rows), held))
            )
            there = There.after(prepared.staged, self.ids)
            for frozen in frozen_in(prepared.staged):
                found = await plan_review(connection, frozen, prepared.context, there, 0)
                prepared.tally.add(found)
            for row_type, rows in asked_in(prepared.staged):
                found = await plan_asked(connection, row_type, rows, prepared.context, there)
                prepared.tally.add(found)


async def load_people(connection: AsyncConnection, organisation_id: UUID) -> People:
    """Return the addresses on record, and who has no external id."""
    c = person.c
    query = select(c.id, c.email, c.external_id).where(c.organisation_id == organisation_id)
    rows = (await connection.execute(query)).all()
    return People(
        {row.email.lower(): row.id for row in rows if row.email},
        frozenset(row.id for row in rows if row.external_id is None),
    )


def leave_out(bundle: Bundle, problems: Sequence[RowProblem]) -> bool:
    """Take the bad rows out of a bundle; False when there was none to take."""
    lines = {problem.line for problem in problems if problem.file == EventRow.file}
    kept = [row for row in bundle.events if row.line not in lines]
    shown = {problem.line for problem in problems if problem.file == MilestoneRow.file}
    for milestone_id, row in bundle.milestones.items():
        if row.line in shown:
            bundle.milestones[milestone_id] = replace(row, completed_on=None)
    done = len(kept) < len(bundle.events) or bool(shown)
    bundle.events = kept
    return done
