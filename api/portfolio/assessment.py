"""Independent assessments in the schema."""

from datetime import date, datetime

from api.vocabulary.connection import Node
from api.vocabulary.fields import described
from api.vocabulary.output_types import InitiativeRef, output_type
from domain.portfolio.assessment import Rating


@output_type(description="How someone independent of the owner rates an initiative.")
class Assessment(Node):
    initiative: InitiativeRef = described("The initiative.")
    assessor: str = described("The person or body that rated it.")
    rating: Rating = described("The rating.")
    text: str | None = described("In words; null when none were given.")
    occurred_on: date = described("The day of the rating.")
    recorded_at: datetime = described("When Throughline learnt of it.")
    imported: bool = described("Whether it came by an import.")
