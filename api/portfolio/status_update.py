"""Status updates: what clients see and change."""

from datetime import date, datetime

import strawberry

from api.mutations.inputs import optional, required, required_id
from api.mutations.mutation import Mutation
from api.vocabulary.connection import Node
from api.vocabulary.fields import described
from api.vocabulary.output_types import InitiativeRef, PersonRef, output_type
from domain.portfolio import status_update
from domain.portfolio.initiative import Initiative
from domain.portfolio.status_update import ReportedStatus
from domain.risk.stall_risk import Level, State


@output_type(description="What the facts showed on the day of a status update, frozen.")
class StatusFacts:
    state: State = described("Whether there was a probability, and if not, why.")
    probability: float | None = described(
        "Probability of stalling, 0 to 1; null when `state` says why not."
    )
    level: Level | None = described("The level for people; null without a probability.")
    rule: str | None = described("The version of the rule that computed it.")
    overdue_count: int | None = described("Milestones that were overdue.")
    missed_count: int | None = described("Promised days that had passed undelivered.")
    days_late: int | None = described("Days the oldest open promise was overdue.")
    open_count: int | None = described("Milestones that were open.")
    delivered_count: int | None = described("Milestones that had been met.")
    next_due_on: date | None = described("The next promised day; null when there was none.")


@output_type(description="What an owner says of an initiative, beside what the facts showed then.")
class StatusUpdate(Node):
    initiative: InitiativeRef = described("The initiative.")
    reported_status: ReportedStatus = described("What was said.")
    text: str | None = described("In words; null when none were given.")
    person: PersonRef | None = described("Who said it; null when unknown.")
    facts: StatusFacts | None = described(
        "What the facts showed that day; null for imported updates."
    )
    occurred_on: date = described("The day on which it was said.")
    recorded_at: datetime = described("When Throughline learnt of it.")
    imported: bool = described("Whether it came by an import.")


@strawberry.input(description="What the owner says.")
class StatusUpdatePostInput:
    initiative_id: strawberry.ID = required_id(Initiative, "The initiative it is about.")
    reported_status: ReportedStatus = required("How it stands, as you see it.")
    text: str | None = optional("What is behind it, at most 20,000 characters.")


MUTATIONS = (
    Mutation(
        "status_update_post",
        status_update.post,
        StatusUpdatePostInput,
        status_update.StatusUpdate,
        "Say how an initiative stands. What the facts show today is frozen beside it, and can't be "
        "changed afterwards.",
    ),
)
