"""Effects on touchpoints in the schema."""

from datetime import date, datetime

import strawberry

from api.vocabulary.connection import Node
from api.vocabulary.fields import told
from api.vocabulary.references import InitiativeRef, TouchpointRef
from domain.effect import Direction


@strawberry.type(description="How an initiative is expected to change a touchpoint.")
class Effect(Node):
    initiative: InitiativeRef = told("The initiative.")
    touchpoint: TouchpointRef = told("The touchpoint.")
    direction: Direction = told("Which way the customer's bond moves.")
    strength: int = told("How much, from 1 (slight) to 5 (decisive).")
    note: str | None = told("Why this is expected; null when not written.")
    seen_on: date | None = told("The day on which the effect was seen; null while hoped for.")
    recorded_at: datetime = told("When Throughline learnt of it.")
    version: int = told(
        "How often it has changed: give it back to notice that someone else edited."
    )
