"""Effects: how an initiative is expected to change a touchpoint, and whether that was seen."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from domain.core import fields
from domain.core.event import EventKind
from domain.core.identity import new_id
from domain.core.unit_of_work import UnitOfWork
from domain.core.write_rules import WriteRules, usable
from domain.journeys.journey import Touchpoint
from domain.portfolio.initiative import Initiative, open_initiative


class Direction(StrEnum):
    """Which way the customer's bond moves."""

    STRENGTHENS = "STRENGTHENS"
    WEAKENS = "WEAKENS"


@dataclass(eq=False, kw_only=True)
class Effect:
    """The change of a touchpoint by an initiative; `strength` from 1 (slight) to 5 (decisive)."""

    id: UUID = field(default_factory=new_id)
    organisation_id: UUID
    initiative_id: UUID
    touchpoint_id: UUID
    direction: Direction
    strength: int
    note: str | None = None
    observed_on: date | None = None
    recorded_at: datetime
    version: int = 0


RULES = WriteRules(
    Effect,
    {
        "initiative_id": fields.reference,
        "touchpoint_id": fields.reference,
        "direction": fields.one_of,
        "strength": fields.number(1, 5),
        "note": fields.prose,
        "observed_on": fields.past_day,
    },
)


async def set_effect(
    work: UnitOfWork,
    *,
    initiative_id: UUID,
    touchpoint_id: UUID,
    direction: Direction,
    strength: int,
    note: str | None = None,
) -> Effect:
    """Say how an initiative changes a touchpoint, in place of what was said before."""
    initiative = await open_initiative(work, initiative_id, "initiative_id")
    keys = {"initiative_id": initiative.id, "touchpoint_id": touchpoint_id}
    said = {"direction": direction, "strength": strength, "note": note}
    for present in await work.find(Effect, **keys):
        await RULES.update(work, present, said, EventKind.EFFECT_SET)
        return present
    await usable(work, Touchpoint, touchpoint_id, "touchpoint_id")
    effect = await RULES.create(work, keys | said)
    work.record(
        EventKind.EFFECT_SET,
        effect,
        data={"touchpoint_id": touchpoint_id, "direction": direction, "strength": strength},
    )
    return effect


async def mark_observed(work: UnitOfWork, effect_id: UUID, on: date | None = None) -> Effect:
    """Say that the effect was seen and is no longer only hoped for."""
    effect = await work.get(Effect, effect_id, "id")
    await open_initiative(work, effect.initiative_id, "id")
    seen = {"observed_on": fields.day_of(on, work.today)}
    await RULES.update(work, effect, seen, EventKind.EFFECT_SEEN)
    return effect


async def remove(work: UnitOfWork, effect_id: UUID) -> Initiative:
    """Take back that an initiative changes a touchpoint."""
    effect = await work.get(Effect, effect_id, "id")
    initiative = await open_initiative(work, effect.initiative_id, "id")
    await work.remove(effect)
    work.record(EventKind.EFFECT_REMOVED, effect, data={"touchpoint_id": effect.touchpoint_id})
    return initiative
