"""Content: what was answered, as the lines, numbers and marks of a review pack.

Everything here is plain text and numbers. The template lays it out and reads nothing as markup.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from board.rendering import words
from board.rendering.locale import Locale
from board.reviews.pack.brief import brief
from board.reviews.pack.changes import dates, delivered, movers, wins
from board.reviews.pack.decisions import actions, decisions
from board.reviews.pack.findings import findings
from board.reviews.pack.levels import columns, days, levels_of, tiles
from board.reviews.pack.lines import title
from board.reviews.pack.page_query import PAPERS, Wanted
from board.reviews.pack.portfolio import LOOKED_INTO, portfolio

Answer = Mapping[str, Any]


def content(data: Answer, wanted: Wanted, locale: Locale, role: str) -> dict[str, Any]:
    """Return all that a pack says; `role` is whose eyes it was seen with."""
    organisation = data["organisation"]
    today = date.fromisoformat(organisation["today"])
    stood = data["portfolio"]
    counts = {**levels_of(stood), "NONE": stood["unassessedCount"]}
    changes = data["changesBetween"]
    asked, taken = data["decisions"], data["actions"]
    # What a review led to goes on after it.
    stands_on = today if wanted.review else wanted.as_of
    told = {
        "paper": PAPERS[wanted.paper],
        "organisation": title(organisation["name"]),
        "demonstration": organisation["key"] == "demo",
        "asOf": locale.day(wanted.as_of),
        "title": title(wanted.title),
        "isReview": bool(wanted.review),
        "since": locale.day(wanted.since),
        "against": against(wanted),
        "sinceShort": locale.short(wanted.since)
        if wanted.since.year == wanted.as_of.year
        else locale.day(wanted.since),
        "madeOn": [today.year, today.month, today.day],
        "stamp": stamp(data, wanted, today, locale),
        "seenAs": words.ROLE[role],
        "total": stood["totalCount"],
        "decisions": decisions(asked["nodes"], asked["totalCount"], stands_on, locale),
        "actions": actions(taken["nodes"], taken["totalCount"], stands_on, locale),
        "atRisk": sum(counts[level] for level in LOOKED_INTO),
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


def against(wanted: Wanted) -> str:
    """Say what the day to compare with is."""
    ago = f"{words.counted(wanted.days, 'day')} before" if wanted.days else "the same day"
    return f"{title(wanted.before)}, {ago}" if wanted.before else ago


def stamp(data: Answer, wanted: Wanted, today: date, locale: Locale) -> str:
    """Say of which day the pack is, as against the day on which it was made."""
    made = locale.day(today)
    if wanted.review:
        by = data["review"]["heldBy"]
        held = f"Held by {title(by['name'])}. " if by else ""
        return (
            f"{held}What it showed was frozen on its day; decisions and actions are told as they "
            f"stand on {made}"
        )
    if wanted.as_of == today:
        stands = data["organisation"]["clockFixedOn"]
        return "The organisation's clock stands still on it" if stands else "As things stand today"
    return f"Looked up on {made}: as it was on record at the end of that day"
