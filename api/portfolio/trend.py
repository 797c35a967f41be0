"""The portfolio over time in the schema."""

from datetime import date

from api.vocabulary.fields import described
from api.vocabulary.output_types import DepartmentRef, PersonRef, output_type


@output_type(
    description="How many initiatives were of which stall-risk level on a day, as stored that day."
)
class PortfolioDay:
    day: date = described("The organisation's day.")
    total_count: int = described("Initiatives that were judged that day.")
    low_count: int = described("Those of level LOW.")
    watch_count: int = described("Those of level WATCH.")
    high_count: int = described("Those of level HIGH.")
    critical_count: int = described("Those of level CRITICAL.")
    unassessed_count: int = described("Those without a probability: on hold, embedding, delivered.")


@output_type(
    description=(
        "How far the promises of one owner or department slipped, over all milestones of the "
        "initiatives in use, met and given up ones included."
    )
)
class SlipTotal:
    owner: PersonRef | None = described(
        "Who promised; null for promises of nobody, and when summed by department."
    )
    department: DepartmentRef | None = described(
        "The department of who promised; null for people without one, and when summed by owner."
    )
    milestone_count: int = described("All of their milestones.")
    days_slipped: int = described(
        "Days from first promised days to those promised now, summed over milestones that slipped."
    )
    slipped_count: int = described("Milestones whose day now lies behind the one first promised.")
    missed_count: int = described("Promised days that passed undelivered. No new date lowers it.")
    overdue_count: int = described("Open milestones whose day has passed and that got no new one.")
