"""What has happened since the owner last said how it stands: shown to them while they write."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from board.rendering import words

Found = Mapping[str, Any]


def since_said(found: Found) -> tuple[str, ...]:
    """Return it as short sentences; none where nothing was said yet, or nothing has happened."""
    said = found["latestStatusUpdate"]
    return () if said is None else tuple(sentences(found, said["occurredOn"]))


def sentences(found: Found, day: str) -> Iterator[str]:
    """Yield what is recorded for a later day; days are written so that they sort."""
    milestones = found["milestones"]
    if met := titles(each for each in milestones if (each["completedOn"] or "") > day):
        yield f"Met: {met}."
    if moved := titles(each for each in milestones if was_moved(each, day)):
        yield f"Moved to a later day: {moved}."
    if dropped := titles(each for each in milestones if (each["droppedOn"] or "") > day):
        yield f"Given up: {dropped}."
    if late := titles(each for each in milestones if each["overdue"] and each["dueOn"] >= day):
        yield f"Became overdue: {late}."
    won = sum(each["achievedOn"] > day for each in found["shortTermWins"])
    if won:
        yield f"Won: {words.counted(won, 'short-term win')}."


def was_moved(milestone: Found, day: str) -> bool:
    """Tell whether a milestone's promise was moved to a later day since then."""
    promises = milestone["promises"]
    return any(
        after["replan"] is not None
        and after["replan"]["occurredOn"] > day
        and (after["dueOn"] or "") > (before["dueOn"] or "")
        for before, after in pairwise(promises)
    )


def titles(milestones: Iterator[Found]) -> str:
    """Return the titles of milestones, in quotes."""
    return ", ".join(f"“{each['title']}”" for each in milestones)
