"""Departments in the schema."""

from datetime import date, datetime

import strawberry

from api.arguments.filters import ParticipationFilter, PersonFilter, TouchpointFilter
from api.arguments.orders import ParticipationOrder, PersonOrder, TouchpointOrder
from api.types.change_load import ChangeLoad
from api.vocabulary.connection import Connection, Node
from api.vocabulary.fields import asked, paged, told
from api.vocabulary.references import ParticipationRef, PersonRef, TouchpointRef


@strawberry.type(description="A function of the company, such as kitchen or IT.")
class Department(Node):
    name: str = told("Its name.")
    description: str | None = told("What it does; null until written.")
    head_count: int | None = told("How many people work there; null when unknown.")
    external_id: str | None = told("Its id in the tool it was imported from; null if made here.")
    archived_on: date | None = told("The day on which it was archived; null while in use.")
    recorded_at: datetime = told("When Throughline learnt of it.")
    version: int = told(
        "How often it has changed: give it back to notice that someone else edited."
    )
    people: Connection[PersonRef] = paged(
        "The people who belong to it.", filter_by=PersonFilter, order_by=PersonOrder, archived=True
    )
    touchpoints: Connection[TouchpointRef] = paged(
        "The touchpoints it runs.",
        filter_by=TouchpointFilter,
        order_by=TouchpointOrder,
        archived=True,
    )
    participations: Connection[ParticipationRef] = paged(
        "Its parts in initiatives.", filter_by=ParticipationFilter, order_by=ParticipationOrder
    )
    change_load: ChangeLoad | None = asked(
        "How much is asked of it. Null once it is archived: nothing is.",
        months=(int | None, "How many months are told, 1 to 24. Left out: 12."),
    )
