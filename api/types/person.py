"""People in the schema."""

from datetime import date, datetime

import strawberry

from api.arguments.filters import InitiativeFilter, MilestoneFilter, TouchpointFilter
from api.arguments.orders import InitiativeOrder, MilestoneOrder, TouchpointOrder
from api.vocabulary.connection import Connection, Node
from api.vocabulary.fields import paged, told
from api.vocabulary.references import (
    DepartmentRef,
    FindingRef,
    InitiativeRef,
    MilestoneRef,
    TouchpointRef,
)


@strawberry.type(description="Someone in the organisation: can own, sponsor and mind things.")
class Person(Node):
    name: str = told("Their name.")
    email: str | None = told("Their e-mail address; null when unknown or hidden from your role.")
    job_title: str | None = told("What they are in the company; null when unknown.")
    department: DepartmentRef | None = told("The department they belong to; null when unknown.")
    left_on: date | None = told("The first day on which they are gone; null while they are here.")
    reminders: bool = told(
        "Whether they get an e-mail on Mondays of what waits for them, if there is anything: "
        "milestones due or overdue, stale status, wins not shared, risks and findings."
    )
    findings: list[FindingRef] = told("What the facts show that concerns them, worst first.")
    external_id: str | None = told(
        "Their id in the tool they were imported from; null if made here."
    )
    archived_on: date | None = told("The day on which they were archived; null while in use.")
    recorded_at: datetime = told("When Throughline learnt of them.")
    version: int = told(
        "How often it has changed: give it back to notice that someone else edited."
    )
    owned_initiatives: Connection[InitiativeRef] = paged(
        "The initiatives they answer for.",
        filter_by=InitiativeFilter,
        order_by=InitiativeOrder,
        archived=True,
    )
    sponsored_initiatives: Connection[InitiativeRef] = paged(
        "The initiatives they sponsor.",
        filter_by=InitiativeFilter,
        order_by=InitiativeOrder,
        archived=True,
    )
    owned_milestones: Connection[MilestoneRef] = paged(
        "The milestones they promised.", filter_by=MilestoneFilter, order_by=MilestoneOrder
    )
    stewarded_touchpoints: Connection[TouchpointRef] = paged(
        "The touchpoints they mind.",
        filter_by=TouchpointFilter,
        order_by=TouchpointOrder,
        archived=True,
    )
