"""The change load of departments in the schema."""

from datetime import date

from api.vocabulary.fields import described
from api.vocabulary.output_types import output_type


@output_type(description="What one month asks of a department.")
class MonthLoad:
    month: date = described("Its first day.")
    initiative_count: int = described(
        "Initiatives that ask something of it in this month: until their target day or their last "
        "open milestone, the later of the two; without an end, in every month."
    )
    milestone_count: int = described(
        "Open milestones that its people promised for this month; in the first also the overdue."
    )


@output_type(
    description=(
        "How much is asked of a department by initiatives that are committed, in progress or being "
        "embedded. An initiative asks something of a department that has a role in it, that its "
        "owner belongs to, or of which somebody promised a milestone that is open."
    )
)
class ChangeLoad:
    leading_count: int = described("Those initiatives whose owner belongs to it.")
    participating_count: int = described("Those initiatives that ask something of it.")
    solo_count: int = described(
        "Of these, those in which no other department has a role or is the owner's."
    )
    open_count: int = described("Open milestones that its people promised.")
    overdue_count: int = described("Of these, those whose day has passed.")
    undated_count: int = described("Of these, those without a day.")
    months: list[MonthLoad] = described("Month by month, from this one on.")
