"""What can be done with the effects of initiatives on touchpoints."""

from datetime import date

import strawberry

from api.mutations.inputs import Versioned, maybe, refers_to, taken, target_input
from api.mutations.mutation import Mutation
from domain import effect
from domain.effect import Direction, Effect
from domain.initiative import Initiative
from domain.journey import Touchpoint


@strawberry.input(description="How an initiative is expected to change a touchpoint.")
class EffectSetInput:
    initiative_id: strawberry.ID = refers_to(Initiative, "The initiative.")
    touchpoint_id: strawberry.ID = refers_to(Touchpoint, "The touchpoint.")
    direction: Direction = taken("Which way the customer's bond moves.")
    strength: int = taken("How much, from 1 (slight) to 5 (decisive).")
    note: str | None = maybe("How it comes about.")


@strawberry.input(description="An effect that is no longer only hoped for.")
class EffectMarkSeenInput(Versioned):
    id: strawberry.ID = refers_to(Effect, "The effect.")
    on: date | None = maybe("The day on which it was seen. Left out: today.")


MUTATIONS = (
    Mutation(
        "effect_set",
        effect.set_effect,
        EffectSetInput,
        Effect,
        "Say how an initiative changes a touchpoint, in place of what was said before.",
    ),
    Mutation(
        "effect_mark_seen",
        effect.mark_seen,
        EffectMarkSeenInput,
        Effect,
        "Say that an effect was seen.",
    ),
    Mutation(
        "effect_remove",
        effect.remove,
        target_input("EffectRemoveInput", Effect, "Which effect to take back."),
        Initiative,
        "Take back that an initiative changes a touchpoint. Answers with the initiative.",
    ),
)
