"""Decisions that are asked, and actions that somebody took on."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from board.days import day_of
from board.locale import Locale
from board.pack.lines import sentence, title
from board.pack.wanted import DECISIONS

Answer = Mapping[str, Any]
STATE: Final = {"ASKED": "To decide", "TAKEN": "Decided", "WITHDRAWN": "Withdrawn"}
ASKED: Final = "ASKED"


def decisions(nodes: Sequence[Answer], total: int, as_of: date, locale: Locale) -> dict[str, Any]:
    """Return what is to be decided, and of a review what was decided; what is open comes first."""
    rows = [decision(each, as_of, locale) for each in nodes]
    rows.sort(key=lambda row: not row["open"])
    return section(rows, total)


def decision(asked: Answer, as_of: date, locale: Locale) -> dict[str, Any]:
    # Only a review's own say how they ended; all others were open on the day.
    state = asked.get("state", ASKED)
    return {
        **about(asked, as_of, locale, is_open=state == ASKED),
        "state": STATE[state],
        "open": state == ASKED,
        "outcome": sentence(asked.get("outcome")),
    }


def actions(nodes: Sequence[Answer], total: int, as_of: date, locale: Locale) -> dict[str, Any]:
    """Return what was taken on and not done yet, what is due first ahead."""
    return section([about(each, as_of, locale, is_open=True) for each in nodes], total)


def about(asked: Answer, as_of: date, locale: Locale, *, is_open: bool) -> dict[str, Any]:
    due, review, initiative = day_of(asked["dueOn"]), asked["review"], asked["initiative"]
    return {
        "text": sentence(asked["text"]),
        "owner": title(asked["owner"]["name"]) if asked["owner"] else "",
        "initiative": title(initiative["title"]) if initiative else "",
        "review": title(review["title"]) if review else "",
        "due": locale.day(due),
        "overdue": is_open and due is not None and due < as_of,
    }


def section(rows: Sequence[Answer], total: int) -> dict[str, Any]:
    """Return a list as it is printed, with how many of it are not."""
    left = total - min(len(rows), DECISIONS)
    return {
        "rows": list(rows[:DECISIONS]),
        "more": f"and {left:,} more" if left > 0 else "",
        "count": total,
    }
