"""Initiatives, their life and their participants: what clients see and change."""

from datetime import date, datetime
from decimal import Decimal
from functools import partial

import strawberry
from strawberry import Maybe

from api.mutations.inputs import (
    EXTERNAL,
    MoneyInput,
    Versioned,
    optional,
    optional_id,
    required,
    required_id,
)
from api.mutations.mutation import Mutation, archiving
from api.vocabulary.connection import Connection, Node
from api.vocabulary.fields import described, field_with_arguments, paged
from api.vocabulary.filters import CommentFilter, StatusUpdateFilter
from api.vocabulary.orders import CommentOrder, StatusUpdateOrder
from api.vocabulary.output_types import (
    AssessmentRef,
    CommentRef,
    DepartmentRef,
    EffectRef,
    FindingRef,
    MilestoneRef,
    ObjectiveRef,
    PersonRef,
    ShortTermWinRef,
    StallRiskDayRef,
    StallRiskRef,
    StatusUpdateRef,
    output_type,
)
from domain.people.person import Person
from domain.portfolio import initiative, lifecycle
from domain.portfolio.initiative import Lifecycle, Priority
from domain.portfolio.lifecycle import Verb


@output_type(description="An amount of money in its currency.")
class Money:
    amount: Decimal = described("The amount.")
    currency: str = described("ISO 4217 code of the currency.")


@output_type(description="A cross-functional change effort with one accountable owner.")
class Initiative(Node):
    title: str = described("What it is called.")
    summary: str | None = described("What it is about; null until written.")
    status: Lifecycle = described(
        "Where it stands in its life. What its owner says of it is in `says`."
    )
    priority: Priority = described("How much it matters.")
    owner: PersonRef | None = described(
        "The one person who answers for it; null while proposed, and for imports that name nobody."
    )
    sponsor: PersonRef | None = described("The executive who backs it; null when nobody does.")
    case_for_change: str | None = described("The burning platform: why staying is not an option.")
    case_for_change_on: date | None = described(
        "The day on which the case for change was last written."
    )
    objectives: list[ObjectiveRef] = described("The objectives it serves, by title.")
    budget: Money | None = described(
        "What it may cost; null when not set or hidden from your role."
    )
    expected_benefit: Money | None = described(
        "What it should bring; null when not estimated or hidden from your role."
    )
    expected_benefit_note: str | None = described(
        "How the benefit was estimated, or what it is besides money; null when not said or hidden "
        "from your role."
    )
    proposed_on: date = described("The day on which it was proposed.")
    started_on: date | None = described("The day on which work began; null before.")
    target_on: date | None = described("The day by which it should be done; null when open.")
    ended_on: date | None = described("The day on which it was done or stopped; null before.")
    participations: list["Participation"] = described(
        "The departments that take part, each with its role."
    )
    milestones: list[MilestoneRef] = described(
        "Its promises, by the day promised now, undated ones last."
    )
    short_term_wins: list[ShortTermWinRef] = described("Its wins, oldest first.")
    effects: list[EffectRef] = described("The touchpoints it changes.")
    stall_risk: StallRiskRef | None = field_with_arguments(
        "What the facts say: will it deliver nothing in the next months? Null only as of "
        "a day on which it had not been recorded yet.",
        as_of=(date | None, "The day to judge it on, by what was recorded then. Left out: now."),
    )
    stall_risk_history: list[StallRiskDayRef] = field_with_arguments(
        "What the facts said day by day, oldest first, as it was stored on each of these days. A "
        "day before the initiative was recorded has none. Done or stopped, it is judged once more "
        "and then has no days; nor does an archived one.",
        from_=(date, "The first day."),
        to=(date, "The last day; from the first to it are at most 400 days."),
    )
    latest_status_update: StatusUpdateRef | None = described(
        "What its owner said last; null when nothing was ever said."
    )
    status_updates: Connection[StatusUpdateRef] = paged(
        "All that its owner said.", filter_by=StatusUpdateFilter, order_by=StatusUpdateOrder
    )
    assessments: list[AssessmentRef] = described(
        "How independent assessors rated it, oldest first."
    )
    lifecycle_moves: list["LifecycleMove"] = described("Its life so far, oldest first.")
    comments: Connection[CommentRef] = paged(
        "What people said to each other about it.",
        filter_by=CommentFilter,
        order_by=CommentOrder,
        archived=True,
    )
    findings: list[FindingRef] = described(
        "What the facts show of it, its milestones and wins that nobody reported, worst first, and "
        "what they show of a touchpoint that it brings about with others: collisions, "
        "cross-purposes."
    )
    external_id: str | None = described(
        "Its id in the tool it was imported from; null if made here."
    )
    imported: bool = described("Whether it came by an import.")
    confidential: bool = described(
        "Whether it is not told yet: only editors, administrators and those with a seat in it (its "
        "owner, its sponsor, the owners of its milestones) see it and all that hangs on it."
    )
    archived_on: date | None = described("The day on which it was archived; null while in use.")
    recorded_at: datetime = described("When Throughline learnt of it.")
    version: int = described(
        "How often it has changed: give it back to notice that someone else edited."
    )


@output_type(description="One step in the life of an initiative, kept for good.")
class LifecycleMove(Node):
    initiative: Initiative = described("The initiative.")
    from_status: Lifecycle | None = described("Where it stood before; null at the proposal.")
    to_status: Lifecycle = described("Where it stood after.")
    person: PersonRef | None = described("Who decided; null when unknown.")
    reason: str | None = described("Why; null when none was given or needed.")
    occurred_on: date = described("The day on which it happened.")
    recorded_at: datetime = described("When Throughline learnt of it.")
    imported: bool = described("Whether it came by an import.")


@output_type(description="The part of a department in an initiative.")
class Participation(Node):
    initiative: Initiative = described("The initiative.")
    department: DepartmentRef = described("The department.")
    role: str = described("What the department does in it.")
    recorded_at: datetime = described("When Throughline learnt of it.")
    version: int = described(
        "How often it has changed: give it back to notice that someone else edited."
    )


@strawberry.input(description="A change effort that somebody puts forward.")
class InitiativeProposeInput:
    title: str = required("What it is called, at most 300 characters.")
    summary: str | None = optional("What it is about, in a few sentences.")
    priority: Priority | None = optional("How much it matters. Left out: MEDIUM.")
    owner_id: strawberry.ID | None = optional_id(
        Person, "Who is accountable. May wait until somebody commits to it."
    )
    sponsor_id: strawberry.ID | None = optional_id(Person, "The executive who stands behind it.")
    case_for_change: str | None = optional(
        "Why things can't stay as they are: the burning platform."
    )
    case_for_change_on: date | None = optional("When that case was made. Left out: today.")
    budget: MoneyInput | None = optional("What it may cost.")
    expected_benefit: MoneyInput | None = optional("What it is expected to bring.")
    expected_benefit_note: str | None = optional("How that benefit comes about.")
    proposed_on: date | None = optional("When it was put forward, if earlier than today.")
    target_on: date | None = optional("The day by which it shall be done.")
    external_id: str | None = optional(EXTERNAL)
    confidential: bool | None = optional(
        "Whether only those with a seat in it, editors and administrators see it. Left out: no."
    )


@strawberry.input(
    description="New facts about an initiative. What is left out stays, null clears it."
)
class InitiativeUpdateInput(Versioned):
    id: strawberry.ID = required_id(initiative.Initiative, "The initiative to change.")
    title: Maybe[str | None] = optional("What it is called; can't be cleared.")
    summary: Maybe[str | None] = optional("What it is about.")
    priority: Maybe[Priority | None] = optional("How much it matters; can't be cleared.")
    case_for_change: Maybe[str | None] = optional("Why things can't stay as they are.")
    case_for_change_on: Maybe[date | None] = optional(
        "When that case was made. Left out with a new case: today."
    )
    budget: Maybe[MoneyInput | None] = optional("What it may cost.")
    expected_benefit: Maybe[MoneyInput | None] = optional("What it is expected to bring.")
    expected_benefit_note: Maybe[str | None] = optional("How that benefit comes about.")
    target_on: Maybe[date | None] = optional("The day by which it shall be done.")
    external_id: Maybe[str | None] = optional(EXTERNAL)
    confidential: Maybe[bool | None] = optional(
        "Whether only those with a seat in it, editors and administrators see it; can't be cleared."
    )


@strawberry.input(description="Who is accountable from now on.")
class InitiativeAssignOwnerInput(Versioned):
    id: strawberry.ID = required_id(initiative.Initiative, "The initiative.")
    owner_id: strawberry.ID = required_id(
        Person, "The person: of your organisation, neither archived nor gone."
    )


@strawberry.input(description="Which executive stands behind it from now on.")
class InitiativeAssignSponsorInput(Versioned):
    id: strawberry.ID = required_id(initiative.Initiative, "The initiative.")
    sponsor_id: strawberry.ID | None = optional_id(
        Person, "The person; null or left out leaves the seat empty."
    )


@strawberry.input
class _Move(Versioned):
    """The input of a move in an initiative's life."""

    id: strawberry.ID = required_id(initiative.Initiative, "The initiative.")
    on: date | None = optional(
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
    reason: str = required("Why. Kept for good.")


@strawberry.input(description="The end of a pause.")
class InitiativeResumeInput(_Move):
    reason: str | None = optional("What has changed.")


@strawberry.input(description="The turn from delivering to embedding.")
class InitiativeEmbedInput(_Move):
    pass


@strawberry.input(description="The end of an initiative that is done.")
class InitiativeFinishInput(_Move):
    pass


@strawberry.input(description="The end of an initiative before it is done.")
class InitiativeStopInput(_Move):
    reason: str = required("Why. Kept for good.")


def _move(verb: Verb, input_type: type[object], description: str) -> Mutation:
    use_case = partial(lifecycle.make_move, verb=verb)
    return Mutation(
        f"initiative_{verb.spoken}", use_case, input_type, initiative.Initiative, description
    )


MUTATIONS = (
    Mutation(
        "initiative_propose",
        initiative.propose,
        InitiativeProposeInput,
        initiative.Initiative,
        "Put an initiative forward.",
    ),
    Mutation(
        "initiative_update",
        initiative.update,
        InitiativeUpdateInput,
        initiative.Initiative,
        "Change what is known of an initiative.",
    ),
    Mutation(
        "initiative_assign_owner",
        initiative.assign_owner,
        InitiativeAssignOwnerInput,
        initiative.Initiative,
        "Make exactly one person accountable, in place of whoever was.",
    ),
    Mutation(
        "initiative_assign_sponsor",
        initiative.assign_sponsor,
        InitiativeAssignSponsorInput,
        initiative.Initiative,
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
    *archiving(
        initiative.Initiative, initiative.archive, initiative.unarchive, "Nothing of it is lost."
    ),
)
