"""Decisions in the schema."""

from datetime import date, datetime

import strawberry

from api.vocabulary.connection import Node
from api.vocabulary.fields import told
from api.vocabulary.references import InitiativeRef, PersonRef, ReviewRef
from domain.decision import DecisionState


@strawberry.type(description="What leadership is asked to decide, and what it decided.")
class Decision(Node):
    review: ReviewRef | None = told(
        "The review it belongs to; null while it waits for the next one, which takes it up."
    )
    initiative: InitiativeRef | None = told("The initiative it is about; null when about none.")
    text: str = told("What is to be decided.")
    owner: PersonRef | None = told("Who has to decide; null when nobody is named.")
    due_on: date | None = told("The day by which it is needed; null when open.")
    state: DecisionState = told("Whether it was decided.")
    overdue: bool = told(
        "Asked, and its day has passed at the end of the organisation's yesterday."
    )
    asked_on: date = told("The day on which it was asked.")
    asked_by: PersonRef | None = told("Who asked; null for an integration.")
    outcome: str | None = told("What was decided, or why it was withdrawn; null while asked.")
    closed_on: date | None = told("The day on which it was taken or withdrawn; null while asked.")
    closed_by: PersonRef | None = told("Who noted that; null while asked, and for an integration.")
    external_id: str | None = told("Its id in another tool; null when it has none.")
    recorded_at: datetime = told("When Throughline learnt of it.")
    version: int = told(
        "How often it has changed: give it back to notice that someone else edited."
    )
