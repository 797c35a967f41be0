"""A review that was held, in the words in which the pack of a day is answered.

What it showed was frozen, so the pack of a review is the same whenever it is made. Only what it was
asked to decide, and what was taken on, are told as they stand now.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from board.reviews.pack.page_query import FINDINGS

Answer = Mapping[str, Any]
SEVERITIES: Final = ("GRAVE", "WARNING", "NOTE")


def as_of_a_day(data: Answer) -> Answer:
    """Return what a review showed, as pack.graphql would have answered on its day."""
    review = data["review"]
    entries, levels = review["entries"], review["levels"]
    total = entries["totalCount"]
    judged = sum(levels[f"{level}Count"] for level in ("low", "watch", "high", "critical"))
    # Who answered for an initiative then, where the review says so.
    known = {each["initiative"]["id"]: each for each in (*review["moved"], *entries["nodes"])}
    return {
        **data,
        "portfolio": {
            **levels,
            "totalCount": total,
            "unassessedCount": total - judged,
            "entries": [entry(each) for each in entries["nodes"]],
        },
        "changesBetween": {
            "levels": [move(each) for each in review["moved"]],
            "slipped": [slip(each, place, known) for place, each in enumerate(review["slipped"])],
            "met": [met(each, known) for each in review["met"]],
            "wins": [win(each, known) for each in review["wins"]],
        },
        "untold": {"totalCount": 0},
        **found(review["findings"], known),
        "decisions": {"totalCount": len(review["decisions"]), "nodes": review["decisions"]},
    }


def entry(told: Answer) -> Answer:
    """Return an initiative as it stood."""
    late = {"title": ""} if told["overdueCount"] else None
    coming = {"title": told["nextTitle"], "dueOn": told["nextDueOn"]}
    return {
        **told,
        "nextMilestone": coming if told["nextDueOn"] else None,
        "stallRisk": {**told, "oldestOverdueMilestone": late, "levers": []},
    }


def move(told: Answer) -> Answer:
    """Return a level that moved."""
    return {
        **told,
        "initiative": told,
        **{f"to{name}": told[name.lower()] for name in ("State", "Level", "Probability")},
    }


def effort(told: Answer, known: Mapping[str, Answer]) -> Answer | None:
    """Return the initiative that something belongs to: its title then, and who answered for it.

    Of those that stand further down than is printed, whoever answers for it now.
    """
    now = told["initiative"]
    if now is None:
        return None
    title = told["initiativeTitle"] or now["title"]
    return {"title": title, "owner": known.get(now["id"], now)["owner"]}


def slip(told: Answer, place: int, known: Mapping[str, Answer]) -> Answer:
    """Return a new date. The longest slip comes first; of one milestone the days tell the order."""
    milestone = told["milestone"]
    return {
        **told,
        "milestone": {
            **milestone,
            "title": told["title"],
            "initiative": effort(told, known),
            "owner": milestone["owner"],
        },
        "ordinal": (told["replan"] or {"ordinal": place})["ordinal"],
        "toDueOn": told["dueOn"],
        "reason": told["text"],
    }


def met(told: Answer, known: Mapping[str, Answer]) -> Answer:
    """Return a milestone that was met."""
    return {
        **told,
        "initiative": effort(told, known),
        "owner": told["person"],
        "completedOn": told["occurredOn"],
        "firstDueOn": told["fromDueOn"],
    }


def win(told: Answer, known: Mapping[str, Answer]) -> Answer:
    """Return a win: how sure it was, and to whom it was told, a review does not keep."""
    return {
        **told,
        "initiative": effort(told, known),
        "achievedOn": told["occurredOn"],
        "whatChanged": told["text"],
        "proof": None,
        "touchpoint": None,
        "evidence": None,
        "dueTo": [],
        "shares": [],
    }


def found(told: Sequence[Answer], known: Mapping[str, Answer]) -> Answer:
    """Return the findings first seen since the review before, the gravest first."""
    ranked = sorted(told, key=lambda each: SEVERITIES.index(each["severity"]))
    nodes = [
        {
            **each,
            "sentence": each["text"],
            "since": each["occurredOn"],
            "firstSeenOn": each["occurredOn"],
            "about": each["title"],
            "initiative": effort(each, known),
            "milestone": None,
            "shortTermWin": None,
            "touchpoint": None,
            "acknowledgedOn": None,
            "acknowledgedUntil": None,
        }
        for each in ranked[:FINDINGS]
    ]
    counts = {
        severity.lower(): {"totalCount": sum(each["severity"] == severity for each in told)}
        for severity in SEVERITIES
    }
    total = {"totalCount": len(told)}
    return {"findings": {**total, "nodes": nodes}, "new": total, **counts}
