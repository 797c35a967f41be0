"""Who is asking, in the schema."""

from datetime import datetime

from api.vocabulary.fields import told
from api.vocabulary.output_types import (
    InitiativeRef,
    MilestoneRef,
    OrganisationRef,
    PersonRef,
    ShortTermWinRef,
    output_type,
)
from domain.core.viewer import Means, Role


@output_type(description="An organisation that somebody may go on in.")
class Workplace:
    key: str = told(
        "What to name it by: in the header X-Throughline-Organisation, or when switching."
    )
    name: str = told("Its name.")
    role: Role = told("What they may do there.")


@output_type(
    description="What is news since the viewer was last shown the portfolio's page. A visit is "
    "over when nothing was shown for half an hour. Of each list at most 50 are named, the latest "
    "first."
)
class SinceLastVisit:
    at: datetime = told("When the portfolio was shown last in the visit before this one.")
    whole: bool = told("False when so much happened that only the latest of it was looked at.")
    rose_count: int = told("How many initiatives are at a graver level than then.")
    rose: list[InitiativeRef] = told("These initiatives.")
    fell_count: int = told("How many initiatives are at a lesser level than then.")
    fell: list[InitiativeRef] = told("These initiatives.")
    slipped_count: int = told("How many milestones are promised for a later day than then.")
    slipped: list[MilestoneRef] = told("These milestones.")
    met_count: int = told("How many milestones were met.")
    met: list[MilestoneRef] = told("These milestones.")
    win_count: int = told("How many short-term wins were logged.")
    wins: list[ShortTermWinRef] = told("These wins.")
    changed: list[InitiativeRef] = told(
        "The initiatives to which anything of this or else happened, at most 500."
    )


@output_type(description="Who is asking: the bearer of the token, or of the session.")
class Viewer:
    role: Role = told("What they may do.")
    means: Means = told("By what they were let in.")
    label: str | None = told("What the token was called when it was made; null when nothing.")
    expires_at: datetime | None = told(
        "When what they came with ends by itself; null for never, and for a provider's token, "
        "which tells itself."
    )
    person: PersonRef | None = told("The person whose token it is; null for an integration.")
    organisation: OrganisationRef = told("The organisation that it opens.")
    workplaces: list[Workplace] | None = told(
        "Every organisation that the same person is a member of, this one included, by name; null "
        "for tokens, which open one."
    )
    since_last_visit: SinceLastVisit | None = told(
        "What is news since their last visit to the portfolio's page; null before the second one."
    )
