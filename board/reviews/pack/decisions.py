"""Decisions that are asked, and actions that somebody took on."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from board.rendering.days import day_of
from board.rendering.locale import Locale
from board.reviews.pack.lines import sentence, title
from board.reviews.pack.page_query import DECISIONS

Answer = Mapping[str, Any]
STATE: Final = {"ASKED": "To decide", "TAKEN": "Decided", "WITHDRAWN": "Withdrawn"}
ASKED: Final = "ASKED"


def decisions(nodes: Sequence[Answer], total: int, as_of: date, locale: Locale) -> dict[str, Any]:
    """Return what is to be decided, and of a review what was decided; what is open comes first."""
    # Without a day it is needed by, it comes behind those that have one.
    ranked = sorted(nodes, key=lambda each: (not is_open(each), each["dueOn"] or "9"))
    return section([decision(each, as_of, locale) for each in ranked], total)


def is_open(asked: Answer) -> bool:
    """Tell whether it is still to be decided: only a review's own say that they are not."""
    state: str = asked.get("state", ASKED)
    return state == ASKED


def decision(asked: Answer, as_of: date, locale: Locale) -> dict[str, Any]:
    return {
        **about(asked, as_of, locale, waits=is_open(asked)),
        "state": STATE[asked.get("state", ASKED)],
        "open": is_open(asked),
        "outcome": sentence(asked.get("outcome")),
    }


def actions(nodes: Sequence[Answer], total: int, as_of: date, locale: Locale) -> dict[str, Any]:
    """Return what was taken on and not done yet, what is due first ahead."""
    return section([about(each, as_of, locale, waits=True) for each in nodes], total)


def about(asked: Answer, as_of: date, locale: Locale, *, waits: bool) -> dict[str, Any]:
    due, review, initiative = day_of(asked["dueOn"]), asked["review"], asked["initiative"]
    return {
        "text": sentence(asked["text"]),
        "owner": title(asked["owner"]["name"]) if asked["owner"] else "",
        "initiative": title(initiative["title"]) if initiative else "",
        "review": title(review["title"]) if review else "",
        "due": locale.day(due),
        "overdue": waits and due is not None and due < as_of,
    }


def section(rows: Sequence[Answer], total: int) -> dict[str, Any]:
    """Return a list as it is printed, with how many of it are not."""
    left = total - min(len(rows), DECISIONS)
    return {
        "rows": list(rows[:DECISIONS]),
        "more": f"and {left:,} more" if left > 0 else "",
        "count": total,
    }
