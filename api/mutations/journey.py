"""What can be done with journeys, their stages and touchpoints."""

import strawberry
from strawberry import Maybe

from api.mutations.inputs import EXTERNAL, Versioned, may_refer_to, maybe, refers_to, taken
from api.mutations.mutation import Mutation, archiving
from domain import journey
from domain.department import Department
from domain.journey import Channel, Importance, Journey, Stage, Touchpoint
from domain.person import Person


@strawberry.input(description="What a customer goes through.")
class JourneyCreateInput:
    name: str = taken("What it is called, at most 200 characters.")
    description: str | None = maybe("What it is about.")
    external_id: str | None = maybe(EXTERNAL)


@strawberry.input(description="New facts about a journey. What is left out stays, null clears it.")
class JourneyUpdateInput(Versioned):
    id: strawberry.ID = refers_to(Journey, "The journey to change.")
    name: Maybe[str | None] = maybe("What it is called; can't be cleared.")
    description: Maybe[str | None] = maybe("What it is about.")
    external_id: Maybe[str | None] = maybe(EXTERNAL)


@strawberry.input(description="The order of a journey's stages.")
class JourneyReorderStagesInput(Versioned):
    id: strawberry.ID = refers_to(Journey, "The journey.")
    stage_ids: list[strawberry.ID] = refers_to(
        Stage, "Every stage of it that is not archived, each once, in the order wanted."
    )


@strawberry.input(description="A stage at the end of a journey.")
class StageCreateInput:
    journey_id: strawberry.ID = refers_to(Journey, "The journey it belongs to.")
    name: str = taken("What it is called, at most 200 characters.")
    external_id: str | None = maybe(EXTERNAL)


@strawberry.input(description="New facts about a stage. What is left out stays.")
class StageUpdateInput(Versioned):
    id: strawberry.ID = refers_to(Stage, "The stage to change.")
    name: Maybe[str | None] = maybe("What it is called; can't be cleared.")
    external_id: Maybe[str | None] = maybe(EXTERNAL)


@strawberry.input(description="The order of a stage's touchpoints.")
class StageReorderTouchpointsInput(Versioned):
    id: strawberry.ID = refers_to(Stage, "The stage.")
    touchpoint_ids: list[strawberry.ID] = refers_to(
        Touchpoint, "Every touchpoint of it that is not archived, each once, in the order wanted."
    )


@strawberry.input(description="An interaction at the end of a stage.")
class TouchpointCreateInput:
    stage_id: strawberry.ID = refers_to(Stage, "The stage it belongs to.")
    name: str = taken("What it is called, at most 200 characters.")
    channel: Channel = taken("Where it happens.")
    importance: Importance | None = maybe("How much it matters to the bond. Left out: MEDIUM.")
    department_id: strawberry.ID | None = may_refer_to(Department, "Who runs it.")
    steward_id: strawberry.ID | None = may_refer_to(Person, "Who minds it.")
    external_id: str | None = maybe(EXTERNAL)


@strawberry.input(
    description="New facts about a touchpoint. What is left out stays, null clears it."
)
class TouchpointUpdateInput(Versioned):
    id: strawberry.ID = refers_to(Touchpoint, "The touchpoint to change.")
    stage_id: Maybe[strawberry.ID | None] = may_refer_to(
        Stage, "The stage to move it to, where it comes last; can't be cleared."
    )
    name: Maybe[str | None] = maybe("What it is called; can't be cleared.")
    channel: Maybe[Channel | None] = maybe("Where it happens; can't be cleared.")
    importance: Maybe[Importance | None] = maybe("How much it matters; can't be cleared.")
    department_id: Maybe[strawberry.ID | None] = may_refer_to(Department, "Who runs it.")
    steward_id: Maybe[strawberry.ID | None] = may_refer_to(Person, "Who minds it.")
    external_id: Maybe[str | None] = maybe(EXTERNAL)


MUTATIONS = (
    Mutation(
        "journey_create",
        journey.create,
        JourneyCreateInput,
        Journey,
        "Begin to describe what a customer goes through.",
    ),
    Mutation(
        "journey_update",
        journey.update,
        JourneyUpdateInput,
        Journey,
        "Change what is known of a journey.",
    ),
    Mutation(
        "journey_reorder_stages",
        journey.reorder_stages,
        JourneyReorderStagesInput,
        Journey,
        "Put the stages of a journey in another order.",
    ),
    *archiving(
        Journey, journey.put_away, journey.bring_back, "Its stages and touchpoints stay with it."
    ),
    Mutation("stage_create", journey.create_stage, StageCreateInput, Stage, "Add a stage."),
    Mutation("stage_update", journey.update_stage, StageUpdateInput, Stage, "Rename a stage."),
    Mutation(
        "stage_reorder_touchpoints",
        journey.reorder_touchpoints,
        StageReorderTouchpointsInput,
        Stage,
        "Put the touchpoints of a stage in another order.",
    ),
    *archiving(
        Stage, journey.put_stage_away, journey.bring_stage_back, "Its touchpoints stay with it."
    ),
    Mutation(
        "touchpoint_create",
        journey.create_touchpoint,
        TouchpointCreateInput,
        Touchpoint,
        "Add an interaction to a stage.",
    ),
    Mutation(
        "touchpoint_update",
        journey.update_touchpoint,
        TouchpointUpdateInput,
        Touchpoint,
        "Change what is known of a touchpoint.",
    ),
    *archiving(
        Touchpoint,
        journey.put_touchpoint_away,
        journey.bring_touchpoint_back,
        "Effects and wins still show it.",
    ),
)
