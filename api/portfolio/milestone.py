"""Milestones and the ledger of their dates: what clients see and change."""

from datetime import date, datetime

import strawberry
from strawberry import Maybe

from api.mutations.inputs import (
    EXTERNAL,
    Versioned,
    optional,
    optional_id,
    required,
    required_id,
    target_input,
)
from api.mutations.mutation import Mutation
from api.vocabulary.connection import Connection, Node
from api.vocabulary.fields import described, paged
from api.vocabulary.filters import CommentFilter
from api.vocabulary.orders import CommentOrder
from api.vocabulary.output_types import (
    CommentRef,
    FindingRef,
    InitiativeRef,
    PersonRef,
    output_type,
)
from domain.people.person import Person
from domain.portfolio import dependency, milestone
from domain.portfolio.initiative import Initiative


@output_type(description="A promise with an owner and a date. Open until met or given up.")
class Milestone(Node):
    initiative: InitiativeRef = described("The initiative it belongs to.")
    title: str = described("What is promised.")
    owner: PersonRef | None = described("Who promised it; null when nobody did.")
    first_due_on: date | None = described(
        "The day first promised, kept for good; null while no day was ever promised."
    )
    due_on: date | None = described("The day promised now; null when undated.")
    promised_on: date | None = described("The day on which the first date was promised.")
    completed_on: date | None = described("The day on which it was met; null before.")
    completed_recorded_at: datetime | None = described("When Throughline learnt that it was met.")
    dropped_on: date | None = described("The day on which it was given up; null otherwise.")
    dropped_reason: str | None = described("Why it was given up.")
    open: bool = described("Neither met nor given up.")
    overdue: bool = described(
        "Open, and its day has passed at the end of the organisation's yesterday."
    )
    slip_days: int | None = described(
        "Days from the first promised day to the one promised now; null when undated."
    )
    missed_count: int = described("Promised days that passed undelivered. No new date lowers it.")
    replans: list["Replan"] = described("Every later date, oldest first.")
    promises: list["Promise"] = described(
        "Its promised day over time, oldest promise first: a chart of how it slipped. Empty while "
        "no day was ever promised."
    )
    depends_on: list["Milestone"] = described("The milestones it waits for, in any initiative.")
    needed_by: list["Milestone"] = described("The milestones that wait for it, in any initiative.")
    comments: Connection[CommentRef] = paged(
        "What people said to each other about it.",
        filter_by=CommentFilter,
        order_by=CommentOrder,
        archived=True,
    )
    findings: list[FindingRef] = described("What the facts show of it that nobody reported.")
    external_id: str | None = described(
        "Its id in the tool it was imported from; null if made here."
    )
    imported: bool = described("Whether it came by an import.")
    recorded_at: datetime = described("When Throughline learnt of it.")
    version: int = described(
        "How often it has changed: give it back to notice that someone else edited."
    )


@output_type(
    description="A day that was promised for a milestone, and stood until the next promise."
)
class Promise:
    ordinal: int = described("Its place among the milestone's promises: 0 for the first.")
    promised_on: date | None = described(
        "The day on which it was promised; null for a first promise whose import does not say."
    )
    due_on: date | None = described("The day promised; null when the date was withdrawn.")
    replan: "Replan | None" = described("Who moved it there and why; null for the first promise.")


@output_type(description="A new date for a milestone: who, when, why, and by how many days.")
class Replan(Node):
    milestone: Milestone = described("The milestone.")
    ordinal: int = described("Its place among the milestone's replans, from 1.")
    from_due_on: date | None = described("The day promised before; null when it was undated.")
    to_due_on: date | None = described("The day promised after; null when the date was withdrawn.")
    days: int | None = described(
        "Days between the two, later is positive; null when one is missing."
    )
    reason: str | None = described("Why; null only for imports that give none.")
    person: PersonRef | None = described("Who moved it; null when unknown.")
    occurred_on: date = described("The day on which it was moved.")
    recorded_at: datetime = described("When Throughline learnt of it.")
    imported: bool = described("Whether it came by an import.")


@strawberry.input(description="A promise.")
class MilestoneAddInput:
    initiative_id: strawberry.ID = required_id(Initiative, "The initiative it belongs to.")
    title: str = required("What is promised, at most 300 characters.")
    due_on: date | None = optional(
        "The day promised. The first one is kept for good, so leave it out until it is meant."
    )
    owner_id: strawberry.ID | None = optional_id(Person, "Who promises it.")
    external_id: str | None = optional(EXTERNAL)


@strawberry.input(
    description="New facts about a milestone. What is left out stays, null clears it."
)
class MilestoneUpdateInput(Versioned):
    id: strawberry.ID = required_id(milestone.Milestone, "The milestone to change.")
    title: Maybe[str | None] = optional("What is promised; can't be cleared.")
    owner_id: Maybe[strawberry.ID | None] = optional_id(Person, "Who promises it.")
    external_id: Maybe[str | None] = optional(EXTERNAL)


@strawberry.input(description="A new date.")
class MilestoneReplanInput(Versioned):
    id: strawberry.ID = required_id(milestone.Milestone, "The milestone.")
    due_on: date = required("The day promised from now on: today or later.")
    reason: str | None = optional(
        "Why. Kept for good, and required unless this is the first date it gets."
    )


@strawberry.input(description="The withdrawal of a date.")
class MilestoneUndateInput(Versioned):
    id: strawberry.ID = required_id(milestone.Milestone, "The milestone.")
    reason: str = required("Why. Kept for good.")


@strawberry.input(description="A promise that was met.")
class MilestoneCompleteInput(Versioned):
    id: strawberry.ID = required_id(milestone.Milestone, "The milestone.")
    on: date | None = optional(
        "The day on which it was met: not in the future, nor before its last replan. Left out: "
        "today."
    )


@strawberry.input(description="A promise that is given up.")
class MilestoneDropInput(Versioned):
    id: strawberry.ID = required_id(milestone.Milestone, "The milestone.")
    reason: str = required("Why. Kept for good.")


@strawberry.input(description="A milestone that waits for another.")
class DependencyAddInput:
    milestone_id: strawberry.ID = required_id(milestone.Milestone, "The one that waits.")
    depends_on_id: strawberry.ID = required_id(milestone.Milestone, "The one it waits for.")


@strawberry.input(description="A milestone that no longer waits for another.")
class DependencyRemoveInput:
    milestone_id: strawberry.ID = required_id(milestone.Milestone, "The one that waited.")
    depends_on_id: strawberry.ID = required_id(milestone.Milestone, "The one it waited for.")


MUTATIONS = (
    Mutation(
        "milestone_add",
        milestone.add,
        MilestoneAddInput,
        milestone.Milestone,
        "Make a promise in an initiative that has not ended.",
    ),
    Mutation(
        "milestone_update",
        milestone.update,
        MilestoneUpdateInput,
        milestone.Milestone,
        "Change what a promise is called and who made it. Dates have mutations of their own.",
    ),
    Mutation(
        "milestone_replan",
        milestone.replan,
        MilestoneReplanInput,
        milestone.Milestone,
        "Give an open promise its first date, or a new one with the reason. No new date clears a "
        "date that was missed.",
    ),
    Mutation(
        "milestone_undate",
        milestone.undate,
        MilestoneUndateInput,
        milestone.Milestone,
        "Withdraw the date of an open promise, which stays open without one.",
    ),
    Mutation(
        "milestone_complete",
        milestone.complete,
        MilestoneCompleteInput,
        milestone.Milestone,
        "Say that a promise was met. Those it depends on must be met or dropped first.",
    ),
    Mutation(
        "milestone_reopen",
        milestone.reopen,
        target_input("MilestoneReopenInput", milestone.Milestone, "Which milestone to reopen."),
        milestone.Milestone,
        "Take back that a promise was met or given up. Days passed meanwhile count as missed.",
    ),
    Mutation(
        "milestone_drop",
        milestone.drop,
        MilestoneDropInput,
        milestone.Milestone,
        "Give an open promise up.",
    ),
    Mutation(
        "dependency_add",
        dependency.add,
        DependencyAddInput,
        milestone.Milestone,
        "Make a milestone wait for another, of any initiative. A cycle is refused.",
    ),
    Mutation(
        "dependency_remove",
        dependency.remove,
        DependencyRemoveInput,
        milestone.Milestone,
        "Let a milestone no longer wait for another.",
    ),
)
