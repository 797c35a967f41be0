"""Comments in the schema."""

from datetime import date, datetime

import strawberry

from api.vocabulary.connection import Node
from api.vocabulary.fields import told
from api.vocabulary.references import InitiativeRef, MilestoneRef, PersonRef


@strawberry.type(description="What someone said about an initiative or one of its milestones.")
class Comment(Node):
    initiative: InitiativeRef = told("The initiative.")
    milestone: MilestoneRef | None = told("The milestone it is about; null for the whole.")
    person: PersonRef | None = told("Who wrote it; null for an integration.")
    text: str = told("What it says.")
    edited_at: datetime | None = told("When it was last edited; null when never.")
    archived_on: date | None = told("The day on which it was withdrawn; null while it stands.")
    recorded_at: datetime = told("When it was written.")
    version: int = told(
        "How often it has changed: give it back to notice that someone else edited."
    )
