"""Everything that can be subscribed to."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api.access.event import Event, LedgerPage
from api.vocabulary.fields import described, field_with_arguments
from api.vocabulary.output_types import FindingRef, InitiativeRef
from domain.core.event import ChangesOutcome

if TYPE_CHECKING:
    from api.schema.query import Query

_REVISION = "Up to which revision this tells: give it to after when you subscribe again."
_OUTCOME = "Whether nothing is missing since the last one, or since the revision given."
_AFTER = (
    int | None,
    "The revision seen last: what happened since is told first, once. Left out: from now on.",
)


@strawberry.type(description="An initiative after something of it has changed.")
class InitiativeChange:
    outcome: ChangesOutcome = described(_OUTCOME)
    revision: int = described(_REVISION)
    initiative: InitiativeRef | None = described(
        "The initiative as it stands; null when there is none."
    )
    events: list[Event] = described("What happened to it, in the order in which it did.")


@strawberry.type(description="The portfolio after something in it has changed.")
class PortfolioChange:
    outcome: ChangesOutcome = described(_OUTCOME)
    revision: int = described(_REVISION)
    initiatives: list[InitiativeRef] = described(
        "The initiatives of which something has changed, as they stand, oldest first; none when "
        "something else has changed: a journey, a person."
    )
    query: Annotated["Query", strawberry.lazy("api.schema.query")] = described(
        "Anything that can be asked, as it stands: lists, counts, the portfolio."
    )


@strawberry.type(description="Findings that were raised.")
class FindingRaised:
    outcome: ChangesOutcome = described(_OUTCOME)
    revision: int = described(_REVISION)
    findings: list[FindingRef] = described("The findings as they stand, oldest first.")


@strawberry.type(
    description=(
        "What is told as soon as it happens, over WebSocket (graphql-transport-ws) or as "
        "text/event-stream (graphql-sse). Each message comes once; changes that follow closely "
        "may come in one."
    )
)
class Subscription:
    initiative_changed: InitiativeChange = field_with_arguments(
        "Tells when anything of an initiative has changed: its fields, its milestones, wins, "
        "effects, comments, findings or stall risk.",
        id=(strawberry.ID, "The global id of the initiative."),
        after=_AFTER,
    )
    portfolio_changed: PortfolioChange = field_with_arguments(
        "Tells when anything has changed that a page of the portfolio may show.", after=_AFTER
    )
    finding_raised: FindingRaised = field_with_arguments(
        "Tells when findings are raised.", after=_AFTER
    )
    changes: LedgerPage = field_with_arguments(
        "Tells all that happens: the ledger of the organisation, without a gap.", after=_AFTER
    )
