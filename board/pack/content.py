"""Content: what was answered, as the lines, numbers and marks of a review pack.

Everything here is plain text and numbers. The template lays it out and reads nothing as markup.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from board import words
from board.days import day_of
from board.locale import Locale
from board.pack.changes import dates, delivered, movers, wins
from board.pack.findings import findings
from board.pack.lines import sentence, title
from board.pack.wanted import PAPERS, Wanted

Answer = Mapping[str, Any]
LEVELS: Final = ("CRITICAL", "HIGH", "WATCH", "LOW")
# What is read out in the meeting; the others are a line each.
LOOKED_INTO: Final = frozenset({"CRITICAL", "HIGH"})
LOOKED_INTO_AT_MOST: Final = 10
LINES_AT_MOST: Final = 40
COLUMNS: Final = 62


def content(data: Answer, wanted: Wanted, locale: Locale, role: str) -> dict[str, Any]:
    """Return all that a pack says; `role` is whose eyes it was seen with."""
    organisation = data["organisation"]
    today = date.fromisoformat(organisation["today"])
    stood = data["portfolio"]
    counts = {**levels_of(stood), "NONE": stood["unassessedCount"]}
    changes = data["changesBetween"]
    told = {
        "paper": PAPERS[wanted.paper],
        "organisation": title(organisation["name"]),
        "demonstration": organisation["key"] == "demo",
        "asOf": locale.day(wanted.as_of),
        "since": locale.day(wanted.since),
        "sinceShort": locale.short(wanted.since)
        if wanted.since.year == wanted.as_of.year
        else locale.day(wanted.since),
        "period": words.counted(wanted.days, "day"),
        "madeOn": [today.year, today.month, today.day],
        "stamp": stamp(wanted, today, locale, organisation["clockFixedOn"]),
        "seenAs": words.ROLE[role],
        "total": stood["totalCount"],
        "atRisk": [counts[level] for level in LOOKED_INTO],
        "tiles": tiles(stood["totalCount"], counts, changes["levels"]),
        "history": columns(days(data["history"], stood, wanted), locale),
        **portfolio(stood["entries"], counts, locale),
        "movers": movers(changes["levels"]),
        "dates": dates(changes["slipped"], locale),
        "delivered": delivered(changes["met"], locale),
        "wins": wins(changes["wins"], wanted.as_of, locale),
        "findings": findings(data, wanted, locale),
    }
    told["brief"] = brief(data, told, wanted, today)
    return told


def stamp(wanted: Wanted, today: date, locale: Locale, stands_still: str | None) -> str:
    """Say of which day the pack is, as against the day on which it was made."""
    if stands_still:
        return "This organisation's clock stands still on that day"
    if wanted.as_of == today:
        return "As things stand today"
    return f"Looked up on {locale.day(today)}: as it was on record at the end of that day"


def levels_of(counts: Answer) -> dict[str, int]:
    """Return how many initiatives are of each level."""
    return {level: int(counts[f"{level.lower()}Count"]) for level in LEVELS}


def tiles(total: int, counts: Mapping[str, int], moves: Sequence[Answer]) -> list[dict[str, Any]]:
    """Return the counts of the whole, and how those of levels have changed by what moved."""
    named = [("ALL", "Initiative" if total == 1 else "Initiatives", total)]
    named += [(level, words.LEVEL[level], counts[level]) for level in LEVELS]
    named += [("NONE", "No number", counts["NONE"])]
    change = dict.fromkeys(LEVELS, 0)
    for move in moves:
        for level, by in ((move["toLevel"], 1), (move["fromLevel"], -1)):
            if level:
                change[level] += by
    return [
        {
            "level": level,
            "name": name,
            "count": f"{count:,}",
            "change": changed(change[level]) if level in change else "",
        }
        for level, name, count in named
    ]


def days(history: Sequence[Answer], stood: Answer, wanted: Wanted) -> list[Answer]:
    """Return the days of the chart; the last is as the pack tells it, not as it was counted."""
    last = wanted.as_of.isoformat()
    return [*(each for each in history if each["day"] != last), {**stood, "day": last}]


def changed(difference: int) -> str:
    """Say by how much a count has changed."""
    if not difference:
        return "unchanged"
    return f"{abs(difference):,} {'more' if difference > 0 else 'fewer'}"


def columns(history: Sequence[Answer], locale: Locale) -> dict[str, Any]:
    """Return the counts of days at even distances, the last among them, from the last back."""
    step = -(-len(history) // COLUMNS) or 1
    picked = [history[place] for place in range(len(history) - 1, -1, -step)][::-1]
    if not picked:
        return {"columns": [], "first": "", "last": "", "told": ""}
    first, last = picked[0], picked[-1]
    spoken = "; ".join(
        f"on {locale.day(day_of(each['day']))} "
        + ", ".join(f"{each[f'{level.lower()}Count']} {level.lower()}" for level in LEVELS)
        for each in (first, last)
    )
    return {
        "columns": [list(levels_of(each).values()) for each in picked],
        "first": locale.day(day_of(first["day"])),
        "last": locale.day(day_of(last["day"])),
        "told": f"Initiatives by level of stall risk, day by day: {spoken}.",
    }


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


def left_out(left: Mapping[str, int]) -> str:
    """Say how many initiatives are not printed, and of which level they are."""
    total = sum(left.values())
    if not total:
        return ""
    spoken = {**{level: words.LEVEL[level].lower() for level in LEVELS}, "NONE": "without a number"}
    parts = ", ".join(f"{count:,} {spoken[level]}" for level, count in left.items() if count)
    return f"and {total:,} more: {parts}"


def risk(told: Answer) -> dict[str, str]:
    """Return a stall risk: its number and level, or the word for why there is none."""
    level = told["level"] or ""
    return {
        "number": words.percent(told["probability"]),
        "level": level,
        "word": words.LEVEL[level] if level else words.STATE[told["state"]],
    }


def line(entry: Answer, locale: Locale) -> dict[str, Any]:
    """Return an initiative in a line."""
    judged, owner, coming = entry["stallRisk"], entry["owner"], entry["nextMilestone"]
    department = owner and owner["department"]
    said = entry["said"]
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
        "saidOn": locale.short(day_of(entry["saidOn"])),
        "apart": far_apart(entry),
        "promise": title(promise),
        "due": due,
        "overdue": bool(late),
    }


def far_apart(entry: Answer) -> bool:
    """Tell whether the owner says on track while the facts show a high risk or more."""
    return entry["said"] == "ON_TRACK" and entry["stallRisk"]["level"] in LOOKED_INTO


def looked_into(entry: Answer, locale: Locale) -> dict[str, Any]:
    """Return an initiative with why it may stall, and what would lower that."""
    judged = entry["stallRisk"]
    reasons, levers = judged["reasons"], judged["levers"]
    return {
        **line(entry, locale),
        "why": sentence(reasons[0]["sentence"]) if reasons else "",
        "lower": sentence(levers[0]["sentence"]) if levers else "",
    }


def so_many(number: int, one: str) -> str:
    """Say how many: No win, 1 win, 1,200 wins."""
    return words.counted(number, one).replace(str(number), f"{number:,}" if number else "No", 1)


def brief(
    data: Answer, told: Mapping[str, Any], wanted: Wanted, today: date
) -> list[tuple[str, str]]:
    """Return the pack in a few lines: what stands out in each, and the rest of the sentence."""
    moved, moves, found = told["movers"]["counts"], told["dates"]["counts"], told["findings"]
    count, met, won = so_many, told["delivered"]["count"], told["wins"]["count"]
    since = f"since {told['sinceShort']}"
    lines = []
    entries, at_risk = data["portfolio"]["entries"], sum(told["atRisk"])
    if apart := sum(far_apart(each) for each in entries):
        called = "is called “on track” by its owner" if apart == 1 else "are called “on track”"
        # In a vast portfolio not all of those at risk are looked at.
        of = f" of the {len(entries)} most at risk" if at_risk > len(entries) else ""
        rest = f"{called} while the facts show a high or critical risk of stalling."
        lines.append((f"{count(apart, 'initiative')}{of}", rest))
    fell = f", {moved['down']} fell to a lower one" if moved["down"] else ""
    rest = f"to a higher level of stall risk {since}{fell}."
    lines.append((f"{count(moved['up'], 'initiative')} rose", rest))
    days = f", by {count(moves['days'], 'day')} in all" if moves["later"] else ""
    lines.append((f"{count(moves['later'], 'date')} moved later", f"{since}{days}."))
    rest = f"{'was' if met == 1 else 'were'} delivered {since}."
    lines.append((count(met, "milestone"), rest))
    untold = data["untold"]["totalCount"]
    # Whether a win had been shared by then is known of today alone.
    shared = (
        f" {untold:,} of all wins {'has' if untold == 1 else 'have'} not been shared with anyone."
    )
    rest = f"{'was' if won == 1 else 'were'} recorded {since}."
    rest += shared if untold and wanted.as_of == today else ""
    lines.append((count(won, "short-term win"), rest))
    grave = f", {found['grave']} of them grave" if found["grave"] else ""
    all_new = found["new"] == found["count"]
    new = f"; {'all' if all_new else found['new']} first seen {since}" if found["new"] else ""
    lines.append((count(found["count"], "finding"), f"on record{grave}{new}."))
    return lines
