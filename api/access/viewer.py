"""Who is asking, in the schema."""

from datetime import datetime

from api.vocabulary.fields import described
from api.vocabulary.output_types import (
    InitiativeRef,
    MilestoneRef,
    OrganisationRef,
    PersonRef,
    ShortTermWinRef,
    output_type,
)
from domain.core.viewer import AuthenticationMethod, Role


@output_type(description="An organisation that somebody may go on in.")
class Membership:
    key: str = described(
        "What to name it by: in the header X-Throughline-Organisation, or when switching."
    )
    name: str = described("Its name.")
    role: Role = described("What they may do there.")


@output_type(
    description="What is news since the viewer was last shown the portfolio's page. A visit is "
    "over when nothing was shown for half an hour. Of each list at most 50 are named, the latest "
    "first."
)
class SinceLastVisit:
    at: datetime = described("When the portfolio was shown last in the visit before this one.")
    complete: bool = described(
        "False when so much happened that only the latest of it was looked at."
    )
    risks_increased_count: int = described("How many initiatives are at a higher level than then.")
    risks_increased: list[InitiativeRef] = described("These initiatives.")
    risks_decreased_count: int = described("How many initiatives are at a lower level than then.")
    risks_decreased: list[InitiativeRef] = described("These initiatives.")
    slipped_count: int = described("How many milestones are promised for a later day than then.")
    slipped: list[MilestoneRef] = described("These milestones.")
    milestones_met_count: int = described("How many milestones were met.")
    milestones_met: list[MilestoneRef] = described("These milestones.")
    wins_logged_count: int = described("How many short-term wins were logged.")
    wins_logged: list[ShortTermWinRef] = described("These wins.")
    changed: list[InitiativeRef] = described(
        "The initiatives to which anything of this or else happened, at most 500."
    )


@output_type(description="Who is asking: the bearer of the token, or of the session.")
class Viewer:
    role: Role = described("What they may do.")
    method: AuthenticationMethod = described("By what they were let in.")
    label: str | None = described("What the token was called when it was made; null when nothing.")
    expires_at: datetime | None = described(
        "When what they came with ends by itself; null for never, and for a provider's token, "
        "which tells itself."
    )
    person: PersonRef | None = described("The person whose token it is; null for an integration.")
    organisation: OrganisationRef = described("The organisation that it opens.")
    memberships: list[Membership] | None = described(
        "Every organisation that the same person is a member of, this one included, by name; null "
        "for tokens, which open one."
    )
    since_last_visit: SinceLastVisit | None = described(
        "What is news since their last visit to the portfolio's page; null before the second one."
    )
