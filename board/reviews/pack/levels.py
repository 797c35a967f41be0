"""Levels: how many initiatives are of which level of stall risk, now and day by day."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from board.rendering import words
from board.rendering.days import day_of
from board.rendering.locale import Locale
from board.reviews.pack.page_query import PdfQuery

Answer = Mapping[str, Any]
LEVELS: Final = ("CRITICAL", "HIGH", "WATCH", "LOW")
# More days than this are told at even distances.
COLUMNS: Final = 62


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


def changed(difference: int) -> str:
    """Say by how much a count has changed."""
    if not difference:
        return "unchanged"
    return f"{abs(difference):,} {'more' if difference > 0 else 'fewer'}"


def days(history: Sequence[Answer], stood: Answer, query: PdfQuery) -> list[Answer]:
    """Return the days of the chart; the last is as the pack tells it, not as it was counted."""
    last = query.as_of.isoformat()
    return [*(each for each in history if each["day"] != last), {**stood, "day": last}]


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


def left_out(left: Mapping[str, int]) -> str:
    """Say how many initiatives are not printed, and of which level they are."""
    total = sum(left.values())
    if not total:
        return ""
    spoken = {**{level: words.LEVEL[level].lower() for level in LEVELS}, "NONE": "without a number"}
    parts = ", ".join(f"{count:,} {spoken[level]}" for level, count in left.items() if count)
    return f"and {total:,} more: {parts}"
