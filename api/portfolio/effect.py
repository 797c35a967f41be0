"""Effects on touchpoints: what clients see and change."""

from datetime import date, datetime

import strawberry

from api.mutations.inputs import Versioned, optional, required, required_id, target_input
from api.mutations.mutation import Mutation
from api.vocabulary.connection import Node
from api.vocabulary.fields import described
from api.vocabulary.output_types import InitiativeRef, TouchpointRef, output_type
from domain.journeys.journey import Touchpoint
from domain.portfolio import effect
from domain.portfolio.effect import Direction
from domain.portfolio.initiative import Initiative


@output_type(description="How an initiative is expected to change a touchpoint.")
class Effect(Node):
    initiative: InitiativeRef = described("The initiative.")
    touchpoint: TouchpointRef = described("The touchpoint.")
    direction: Direction = described("Which way the customer's bond moves.")
    strength: int = described("How much, from 1 (slight) to 5 (decisive).")
    note: str | None = described("Why this is expected; null when not written.")
    observed_on: date | None = described(
        "The day on which the effect was seen; null while hoped for."
    )
    recorded_at: datetime = described("When Throughline learnt of it.")
    version: int = described(
        "How often it has changed: give it back to notice that someone else edited."
    )


@strawberry.input(description="How an initiative is expected to change a touchpoint.")
class EffectSetInput:
    initiative_id: strawberry.ID = required_id(Initiative, "The initiative.")
    touchpoint_id: strawberry.ID = required_id(Touchpoint, "The touchpoint.")
    direction: Direction = required("Which way the customer's bond moves.")
    strength: int = required("How much, from 1 (slight) to 5 (decisive).")
    note: str | None = optional("How it comes about.")


@strawberry.input(description="An effect that is no longer only hoped for.")
class EffectMarkObservedInput(Versioned):
    id: strawberry.ID = required_id(effect.Effect, "The effect.")
    on: date | None = optional("The day on which it was seen. Left out: today.")


MUTATIONS = (
    Mutation(
        "effect_set",
        effect.set_effect,
        EffectSetInput,
        effect.Effect,
        "Say how an initiative changes a touchpoint, in place of what was said before.",
    ),
    Mutation(
        "effect_mark_observed",
        effect.mark_observed,
        EffectMarkObservedInput,
        effect.Effect,
        "Say that an effect was seen.",
    ),
    Mutation(
        "effect_remove",
        effect.remove,
        target_input("EffectRemoveInput", effect.Effect, "Which effect to take back."),
        Initiative,
        "Take back that an initiative changes a touchpoint. Answers with the initiative.",
    ),
)
