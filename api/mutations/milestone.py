"""What can be done with milestones and the dependencies between them."""

from datetime import date

import strawberry
from strawberry import Maybe

from api.mutations.inputs import (
    EXTERNAL,
    Versioned,
    may_refer_to,
    maybe,
    refers_to,
    taken,
    target_input,
)
from api.mutations.mutation import Mutation
from domain import dependency, milestone
from domain.initiative import Initiative
from domain.milestone import Milestone
from domain.person import Person


@strawberry.input(description="A promise.")
class MilestoneAddInput:
    initiative_id: strawberry.ID = refers_to(Initiative, "The initiative it belongs to.")
    title: str = taken("What is promised, at most 300 characters.")
    due_on: date | None = maybe(
        "The day promised. The first one is kept for good, so leave it out until it is meant."
    )
    owner_id: strawberry.ID | None = may_refer_to(Person, "Who promises it.")
    external_id: str | None = maybe(EXTERNAL)


@strawberry.input(
    description="New facts about a milestone. What is left out stays, null clears it."
)
class MilestoneUpdateInput(Versioned):
    id: strawberry.ID = refers_to(Milestone, "The milestone to change.")
    title: Maybe[str | None] = maybe("What is promised; can't be cleared.")
    owner_id: Maybe[strawberry.ID | None] = may_refer_to(Person, "Who promises it.")
    external_id: Maybe[str | None] = maybe(EXTERNAL)


@strawberry.input(description="A new date.")
class MilestoneReplanInput(Versioned):
    id: strawberry.ID = refers_to(Milestone, "The milestone.")
    due_on: date = taken("The day promised from now on: today or later.")
    reason: str | None = maybe(
        "Why. Kept for good, and required unless this is the first date it gets."
    )


@strawberry.input(description="The withdrawal of a date.")
class MilestoneUndateInput(Versioned):
    id: strawberry.ID = refers_to(Milestone, "The milestone.")
    reason: str = taken("Why. Kept for good.")


@strawberry.input(description="A promise that was met.")
class MilestoneCompleteInput(Versioned):
    id: strawberry.ID = refers_to(Milestone, "The milestone.")
    on: date | None = maybe(
        "The day on which it was met: not in the future, nor before its last replan. Left out: "
        "today."
    )


@strawberry.input(description="A promise that is given up.")
class MilestoneDropInput(Versioned):
    id: strawberry.ID = refers_to(Milestone, "The milestone.")
    reason: str = taken("Why. Kept for good.")


@strawberry.input(description="A milestone that waits for another.")
class DependencyAddInput:
    milestone_id: strawberry.ID = refers_to(Milestone, "The one that waits.")
    depends_on_id: strawberry.ID = refers_to(Milestone, "The one it waits for.")


@strawberry.input(description="A milestone that no longer waits for another.")
class DependencyRemoveInput:
    milestone_id: strawberry.ID = refers_to(Milestone, "The one that waited.")
    depends_on_id: strawberry.ID = refers_to(Milestone, "The one it waited for.")


MUTATIONS = (
    Mutation(
        "milestone_add",
        milestone.add,
        MilestoneAddInput,
        Milestone,
        "Make a promise in an initiative that has not ended.",
    ),
    Mutation(
        "milestone_update",
        milestone.update,
        MilestoneUpdateInput,
        Milestone,
        "Change what a promise is called and who made it. Dates have mutations of their own.",
    ),
    Mutation(
        "milestone_replan",
        milestone.replan,
        MilestoneReplanInput,
        Milestone,
        "Give an open promise its first date, or a new one with the reason. No new date clears a "
        "date that was missed.",
    ),
    Mutation(
        "milestone_undate",
        milestone.undate,
        MilestoneUndateInput,
        Milestone,
        "Withdraw the date of an open promise, which stays open without one.",
    ),
    Mutation(
        "milestone_complete",
        milestone.complete,
        MilestoneCompleteInput,
        Milestone,
        "Say that a promise was met. Those it depends on must be met or dropped first.",
    ),
    Mutation(
        "milestone_reopen",
        milestone.reopen,
        target_input("MilestoneReopenInput", Milestone, "Which milestone to reopen."),
        Milestone,
        "Take back that a promise was met or given up. Days passed meanwhile count as missed.",
    ),
    Mutation(
        "milestone_drop",
        milestone.drop,
        MilestoneDropInput,
        Milestone,
        "Give an open promise up.",
    ),
    Mutation(
        "dependency_add",
        dependency.add,
        DependencyAddInput,
        Milestone,
        "Make a milestone wait for another, of any initiative. A cycle is refused.",
    ),
    Mutation(
        "dependency_remove",
        dependency.remove,
        DependencyRemoveInput,
        Milestone,
        "Let a milestone no longer wait for another.",
    ),
)
