"""Replanned silently: a date that moved without a reason, or again after it had been missed."""

from collections.abc import Iterator, Sequence
from datetime import date

from domain.findings.facts import AT_WORK, InitiativeInView, Move
from domain.findings.rule import (
    Evidence,
    EvidenceFact,
    Found,
    Limits,
    Rule,
    Severity,
    Subject,
    SubjectType,
    counted,
)
from domain.risk.stall_risk import written


def find(initiative: InitiativeInView, limits: Limits, _today: date) -> Iterator[Found]:
    if initiative.status not in AT_WORK:
        return
    for milestone in initiative.milestones:
        unexplained = [move for move in milestone.moves if move.unexplained]
        after_miss = moves_after_miss(milestone.moves)
        often = len(after_miss) >= limits["moves"]
        if not unexplained and not often:
            continue
        said: list[str] = []
        days: list[date] = []
        evidence: list[Evidence] = []
        if unexplained:
            last = unexplained[-1]
            said.append(f"moved without a reason on {written(last.on)}")
            days.append(unexplained[0].on)
            evidence.append(moved(EvidenceFact.MOVED_WITHOUT_REASON, last))
        if often:
            times = counted(len(after_miss), "time")
            said.append(f"moved {times} since it was first missed")
            days.append(after_miss[limits["moves"] - 1].on)
            last = after_miss[-1]
            evidence.append(
                moved(EvidenceFact.MOVED_AFTER_MISS, last)._replace(number=len(after_miss))
            )
        yield Found(
            subject=Subject(SubjectType.MILESTONE, milestone.id),
            initiative_id=initiative.id,
            since=min(days),
            sentence=f"Its date was {' and '.join(said)}.",
            evidence=tuple(evidence),
        )


def moves_after_miss(moves: Sequence[Move]) -> list[Move]:
    """Return the moves from the first one on that moved a date which had passed."""
    for place, move in enumerate(moves):
        if move.from_due_on is not None and move.from_due_on < move.on:
            return list(moves[place:])
    return []


def moved(fact: EvidenceFact, move: Move) -> Evidence:
    """Tell of a move: `number` is by how many days, `until` the date it moved to."""
    days = None
    if move.from_due_on is not None and move.to_due_on is not None:
        days = (move.to_due_on - move.from_due_on).days
    return Evidence(fact, number=days, day=move.on, until=move.to_due_on)


RULE = Rule(
    "REPLANNED_SILENTLY",
    InitiativeInView,
    Severity.WARNING,
    "The date of an open milestone was moved without a reason (imports can), or again and again "
    "after it had been missed.",
    find,
)
