"""Journeys, stages and touchpoints: what clients see and change."""

from datetime import date, datetime

import strawberry
from strawberry import Maybe

from api.mutations.inputs import EXTERNAL, Versioned, optional, optional_id, required, required_id
from api.mutations.mutation import Mutation, archiving
from api.vocabulary.connection import Connection, Node
from api.vocabulary.fields import described, paged
from api.vocabulary.filters import EffectFilter, InitiativeFilter, ShortTermWinFilter
from api.vocabulary.orders import EffectOrder, InitiativeOrder, ShortTermWinOrder
from api.vocabulary.output_types import (
    DepartmentRef,
    EffectRef,
    FindingRef,
    InitiativeRef,
    PersonRef,
    ShortTermWinRef,
    output_type,
)
from domain.journeys import journey
from domain.journeys.journey import Channel, Importance
from domain.people.department import Department
from domain.people.person import Person

_EXTERNAL = "Its id in the tool it was imported from; null if made here."
_ARCHIVED = "The day on which it was archived; null while in use."
_RECORDED = "When Throughline learnt of it."
_VERSION = "How often it has changed: give it back to notice that someone else edited."


@output_type(description="What a customer goes through, run by many departments.")
class Journey(Node):
    name: str = described("Its name.")
    description: str | None = described("Who goes through it and what for; null until written.")
    stages: list["Stage"] = described("Its stages in order.")
    initiatives: Connection[InitiativeRef] = paged(
        "The initiatives that change a touchpoint of it, each once.",
        filter_by=InitiativeFilter,
        order_by=InitiativeOrder,
        archived=True,
    )
    external_id: str | None = described(_EXTERNAL)
    archived_on: date | None = described(_ARCHIVED)
    recorded_at: datetime = described(_RECORDED)
    version: int = described(_VERSION)


@output_type(description="One step of a journey.")
class Stage(Node):
    name: str = described("Its name.")
    position: int = described("Its place in the journey, from 1.")
    journey: Journey = described("The journey it belongs to.")
    touchpoints: list["Touchpoint"] = described("Its touchpoints in order.")
    external_id: str | None = described(_EXTERNAL)
    archived_on: date | None = described(_ARCHIVED)
    recorded_at: datetime = described(_RECORDED)
    version: int = described(_VERSION)


@output_type(description="One interaction of a customer with the company.")
class Touchpoint(Node):
    name: str = described("Its name.")
    position: int = described("Its place in the stage, from 1.")
    stage: Stage = described("The stage it belongs to.")
    channel: Channel = described("Where it happens.")
    importance: Importance = described("How much it matters to the customer's bond.")
    department: DepartmentRef | None = described(
        "The department that runs it; null when nobody does."
    )
    steward: PersonRef | None = described("The person who minds it; null when nobody does.")
    effects: list[EffectRef] = described("How initiatives are expected to change it.")
    strongest_effects: Connection[EffectRef] = paged(
        "The same effects, filtered, ordered and counted: such as those of initiatives at work, "
        "the likeliest to stall first.",
        filter_by=EffectFilter,
        order_by=EffectOrder,
    )
    findings: list[FindingRef] = described("What the facts show of it that nobody reported.")
    short_term_wins: Connection[ShortTermWinRef] = paged(
        "The wins that customers notice here.",
        filter_by=ShortTermWinFilter,
        order_by=ShortTermWinOrder,
        archived=True,
    )
    external_id: str | None = described(_EXTERNAL)
    archived_on: date | None = described(_ARCHIVED)
    recorded_at: datetime = described(_RECORDED)
    version: int = described(_VERSION)


@strawberry.input(description="What a customer goes through.")
class JourneyCreateInput:
    name: str = required("What it is called, at most 200 characters.")
    description: str | None = optional("What it is about.")
    external_id: str | None = optional(EXTERNAL)


@strawberry.input(description="New facts about a journey. What is left out stays, null clears it.")
class JourneyUpdateInput(Versioned):
    id: strawberry.ID = required_id(journey.Journey, "The journey to change.")
    name: Maybe[str | None] = optional("What it is called; can't be cleared.")
    description: Maybe[str | None] = optional("What it is about.")
    external_id: Maybe[str | None] = optional(EXTERNAL)


@strawberry.input(description="The order of a journey's stages.")
class JourneyReorderStagesInput(Versioned):
    id: strawberry.ID = required_id(journey.Journey, "The journey.")
    stage_ids: list[strawberry.ID] = required_id(
        journey.Stage, "Every stage of it that is not archived, each once, in the order wanted."
    )


@strawberry.input(description="A stage at the end of a journey.")
class StageCreateInput:
    journey_id: strawberry.ID = required_id(journey.Journey, "The journey it belongs to.")
    name: str = required("What it is called, at most 200 characters.")
    external_id: str | None = optional(EXTERNAL)


@strawberry.input(description="New facts about a stage. What is left out stays.")
class StageUpdateInput(Versioned):
    id: strawberry.ID = required_id(journey.Stage, "The stage to change.")
    name: Maybe[str | None] = optional("What it is called; can't be cleared.")
    external_id: Maybe[str | None] = optional(EXTERNAL)


@strawberry.input(description="The order of a stage's touchpoints.")
class StageReorderTouchpointsInput(Versioned):
    id: strawberry.ID = required_id(journey.Stage, "The stage.")
    touchpoint_ids: list[strawberry.ID] = required_id(
        journey.Touchpoint,
        "Every touchpoint of it that is not archived, each once, in the order wanted.",
    )


@strawberry.input(description="An interaction at the end of a stage.")
class TouchpointCreateInput:
    stage_id: strawberry.ID = required_id(journey.Stage, "The stage it belongs to.")
    name: str = required("What it is called, at most 200 characters.")
    channel: Channel = required("Where it happens.")
    importance: Importance | None = optional("How much it matters to the bond. Left out: MEDIUM.")
    department_id: strawberry.ID | None = optional_id(Department, "Who runs it.")
    steward_id: strawberry.ID | None = optional_id(Person, "Who minds it.")
    external_id: str | None = optional(EXTERNAL)


@strawberry.input(
    description="New facts about a touchpoint. What is left out stays, null clears it."
)
class TouchpointUpdateInput(Versioned):
    id: strawberry.ID = required_id(journey.Touchpoint, "The touchpoint to change.")
    stage_id: Maybe[strawberry.ID | None] = optional_id(
        journey.Stage, "The stage to move it to, where it comes last; can't be cleared."
    )
    name: Maybe[str | None] = optional("What it is called; can't be cleared.")
    channel: Maybe[Channel | None] = optional("Where it happens; can't be cleared.")
    importance: Maybe[Importance | None] = optional("How much it matters; can't be cleared.")
    department_id: Maybe[strawberry.ID | None] = optional_id(Department, "Who runs it.")
    steward_id: Maybe[strawberry.ID | None] = optional_id(Person, "Who minds it.")
    external_id: Maybe[str | None] = optional(EXTERNAL)


MUTATIONS = (
    Mutation(
        "journey_create",
        journey.create,
        JourneyCreateInput,
        journey.Journey,
        "Begin to describe what a customer goes through.",
    ),
    Mutation(
        "journey_update",
        journey.update,
        JourneyUpdateInput,
        journey.Journey,
        "Change what is known of a journey.",
    ),
    Mutation(
        "journey_reorder_stages",
        journey.reorder_stages,
        JourneyReorderStagesInput,
        journey.Journey,
        "Put the stages of a journey in another order.",
    ),
    *archiving(
        journey.Journey,
        journey.archive,
        journey.unarchive,
        "Its stages and touchpoints stay with it.",
    ),
    Mutation("stage_create", journey.create_stage, StageCreateInput, journey.Stage, "Add a stage."),
    Mutation(
        "stage_update", journey.update_stage, StageUpdateInput, journey.Stage, "Rename a stage."
    ),
    Mutation(
        "stage_reorder_touchpoints",
        journey.reorder_touchpoints,
        StageReorderTouchpointsInput,
        journey.Stage,
        "Put the touchpoints of a stage in another order.",
    ),
    *archiving(
        journey.Stage,
        journey.archive_stage,
        journey.unarchive_stage,
        "Its touchpoints stay with it.",
    ),
    Mutation(
        "touchpoint_create",
        journey.create_touchpoint,
        TouchpointCreateInput,
        journey.Touchpoint,
        "Add an interaction to a stage.",
    ),
    Mutation(
        "touchpoint_update",
        journey.update_touchpoint,
        TouchpointUpdateInput,
        journey.Touchpoint,
        "Change what is known of a touchpoint.",
    ),
    *archiving(
        journey.Touchpoint,
        journey.archive_touchpoint,
        journey.unarchive_touchpoint,
        "Effects and wins still show it.",
    ),
)
