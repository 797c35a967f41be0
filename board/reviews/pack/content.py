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
from board.reviews.pack.page_query import PAPERS, PdfQuery
from board.reviews.pack.portfolio import LOOKED_INTO, portfolio

Answer = Mapping[str, Any]


def content(data: Answer, query: PdfQuery, locale: Locale, role: str) -> dict[str, Any]:
    """Return all that a pack says; `role` is whose eyes it was seen with."""
    organisation = data["organisation"]
    today = date.fromisoformat(organisation["today"])
    stood = data["portfolio"]
    counts = {**levels_of(stood), "NONE": stood["unassessedCount"]}
    changes = data["changesBetween"]
    asked, taken = data["decisions"], data["actions"]
    # What a review led to goes on after it.
    stands_on = today if query.review else query.as_of
    shown = {
        "paper": PAPERS[query.paper],
        "organisation": title(organisation["name"]),
        "demonstration": organisation["key"] == "demo",
        "asOf": locale.day(query.as_of),
        "title": title(query.title),
        "isReview": bool(query.review),
        "since": locale.day(query.since),
        "against": against(query),
        "sinceShort": locale.short(query.since)
        if query.since.year == query.as_of.year
        else locale.day(query.since),
        "madeOn": [today.year, today.month, today.day],
        "stamp": stamp(data, query, today, locale),
        "seenAs": words.ROLE[role],
        "total": stood["totalCount"],
        "decisions": decisions(asked["nodes"], asked["totalCount"], stands_on, locale),
        "actions": actions(taken["nodes"], taken["totalCount"], stands_on, locale),
        "atRisk": sum(counts[level] for level in LOOKED_INTO),
        "tiles": tiles(stood["totalCount"], counts, changes["levels"]),
        "history": columns(days(data["history"], stood, query), locale),
        **portfolio(stood["entries"], counts, locale),
        "movers": movers(changes["levels"]),
        "dates": dates(changes["slipped"], locale),
        "delivered": delivered(changes["met"], locale),
        "wins": wins(changes["wins"], query.as_of, locale),
        "findings": findings(data, query, locale),
    }
    shown["brief"] = brief(data, shown, query, today)
    return shown


def against(query: PdfQuery) -> str:
    """Say what the day to compare with is."""
    ago = f"{words.counted(query.days, 'day')} before" if query.days else "the same day"
    return f"{title(query.before)}, {ago}" if query.before else ago


def stamp(data: Answer, query: PdfQuery, today: date, locale: Locale) -> str:
    """Say of which day the pack is, as against the day on which it was made."""
    made = locale.day(today)
    if query.review:
        by = data["review"]["heldBy"]
        held = f"Held by {title(by['name'])}. " if by else ""
        return (
            f"{held}What it showed was frozen on its day; decisions and actions are told as they "
            f"stand on {made}"
        )
    if query.as_of == today:
        stands = data["organisation"]["clockFixedOn"]
        return "The organisation's clock stands still on it" if stands else "As things stand today"
    return f"Looked up on {made}: as it was on record at the end of that day"
