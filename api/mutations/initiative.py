"""What can be done with an initiative."""

from datetime import date
from functools import partial

import strawberry
from strawberry import Maybe

from api.mutations.inputs import (
    EXTERNAL,
    MoneyInput,
    Versioned,
    may_refer_to,
    maybe,
    refers_to,
    taken,
)
from api.mutations.mutation import Mutation, archiving
from domain import initiative, lifecycle
from domain.initiative import Initiative, Priority
from domain.lifecycle import Verb
from domain.person import Person


@strawberry.input(description="A change effort that somebody puts forward.")
class InitiativeProposeInput:
    title: str = taken("What it is called, at most 300 characters.")
    summary: str | None = maybe("What it is about, in a few sentences.")
    priority: Priority | None = maybe("How much it matters. Left out: MEDIUM.")
    owner_id: strawberry.ID | None = may_refer_to(
        Person, "Who is accountable. May wait until somebody commits to it."
    )
    sponsor_id: strawberry.ID | None = may_refer_to(Person, "The executive who stands behind it.")
    case_for_change: str | None = maybe("Why things can't stay as they are: the burning platform.")
    case_for_change_on: date | None = maybe("When that case was made. Left out: today.")
    strategic_objective: str | None = maybe("The objective of the company that it serves.")
    budget: MoneyInput | None = maybe("What it may cost.")
    expected_benefit: MoneyInput | None = maybe("What it is expected to bring.")
    expected_benefit_note: str | None = maybe("How that benefit comes about.")
    proposed_on: date | None = maybe("When it was put forward, if earlier than today.")
    target_on: date | None = maybe("The day by which it shall be done.")
    external_id: str | None = maybe(EXTERNAL)
    confidential: bool | None = maybe(
        "Whether only those with a seat in it, editors and administrators see it. Left out: no."
    )


@strawberry.input(
    description="New facts about an initiative. What is left out stays, null clears it."
)
class InitiativeUpdateInput(Versioned):
    id: strawberry.ID = refers_to(Initiative, "The initiative to change.")
    title: Maybe[str | None] = maybe("What it is called; can't be cleared.")
    summary: Maybe[str | None] = maybe("What it is about.")
    priority: Maybe[Priority | None] = maybe("How much it matters; can't be cleared.")
    case_for_change: Maybe[str | None] = maybe("Why things can't stay as they are.")
    case_for_change_on: Maybe[date | None] = maybe(
        "When that case was made. Left out with a new case: today."
    )
    strategic_objective: Maybe[str | None] = maybe("The objective that it serves.")
    budget: Maybe[MoneyInput | None] = maybe("What it may cost.")
    expected_benefit: Maybe[MoneyInput | None] = maybe("What it is expected to bring.")
    expected_benefit_note: Maybe[str | None] = maybe("How that benefit comes about.")
    target_on: Maybe[date | None] = maybe("The day by which it shall be done.")
    external_id: Maybe[str | None] = maybe(EXTERNAL)
    confidential: Maybe[bool | None] = maybe(
        "Whether only those with a seat in it, editors and administrators see it; can't be cleared."
    )


@strawberry.input(description="Who is accountable from now on.")
class InitiativeAssignOwnerInput(Versioned):
    id: strawberry.ID = refers_to(Initiative, "The initiative.")
    owner_id: strawberry.ID = refers_to(
        Person, "The person: of your organisation, neither archived nor gone."
    )


@strawberry.input(description="Which executive stands behind it from now on.")
class InitiativeAssignSponsorInput(Versioned):
    id: strawberry.ID = refers_to(Initiative, "The initiative.")
    sponsor_id: strawberry.ID | None = may_refer_to(
        Person, "The person; null or left out leaves the seat empty."
    )


@strawberry.input
class _Move(Versioned):
    """The input of a move in an initiative's life."""

    id: strawberry.ID = refers_to(Initiative, "The initiative.")
    on: date | None = maybe(
        "The day on which it happened, not before its last move. Left out: today."
    )


@strawberry.input(description="The decision for an initiative.")
class InitiativeCommitInput(_Move):
    pass


@strawberry.input(description="The beginning of the work.")
class InitiativeStartInput(_Move):
    pass


@strawberry.input(description="A pause on purpose.")
class InitiativeHoldInput(_Move):
    reason: str = taken("Why. Kept for good.")


@strawberry.input(description="The end of a pause.")
class InitiativeResumeInput(_Move):
    reason: str | None = maybe("What has changed.")


@strawberry.input(description="The turn from delivering to embedding.")
class InitiativeEmbedInput(_Move):
    pass


@strawberry.input(description="The end of an initiative that is done.")
class InitiativeFinishInput(_Move):
    pass


@strawberry.input(description="The end of an initiative before it is done.")
class InitiativeStopInput(_Move):
    reason: str = taken("Why. Kept for good.")


def _move(verb: Verb, input_type: type[object], description: str) -> Mutation:
    use_case = partial(lifecycle.make_move, verb=verb)
    return Mutation(f"initiative_{verb.spoken}", use_case, input_type, Initiative, description)


MUTATIONS = (
    Mutation(
        "initiative_propose",
        initiative.propose,
        InitiativeProposeInput,
        Initiative,
        "Put an initiative forward.",
    ),
    Mutation(
        "initiative_update",
        initiative.update,
        InitiativeUpdateInput,
        Initiative,
        "Change what is known of an initiative.",
    ),
    Mutation(
        "initiative_assign_owner",
        initiative.assign_owner,
        InitiativeAssignOwnerInput,
        Initiative,
        "Make exactly one person accountable, in place of whoever was.",
    ),
    Mutation(
        "initiative_assign_sponsor",
        initiative.assign_sponsor,
        InitiativeAssignSponsorInput,
        Initiative,
        "Name the executive sponsor.",
    ),
    _move(
        Verb.COMMIT,
        InitiativeCommitInput,
        "Decide for a proposed initiative. It must have an owner (else OWNER_REQUIRED).",
    ),
    _move(Verb.START, InitiativeStartInput, "Begin the work on a committed initiative."),
    _move(Verb.HOLD, InitiativeHoldInput, "Pause an initiative on purpose."),
    _move(
        Verb.RESUME,
        InitiativeResumeInput,
        "Go on with a paused initiative from where it was paused.",
    ),
    _move(
        Verb.EMBED,
        InitiativeEmbedInput,
        "Say that what was promised is delivered and becomes the way of working.",
    ),
    _move(Verb.FINISH, InitiativeFinishInput, "Say that the change has become the way of working."),
    _move(Verb.STOP, InitiativeStopInput, "End an initiative before it is done."),
    *archiving(Initiative, initiative.put_away, initiative.bring_back, "Nothing of it is lost."),
)
