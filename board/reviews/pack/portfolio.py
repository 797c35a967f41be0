"""The portfolio on paper: what is read out in the meeting, and the others by the line."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from board.rendering import words
from board.rendering.days import day_of
from board.rendering.locale import Locale
from board.reviews.pack.levels import left_out
from board.reviews.pack.lines import sentence, title

Answer = Mapping[str, Any]
LOOKED_INTO: Final = frozenset({"CRITICAL", "HIGH"})
LOOKED_INTO_AT_MOST: Final = 10
LINES_AT_MOST: Final = 40


def portfolio(
    entries: Sequence[Answer], counts: Mapping[str, int], locale: Locale
) -> dict[str, Any]:
    """Return what is looked into, and the others by the line."""
    into = [each for each in entries if each["stallRisk"]["level"] in LOOKED_INTO]
    into = into[:LOOKED_INTO_AT_MOST]
    others = entries[len(into) : len(into) + LINES_AT_MOST]
    shown = Counter(each["stallRisk"]["level"] or "NONE" for each in (*into, *others))
    left = {level: count - shown[level] for level, count in counts.items()}
    return {
        "into": [looked_into(each, locale) for each in into],
        "others": {
            "rows": [line(each, locale) for each in others],
            "more": left_out(left),
        },
    }


def risk(stall_risk: Answer) -> dict[str, str]:
    """Return a stall risk: its number and level, or the word for why there is none."""
    level = stall_risk["level"] or ""
    return {
        "number": words.percent(stall_risk["probability"]),
        "level": level,
        "word": words.LEVEL[level] if level else words.STATE[stall_risk["state"]],
    }


def line(entry: Answer, locale: Locale) -> dict[str, Any]:
    """Return an initiative in a line."""
    judged, owner, coming = entry["stallRisk"], entry["owner"], entry["nextMilestone"]
    department = owner and owner["department"]
    said = entry["reportedStatus"]
    late = judged["oldestOverdueMilestone"]
    if late:
        promise, due = late["title"], f"{words.counted(judged['daysLate'], 'day')} overdue"
    elif coming:
        promise, due = coming["title"], locale.day(day_of(coming["dueOn"]))
    else:
        promise, due = "", ""
    return {
        "title": title(entry["title"]),
        "owner": title(owner["name"]) if owner else "",
        "department": title(department["name"]) if department else "",
        "status": words.STATUS[entry["status"]],
        "risk": risk(judged),
        "said": words.SAID[said] if said else "",
        "saidOn": locale.short(day_of(entry["reportedOn"])),
        "apart": far_apart(entry),
        "promise": title(promise),
        "due": due,
        "overdue": bool(late),
    }


def far_apart(entry: Answer) -> bool:
    """Tell whether the owner says on track while the facts show a high risk or more."""
    return entry["reportedStatus"] == "ON_TRACK" and entry["stallRisk"]["level"] in LOOKED_INTO


def looked_into(entry: Answer, locale: Locale) -> dict[str, Any]:
    """Return an initiative with why it may stall, and what would lower that."""
    judged = entry["stallRisk"]
    reasons, levers = judged["reasons"], judged["levers"]
    return {
        **line(entry, locale),
        "why": sentence(reasons[0]["sentence"]) if reasons else "",
        "lower": sentence(levers[0]["sentence"]) if levers else "",
    }
