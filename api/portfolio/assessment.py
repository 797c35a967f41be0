"""Independent assessments in the schema."""

from datetime import date, datetime

from api.vocabulary.connection import Node
from api.vocabulary.fields import told
from api.vocabulary.output_types import InitiativeRef, output_type
from domain.portfolio.assessment import Rating


@output_type(description="How someone independent of the owner rates an initiative.")
class Assessment(Node):
    initiative: InitiativeRef = told("The initiative.")
    assessor: str = told("The person or body that rated it.")
    rating: Rating = told("The rating.")
    text: str | None = told("In words; null when none were given.")
    occurred_on: date = told("The day of the rating.")
    recorded_at: datetime = told("When Throughline learnt of it.")
    imported: bool = told("Whether it came by an import.")
