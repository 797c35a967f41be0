"""The ledger in the schema: what has happened, page by page."""

from datetime import date, datetime

import strawberry

from api.vocabulary.fields import described
from api.vocabulary.output_types import InitiativeRef, PersonRef, output_type
from domain.core.event import ChangesOutcome, EventKind


@output_type(
    description=(
        "Something that has happened, as the ledger keeps it. Revision and ordinal name it. It "
        "refers and never repeats what people wrote: ask what it refers to for how it stands now."
    )
)
class Event:
    revision: int = described("The change it belongs to: the organisation counts its changes.")
    ordinal: int = described("Its place within the change, from 1.")
    kind: EventKind = described("What happened.")
    subject_type: str = described("The type of what it happened to, such as Milestone.")
    subject_id: strawberry.ID = described(
        "The global id of what it happened to: give it to node or nodes."
    )
    initiative: InitiativeRef | None = described(
        "The initiative it concerns; null when it concerns none alone."
    )
    occurred_on: date = described("The day on which it happened.")
    recorded_at: datetime = described("When it was recorded.")
    actor: PersonRef | None = described("Who did it; null when nobody did it in person.")
    token_id: strawberry.ID | None = described(
        "The token it was done with; null when it was done on the server: an import, a sweep."
    )
    token_label: str | None = described(
        "What that token was called; null without a name or a token."
    )
    request_id: str | None = described(
        "The X-Request-Id of the request it was done by; null when no request did it."
    )


@output_type(description="A page of the ledger: whole revisions, in their order.")
class LedgerPage:
    outcome: ChangesOutcome = described("Whether nothing is missing.")
    revision: int = described("The last revision of the page: give it to after for what follows.")
    has_more: bool = described("Whether more has happened than the page holds.")
    events: list[Event] = described("What happened, in the order of revision and ordinal.")
