"""Milestones and the ledger of their dates in the schema."""

from datetime import date, datetime

import strawberry

from api.arguments.filters import CommentFilter
from api.arguments.orders import CommentOrder
from api.vocabulary.connection import Connection, Node
from api.vocabulary.fields import paged, told
from api.vocabulary.references import CommentRef, FindingRef, InitiativeRef, PersonRef


@strawberry.type(description="A promise with an owner and a date. Open until met or given up.")
class Milestone(Node):
    initiative: InitiativeRef = told("The initiative it belongs to.")
    title: str = told("What is promised.")
    owner: PersonRef | None = told("Who promised it; null when nobody did.")
    first_due_on: date | None = told(
        "The day first promised, kept for good; null while no day was ever promised."
    )
    due_on: date | None = told("The day promised now; null when undated.")
    promised_on: date | None = told("The day on which the first date was promised.")
    completed_on: date | None = told("The day on which it was met; null before.")
    completed_recorded_at: datetime | None = told("When Throughline learnt that it was met.")
    dropped_on: date | None = told("The day on which it was given up; null otherwise.")
    dropped_reason: str | None = told("Why it was given up.")
    open: bool = told("Neither met nor given up.")
    overdue: bool = told("Open, and its day has passed at the end of the organisation's yesterday.")
    slip_days: int | None = told(
        "Days from the first promised day to the one promised now; null when undated."
    )
    missed_count: int = told("Promised days that passed undelivered. No new date lowers it.")
    replans: list["Replan"] = told("Every later date, oldest first.")
    promises: list["Promise"] = told(
        "Its promised day over time, oldest promise first: a chart of how it slipped. Empty while "
        "no day was ever promised."
    )
    depends_on: list["Milestone"] = told("The milestones it waits for, in any initiative.")
    needed_by: list["Milestone"] = told("The milestones that wait for it, in any initiative.")
    comments: Connection[CommentRef] = paged(
        "What people said to each other about it.",
        filter_by=CommentFilter,
        order_by=CommentOrder,
        archived=True,
    )
    findings: list[FindingRef] = told("What the facts show of it that nobody reported.")
    external_id: str | None = told("Its id in the tool it was imported from; null if made here.")
    imported: bool = told("Whether it came by an import.")
    recorded_at: datetime = told("When Throughline learnt of it.")
    version: int = told(
        "How often it has changed: give it back to notice that someone else edited."
    )


@strawberry.type(
    description="A day that was promised for a milestone, and stood until the next promise."
)
class Promise:
    ordinal: int = told("Its place among the milestone's promises: 0 for the first.")
    promised_on: date | None = told(
        "The day on which it was promised; null for a first promise whose import does not say."
    )
    due_on: date | None = told("The day promised; null when the date was withdrawn.")
    replan: "Replan | None" = told("Who moved it there and why; null for the first promise.")


@strawberry.type(description="A new date for a milestone: who, when, why, and by how many days.")
class Replan(Node):
    milestone: Milestone = told("The milestone.")
    ordinal: int = told("Its place among the milestone's replans, from 1.")
    from_due_on: date | None = told("The day promised before; null when it was undated.")
    to_due_on: date | None = told("The day promised after; null when the date was withdrawn.")
    days: int | None = told("Days between the two, later is positive; null when one is missing.")
    reason: str | None = told("Why; null only for imports that give none.")
    person: PersonRef | None = told("Who moved it; null when unknown.")
    occurred_on: date = told("The day on which it was moved.")
    recorded_at: datetime = told("When Throughline learnt of it.")
    imported: bool = told("Whether it came by an import.")
