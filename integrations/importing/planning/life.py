"""The life of an initiative: its own row, and the moves from proposal to end."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from db.portfolio.initiative import initiative, lifecycle_move
from domain.portfolio.initiative import Lifecycle
from integrations.importing.changes.changes import Bundle, Changes, Context, Values
from integrations.importing.changes.on_record import OnRecord
from integrations.importing.checking.history import Step, retell_life
from integrations.importing.format.problems import RowProblem
from integrations.importing.rows.portfolio import EventKind, EventRow, InitiativeRow

INSTANT = timedelta(microseconds=1)
ENDED = (Lifecycle.DONE, Lifecycle.STOPPED)
DERIVED = ("external_id", "status", "started_on", "ended_on", "recorded_at")


def plan_initiative(
    bundle: Bundle, record: OnRecord, context: Context, changes: Changes
) -> datetime:
    """Plan the initiative's row and its moves; returns since when it is on record."""
    known = record.initiative
    created = created_event(bundle)
    proposed_on = known["proposed_on"] if known else first_day(bundle, created, context)
    story, problems = plan_life_events(bundle, record, proposed_on, context)
    changes.problems += problems
    status = story[-1].to
    values = own_values(bundle.row, story, context, known is None)
    given = bundle.row.recorded_at if bundle.row else None
    if given is None and created is not None:
        given = created.recorded_at
    recorded_at = context.calendar.moment(given, proposed_on)
    if known is not None:
        recorded_at = known["recorded_at"]
        changes.update(initiative, known, {**values, "status": status})
    elif bundle.row is not None:
        changes.insert(
            context,
            initiative,
            {
                "id": bundle.initiative_id,
                "external_id": bundle.row.external_id,
                "priority": bundle.row.priority,
                **values,
                "status": status,
                "proposed_on": proposed_on,
                "imported": True,
                "recorded_at": recorded_at,
            },
        )
    plan_moves(bundle, record, context, changes, story=story, created=created)
    return recorded_at


def created_event(bundle: Bundle) -> EventRow | None:
    return next((row for row in bundle.events if row.event is EventKind.CREATED), None)


def first_day(bundle: Bundle, created: EventRow | None, context: Context) -> date:
    """Return when an initiative was proposed: as told, else its first day in the source."""
    if created is not None:
        return created.occurred_on
    if bundle.row is not None and bundle.row.recorded_at is not None:
        return context.calendar.day(bundle.row.recorded_at)
    days = [row.occurred_on for row in bundle.events]
    if bundle.row is not None and bundle.row.started_on is not None:
        days.append(bundle.row.started_on)
    return min(days, default=context.calendar.today)


def plan_life_events(
    bundle: Bundle, record: OnRecord, proposed_on: date, context: Context
) -> tuple[list[Step], list[RowProblem]]:
    """Merge the moves on record, those told as events, and what the status column adds to them."""
    on_record = [
        Step(on=row["occurred_on"], to=row["to_status"], id=row["id"])
        for row in record.of(lifecycle_move)
    ] or [Step(on=proposed_on, to=Lifecycle.PROPOSED)]
    moves = [row for row in bundle.events if row.event is EventKind.LIFECYCLE]
    problems = [
        RowProblem(
            row.file,
            row.line,
            "occurred_on",
            f"comes before the initiative was created on {proposed_on}; correct one of the days",
        )
        for row in moves
        if row.occurred_on < proposed_on
    ]
    story, more = retell_life(on_record, moves)
    wanted = bundle.row.status if bundle.row else None
    if wanted is None or (EventKind.LIFECYCLE, "") in bundle.ignored:
        return story, problems + more
    last = max(moves, key=lambda row: row.occurred_on, default=None)
    if story[-1].to is not wanted and (last is None or last.value != wanted):
        on = context.calendar.today
        if record.initiative is None and bundle.row is not None:
            on = started(bundle.row, wanted) or proposed_on
        story.append(Step(on=max(on, story[-1].on), to=wanted))
    return story, problems + more


def started(row: InitiativeRow, status: Lifecycle) -> date | None:
    """Return the day on which a status without any event probably began."""
    return row.ended_on or row.started_on if status in ENDED else row.started_on


def own_values(
    row: InitiativeRow | None, story: Sequence[Step], context: Context, new: bool
) -> Values:
    """Return what the initiative's row becomes; blank start and end days follow from its life."""
    values = context.values(row, *DERIVED) if row else {}
    begun = [step.on for step in story if step.to is Lifecycle.IN_PROGRESS]
    last = story[-1]
    ended_on = last.on if last.to in ENDED else None
    if (row and row.started_on) or (begun and (new or last.id is None)):
        values["started_on"] = row.started_on if row and row.started_on else begun[0]
    if row and row.ended_on:
        values["ended_on"] = row.ended_on
    elif new or last.id is None:
        values["ended_on"] = ended_on
    return values


def plan_moves(
    bundle: Bundle,
    record: OnRecord,
    context: Context,
    changes: Changes,
    *,
    story: Sequence[Step],
    created: EventRow | None,
) -> None:
    """Add the moves that are new; those after them start from another status then."""
    by_id = {row["id"]: row for row in record.of(lifecycle_move)}
    before: Lifecycle | None = None
    last: datetime | None = None
    for position, step in enumerate(story):
        if step.id is not None:
            changes.update(lifecycle_move, by_id[step.id], {"from_status": before})
            last = by_id[step.id]["recorded_at"]
        else:
            moves = created if position == 0 and not by_id else step.row
            silent = moves is None and position > 0 and record.initiative is not None
            otherwise = context.calendar.now if silent else step.on
            moment = context.calendar.moment(moves.recorded_at if moves else None, otherwise)
            if last is not None and position > 0 and story[position - 1].on == step.on:
                moment = max(moment, last + INSTANT)  # moves of one day keep their order
            last = moment
            changes.insert(
                context,
                lifecycle_move,
                {
                    "initiative_id": bundle.initiative_id,
                    "from_status": before,
                    "to_status": step.to,
                    "person_id": context.id_of("people.csv", moves.person) if moves else None,
                    "reason": moves.text if moves else None,
                    "occurred_on": step.on,
                    "recorded_at": moment,
                    "imported": True,
                },
            )
        before = step.to
