"""Journeys, stages and touchpoints in the schema."""

from datetime import date, datetime

import strawberry

from api.arguments.filters import EffectFilter, InitiativeFilter, ShortTermWinFilter
from api.arguments.orders import EffectOrder, InitiativeOrder, ShortTermWinOrder
from api.vocabulary.connection import Connection, Node
from api.vocabulary.fields import paged, told
from api.vocabulary.references import (
    DepartmentRef,
    EffectRef,
    FindingRef,
    InitiativeRef,
    PersonRef,
    ShortTermWinRef,
)
from domain.journey import Channel, Importance

_EXTERNAL = "Its id in the tool it was imported from; null if made here."
_ARCHIVED = "The day on which it was archived; null while in use."
_RECORDED = "When Throughline learnt of it."
_VERSION = "How often it has changed: give it back to notice that someone else edited."


@strawberry.type(description="What a customer goes through, run by many departments.")
class Journey(Node):
    name: str = told("Its name.")
    description: str | None = told("Who goes through it and what for; null until written.")
    stages: list["Stage"] = told("Its stages in order.")
    initiatives: Connection[InitiativeRef] = paged(
        "The initiatives that change a touchpoint of it, each once.",
        filter_by=InitiativeFilter,
        order_by=InitiativeOrder,
        archived=True,
    )
    external_id: str | None = told(_EXTERNAL)
    archived_on: date | None = told(_ARCHIVED)
    recorded_at: datetime = told(_RECORDED)
    version: int = told(_VERSION)


@strawberry.type(description="One step of a journey.")
class Stage(Node):
    name: str = told("Its name.")
    position: int = told("Its place in the journey, from 1.")
    journey: Journey = told("The journey it belongs to.")
    touchpoints: list["Touchpoint"] = told("Its touchpoints in order.")
    external_id: str | None = told(_EXTERNAL)
    archived_on: date | None = told(_ARCHIVED)
    recorded_at: datetime = told(_RECORDED)
    version: int = told(_VERSION)


@strawberry.type(description="One interaction of a customer with the company.")
class Touchpoint(Node):
    name: str = told("Its name.")
    position: int = told("Its place in the stage, from 1.")
    stage: Stage = told("The stage it belongs to.")
    channel: Channel = told("Where it happens.")
    importance: Importance = told("How much it matters to the customer's bond.")
    department: DepartmentRef | None = told("The department that runs it; null when nobody does.")
    steward: PersonRef | None = told("The person who minds it; null when nobody does.")
    effects: list[EffectRef] = told("How initiatives are expected to change it.")
    pulls: Connection[EffectRef] = paged(
        "The same effects, filtered, ordered and counted: such as those of initiatives at work, "
        "the likeliest to stall first.",
        filter_by=EffectFilter,
        order_by=EffectOrder,
    )
    findings: list[FindingRef] = told("What the facts show of it that nobody reported.")
    short_term_wins: Connection[ShortTermWinRef] = paged(
        "The wins that customers notice here.",
        filter_by=ShortTermWinFilter,
        order_by=ShortTermWinOrder,
        archived=True,
    )
    external_id: str | None = told(_EXTERNAL)
    archived_on: date | None = told(_ARCHIVED)
    recorded_at: datetime = told(_RECORDED)
    version: int = told(_VERSION)
