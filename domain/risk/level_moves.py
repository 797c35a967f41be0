"""The portfolio on a past day, and what changed between two days."""

from dataclasses import dataclass
from math import log
from uuid import UUID

from domain.risk.stall_risk import Factor, StallRisk


@dataclass(frozen=True, slots=True)
class LevelMove:
    """A level that moved, and the reason whose part in it changed most.

    `factor` is None where a probability began or ended: then the states tell why.
    """

    initiative_id: UUID
    before: StallRisk | None
    after: StallRisk | None
    factor: Factor | None


def level_moves(
    before: dict[UUID, StallRisk], after: dict[UUID, StallRisk]
) -> tuple[LevelMove, ...]:
    """Return the levels that differ between two days, the largest rise of probability first."""
    moves = [
        LevelMove(each, old, new, moved_by(old, new))
        for each in before.keys() | after.keys()
        if level_of(old := before.get(each)) != level_of(new := after.get(each))
    ]
    return tuple(sorted(moves, key=lambda move: (-rise(move), str(move.initiative_id))))


def moved_by(before: StallRisk | None, after: StallRisk | None) -> Factor | None:
    """Return the factor whose contribution changed most in the direction the probability went.

    A factor contributes -ln(1 - weight * value), as in the shares of the explanation.
    """
    if before is None or after is None or before.probability is None or after.probability is None:
        return None
    old, new = contributions(before), contributions(after)
    direction = 1 if after.probability >= before.probability else -1
    return max(new, key=lambda factor: (direction * (new[factor] - old[factor]), factor.value))


def contributions(risk: StallRisk) -> dict[Factor, float]:
    return {reason.factor: -log(1 - reason.weight * reason.value) for reason in risk.reasons}


def rise(move: LevelMove) -> float:
    return probability_of(move.after) - probability_of(move.before)


def probability_of(risk: StallRisk | None) -> float:
    return 0.0 if risk is None or risk.probability is None else risk.probability


def level_of(risk: StallRisk | None) -> str | None:
    return None if risk is None or risk.level is None else risk.level.value
