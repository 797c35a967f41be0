"""What can happen, told to GraphQL with a description of each kind."""

from api.vocabulary.enums import describe_enum
from domain.core.event import ChangesOutcome, EventKind

describe_enum(
    EventKind,
    "EventKind",
    "What happened. More kinds may come: pass over one that you don't know.",
    **{kind.name: kind.about for kind in EventKind},
)
describe_enum(
    ChangesOutcome,
    "ChangesOutcome",
    "Whether all that happened behind a revision could be told.",
    CHANGES="Nothing is missing up to the revision that is told.",
    RESYNC=(
        "What happened there is no longer kept, or the revision lies ahead of the ledger: read "
        "anew what you hold, and go on from the revision that is told."
    ),
)
