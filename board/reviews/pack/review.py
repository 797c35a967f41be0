"""A review that was held, in the words in which the pack of a day is answered.

What it showed was frozen, so the pack of a review is the same whenever it is made. Only what it was
asked to decide, and what was taken on, are told as they stand now.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from board.reviews.pack.page_query import FINDINGS

Answer = Mapping[str, Any]
SEVERITIES: Final = ("CRITICAL", "WARNING", "INFO")


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


def entry(item: Answer) -> Answer:
    """Return an initiative as it stood."""
    late = {"title": ""} if item["overdueCount"] else None
    coming = {"title": item["nextTitle"], "dueOn": item["nextDueOn"]}
    return {
        **item,
        "nextMilestone": coming if item["nextDueOn"] else None,
        "stallRisk": {**item, "oldestOverdueMilestone": late, "levers": []},
    }


def move(item: Answer) -> Answer:
    """Return a level that moved."""
    return {
        **item,
        "initiative": item,
        **{f"to{name}": item[name.lower()] for name in ("State", "Level", "Probability")},
    }


def effort(item: Answer, known: Mapping[str, Answer]) -> Answer | None:
    """Return the initiative that something belongs to: its title then, and who answered for it.

    Of those that stand further down than is printed, whoever answers for it now.
    """
    now = item["initiative"]
    if now is None:
        return None
    title = item["initiativeTitle"] or now["title"]
    return {"title": title, "owner": known.get(now["id"], now)["owner"]}


def slip(item: Answer, place: int, known: Mapping[str, Answer]) -> Answer:
    """Return a new date. The longest slip comes first; of one milestone the days tell the order."""
    milestone = item["milestone"]
    return {
        **item,
        "milestone": {
            **milestone,
            "title": item["title"],
            "initiative": effort(item, known),
            "owner": milestone["owner"],
        },
        "ordinal": (item["replan"] or {"ordinal": place})["ordinal"],
        "toDueOn": item["dueOn"],
        "reason": item["text"],
    }


def met(item: Answer, known: Mapping[str, Answer]) -> Answer:
    """Return a milestone that was met."""
    return {
        **item,
        "initiative": effort(item, known),
        "owner": item["person"],
        "completedOn": item["occurredOn"],
        "firstDueOn": item["fromDueOn"],
    }


def win(item: Answer, known: Mapping[str, Answer]) -> Answer:
    """Return a win: how sure it was, and to whom it was told, a review does not keep."""
    return {
        **item,
        "initiative": effort(item, known),
        "achievedOn": item["occurredOn"],
        "whatChanged": item["text"],
        "proof": None,
        "touchpoint": None,
        "evidence": None,
        "dueTo": [],
        "shares": [],
    }


def found(item: Sequence[Answer], known: Mapping[str, Answer]) -> Answer:
    """Return the findings first seen since the review before, the most severe first."""
    ranked = sorted(item, key=lambda each: SEVERITIES.index(each["severity"]))
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
        severity.lower(): {"totalCount": sum(each["severity"] == severity for each in item)}
        for severity in SEVERITIES
    }
    total = {"totalCount": len(item)}
    return {"findings": {**total, "nodes": nodes}, "new": total, **counts}
