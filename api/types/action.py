"""Actions in the schema."""

from datetime import date, datetime

import strawberry

from api.vocabulary.connection import Node
from api.vocabulary.fields import told
from api.vocabulary.references import InitiativeRef, PersonRef, ReviewRef


@strawberry.type(description="What somebody took on in a review, and by when.")
class Action(Node):
    review: ReviewRef = told("The review in which it was taken on.")
    initiative: InitiativeRef | None = told("The initiative it is about; null when about none.")
    text: str = told("What is to be done.")
    owner: PersonRef = told("Who took it on.")
    due_on: date = told("The day by which it is to be done.")
    completed_on: date | None = told("The day on which it was done; null before.")
    open: bool = told("Not done yet.")
    overdue: bool = told("Open, and its day has passed at the end of the organisation's yesterday.")
    external_id: str | None = told("Its id in another tool; null when it has none.")
    recorded_at: datetime = told("When Throughline learnt of it.")
    version: int = told(
        "How often it has changed: give it back to notice that someone else edited."
    )
