"""The life of an initiative: which moves there are, and the ledger of those that were made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.core import fields
from domain.core.event import EventKind
from domain.core.problem import ProblemCode, refuse
from domain.core.unit_of_work import UnitOfWork
from domain.core.write_rules import refuse_archived, refuse_gone
from domain.people.person import Person
from domain.portfolio.activity import ActivityKind, record_activity
from domain.portfolio.initiative import ENDED, Initiative, Lifecycle, LifecycleMove, open_initiative


class Verb(StrEnum):
    """A move, as people say it."""

    COMMIT = "COMMIT"
    START = "START"
    HOLD = "HOLD"
    RESUME = "RESUME"
    EMBED = "EMBED"
    FINISH = "FINISH"
    STOP = "STOP"

    @property
    def spoken(self) -> str:
        """Return the verb as it is said in a sentence."""
        return self.value.lower()


@dataclass(frozen=True, slots=True)
class Move:
    """Whence a move is made, where it leads (None: back to where it was held), what it takes."""

    sources: frozenset[Lifecycle]
    target: Lifecycle | None
    event: EventKind
    owner_required: bool = False
    reason_required: bool = False


def among(*statuses: Lifecycle) -> frozenset[Lifecycle]:
    return frozenset(statuses)


# Every allowed move; there is no other.
MOVES: Mapping[Verb, Move] = {
    Verb.COMMIT: Move(
        among(Lifecycle.PROPOSED),
        Lifecycle.COMMITTED,
        EventKind.INITIATIVE_COMMITTED,
        owner_required=True,
    ),
    Verb.START: Move(
        among(Lifecycle.COMMITTED), Lifecycle.IN_PROGRESS, EventKind.INITIATIVE_STARTED
    ),
    Verb.HOLD: Move(
        among(Lifecycle.COMMITTED, Lifecycle.IN_PROGRESS, Lifecycle.EMBEDDING),
        Lifecycle.ON_HOLD,
        EventKind.INITIATIVE_HELD,
        reason_required=True,
    ),
    Verb.RESUME: Move(among(Lifecycle.ON_HOLD), None, EventKind.INITIATIVE_RESUMED),
    Verb.EMBED: Move(
        among(Lifecycle.IN_PROGRESS), Lifecycle.EMBEDDING, EventKind.INITIATIVE_EMBEDDED
    ),
    Verb.FINISH: Move(among(Lifecycle.EMBEDDING), Lifecycle.DONE, EventKind.INITIATIVE_FINISHED),
    Verb.STOP: Move(
        frozenset(Lifecycle) - ENDED,
        Lifecycle.STOPPED,
        EventKind.INITIATIVE_STOPPED,
        reason_required=True,
    ),
}


def check_move(verb: Verb, status: Lifecycle) -> Move:
    """Return the move; refuse a jump, naming the moves that can be made from here."""
    move = MOVES[verb]
    if status not in move.sources:
        possible = [other.spoken for other in Verb if status in MOVES[other].sources]
        refuse(
            ProblemCode.LIFECYCLE_JUMP,
            f"Can't {verb.spoken} an initiative that is {status.spoken}.",
            "id",
            hint=f"What can be done from here: {', '.join(possible)}."
            if possible
            else "It has ended for good: propose a new one.",
        )
    return move


def check_owner(owner: Person | None, today: date) -> None:
    """Refuse to go ahead unless exactly one person, who is still there, is accountable."""
    if owner is None:
        refuse(
            ProblemCode.OWNER_REQUIRED,
            "Nobody is accountable for this initiative.",
            "id",
            hint="Assign an owner first.",
        )
    refuse_archived(owner, "id")
    refuse_gone(owner, today, "id")


def check_move_day(on: date | None, moves: Sequence[LifecycleMove], today: date) -> date:
    """Return the day of a move: today unless given, and not before the move before it."""
    day = fields.day_of(on, today)
    last = max((move.occurred_on for move in moves), default=day)
    if day < last:
        refuse(
            ProblemCode.DATES_OUT_OF_ORDER,
            f"{day} lies before the last move of this initiative, on {last}.",
            "on",
        )
    return day


def held_at(moves: Sequence[LifecycleMove]) -> Lifecycle:
    """Return where the initiative was when it was last put on hold."""
    holds = [move for move in moves if move.to_status is Lifecycle.ON_HOLD]
    last = max(holds, key=lambda move: (move.occurred_on, move.recorded_at), default=None)
    # An imported history may not tell from where it was held.
    return Lifecycle.IN_PROGRESS if last is None else last.from_status or Lifecycle.IN_PROGRESS


async def make_move(
    work: UnitOfWork,
    initiative_id: UUID,
    *,
    verb: Verb,
    on: date | None = None,
    reason: str | None = None,
) -> Initiative:
    """Move an initiative on in its life, and enter the move in its ledger."""
    initiative = await open_initiative(work, initiative_id, "id")
    move = check_move(verb, initiative.status)
    if move.owner_required:
        owner_id = initiative.owner_id
        check_owner(await work.get(Person, owner_id) if owner_id else None, work.today)
    why: str | None = fields.check_one("reason", fields.prose, reason)
    if move.reason_required:
        why = fields.reason(f"{verb.spoken} an initiative", why)
    moves = await work.find(LifecycleMove, initiative_id=initiative.id)
    day = check_move_day(on, moves, work.today)
    step = LifecycleMove(
        organisation_id=work.organisation.id,
        initiative_id=initiative.id,
        from_status=initiative.status,
        to_status=move.target or held_at(moves),
        person_id=work.viewer.person_id,
        reason=why,
        occurred_on=day,
        recorded_at=work.now,
    )
    work.add(step)
    initiative.status = step.to_status
    if initiative.status is Lifecycle.IN_PROGRESS and initiative.started_on is None:
        initiative.started_on = day
    if initiative.status in ENDED:
        initiative.ended_on = day
    record_activity(work, initiative.id, ActivityKind.LIFECYCLE, day)
    path = {"from": step.from_status, "to": step.to_status}
    work.record(move.event, initiative, occurred_on=day, data=path)
    return initiative
