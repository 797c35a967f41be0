"""Changes: what moved since the day that a pack compares with, and why."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from board.rendering import words
from board.rendering.days import day_of
from board.rendering.locale import Locale
from board.reviews.pack.lines import listed, sentence, title

Answer = Mapping[str, Any]
RANK: Final = {None: 0, "LOW": 1, "WATCH": 2, "HIGH": 3, "CRITICAL": 4}
MOVERS_AT_MOST: Final = 16
DATES_AT_MOST: Final = 14
DELIVERED_AT_MOST: Final = 12
WINS_AT_MOST: Final = 8
PROVEN: Final = "PROVEN"
# A review does not keep how sure a win was.
SURE: Final = {PROVEN: "Proven", "CLAIMED": "Someone says so", None: ""}


def movers(levels: Sequence[Answer]) -> dict[str, Any]:
    """Return whose level moved: those that rose, those that fell, those that began high.

    Of a low one that began or a number that ended there is nothing to talk about: they are counted.
    """
    rows = sorted((mover(each) for each in levels), key=lambda row: PLACES[row["way"]])
    counts = {way: sum(row["way"] == way for row in rows) for way in WAYS}
    shown = [row for row in rows if row["told"]][:MOVERS_AT_MOST]
    left = {way: counts[way] - sum(row["way"] == way for row in shown) for way in WAYS}
    parts = ", ".join(f"{count:,} {WAYS[way].lower()}" for way, count in left.items() if count)
    number = sum(left.values())
    more = f"and {number:,} more: {parts}" if shown and number else parts
    return {"rows": shown, "more": more, "counts": counts, "count": len(rows)}


WAYS: Final = {"up": "Up", "down": "Down", "began": "Newly judged", "ended": "No longer judged"}
PLACES: Final = {way: place for place, way in enumerate(WAYS)}


def mover(move: Answer) -> dict[str, Any]:
    before, after = move["fromLevel"], move["toLevel"]
    why = sentence(move["sentence"])
    if before is None:
        way = "began"
        was = move["fromState"]
        why = f"Before: {words.WHY_NO_RISK.get(was, words.STATE[was])}" if was else "It is new."
    elif after is None:
        way = "ended"
        now = move["toState"]
        why = words.WHY_NO_RISK.get(now, words.STATE[now]) if now else "It was archived."
    else:
        way = "up" if RANK[after] > RANK[before] else "down"
    initiative = move["initiative"]
    return {
        "way": way,
        "word": WAYS[way],
        "told": way in {"up", "down"} or RANK[after] > RANK["LOW"],
        "title": title(initiative["title"]),
        "owner": owner_of(initiative),
        "before": {
            "number": words.percent(move["fromProbability"]),
            "level": before or "",
            "word": words.LEVEL[before] if before else "No number",
        },
        "after": {
            "number": words.percent(move["toProbability"]),
            "level": after or "",
            "word": words.LEVEL[after] if after else "No number",
        },
        "why": why,
    }


def owner_of(thing: Answer) -> str:
    """Return who answers for an initiative or milestone."""
    return title(thing["owner"]["name"]) if thing["owner"] else ""


def dates(replans: Iterable[Answer], locale: Locale) -> dict[str, Any]:
    """Return the milestones whose date moved, however often it did, the longest slip first."""
    by_milestone: dict[str, list[Answer]] = {}
    for each in replans:
        by_milestone.setdefault(each["milestone"]["id"], []).append(each)
    rows = [
        moved(sorted(each, key=lambda replan: replan["ordinal"]), locale)
        for each in by_milestone.values()
    ]
    # What got its first date, or lost it, has not slipped by any number of days.
    rows.sort(key=lambda row: (-(row["days"] or 0), row["title"]))
    later = [row["days"] for row in rows if (row["days"] or 0) > 0]
    counts = {
        "later": len(later),
        "days": sum(later),
        "longest": max((abs(row["days"] or 0) for row in rows), default=0),
    }
    return {**listed(rows, DATES_AT_MOST), "counts": counts, "count": len(rows)}


def moved(replans: Sequence[Answer], locale: Locale) -> dict[str, Any]:
    """Return from where to where a milestone's date moved, over all its moves."""
    first, last = replans[0], replans[-1]
    milestone = last["milestone"]
    was, now = day_of(first["fromDueOn"]), day_of(last["toDueOn"])
    return {
        "title": title(milestone["title"]),
        "initiative": title(milestone["initiative"]["title"]),
        "owner": owner_of(milestone),
        "promised": locale.day(day_of(milestone["firstDueOn"])),
        "was": locale.day(was) or "no date",
        "now": locale.day(now) or "no date",
        "days": (now - was).days if was and now else None,
        "often": f"moved {len(replans)} times" if len(replans) > 1 else "",
        "reason": sentence(last["reason"]),
    }


def delivered(milestones: Sequence[Answer], locale: Locale) -> dict[str, Any]:
    """Return the milestones that were met."""
    rows = [
        {
            "title": title(each["title"]),
            "initiative": title(each["initiative"]["title"]),
            "owner": owner_of(each),
            "on": locale.day(day_of(each["completedOn"])),
            "kept": kept(day_of(each["firstDueOn"]), day_of(each["completedOn"])),
        }
        for each in milestones
    ]
    return {**listed(rows, DELIVERED_AT_MOST), "count": len(rows)}


def kept(promised: date | None, met: date | None) -> str:
    """Say how a delivery compares with what was promised first."""
    if promised is None or met is None:
        return "without a promised day"
    days = (met - promised).days
    if not days:
        return "on the day first promised"
    way = "later" if days > 0 else "earlier"
    return f"{words.counted(abs(days), 'day')} {way} than first promised"


def wins(recorded: Sequence[Answer], as_of: date, locale: Locale) -> dict[str, Any]:
    """Return the wins, those best to tell first: proven, measured, and the newest of them."""
    ranked = sorted(
        recorded,
        key=lambda win: (win["proof"] == PROVEN, win["evidence"] is not None, win["achievedOn"]),
        reverse=True,
    )
    rows = [won(each, as_of, locale) for each in ranked]
    return {**listed(rows, WINS_AT_MOST), "count": len(rows)}


def won(win: Answer, as_of: date, locale: Locale) -> dict[str, Any]:
    parts = [each for each in win["shares"] if date.fromisoformat(each["occurredOn"]) <= as_of]
    audiences = dict.fromkeys(words.AUDIENCE[each["audience"]].lower() for each in parts)
    told_to = ", ".join(audiences) or ("somebody" if win.get("shared") else "")
    return {
        "title": title(win["title"]),
        "initiative": title(win["initiative"]["title"]),
        "touchpoint": title(win["touchpoint"]["name"]) if win["touchpoint"] else "",
        "on": locale.day(day_of(win["achievedOn"])),
        "changed": sentence(win["whatChanged"]),
        "measured": measured(win["evidence"]),
        "sure": SURE[win["proof"]],
        "people": title(", ".join(each["name"] for each in win["dueTo"])),
        "told": told_to[:1].upper() + told_to[1:],
    }


def measured(evidence: Answer | None) -> str:
    """Write a measure with its figures: Wait: 11 before, 7 after (min)."""
    if evidence is None:
        return ""
    figures = [
        f"{number(evidence[when])} {when}"
        for when in ("before", "after")
        if evidence[when] is not None
    ]
    unit = f" ({evidence['unit']})" if evidence["unit"] else ""
    parts = f": {', '.join(figures)}" if figures else ""
    return title(f"{evidence['measure']}{parts}{unit}")


def number(decimal: str) -> str:
    """Write a decimal without the zeros behind it."""
    return decimal.rstrip("0").rstrip(".") if "." in decimal else decimal
