"""In short: a pack in a few lines, each a number that stands out and what it counts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from board.rendering import words
from board.reviews.pack.page_query import PdfQuery
from board.reviews.pack.portfolio import far_apart

Answer = Mapping[str, Any]
Line = tuple[str, str]


def brief(data: Answer, content: Mapping[str, Any], query: PdfQuery, today: date) -> list[Line]:
    """Return the lines: what stands out in each, and the rest of the sentence."""
    since = f"since {content['sinceShort']}"
    # Whether a win had been shared by then is known of today alone.
    untold = data["untold"]["totalCount"] if query.as_of == today else 0
    recorded = data["changesBetween"]["wins"]
    return [
        *called_on_track(data["portfolio"]["entries"], content["atRisk"]),
        *changes(content, since),
        won_of_review(recorded) if query.review else won(len(recorded), untold, since),
        found(content["findings"], since, of_review=bool(query.review)),
    ]


def called_on_track(entries: Sequence[Answer], at_risk: int) -> Iterator[Line]:
    """Tell how many owners say green while the facts are red, if any does."""
    if not (apart := sum(far_apart(each) for each in entries)):
        return
    called = "is called “on track” by its owner" if apart == 1 else "are called “on track”"
    # In a vast portfolio not all of those at risk are looked at.
    of = f" of the {len(entries)} most at risk" if at_risk > len(entries) else ""
    yield (
        f"{so_many(apart, 'initiative')}{of}",
        f"{called} while the facts show a high or critical risk of stalling.",
    )


def changes(content: Mapping[str, Any], since: str) -> Iterator[Line]:
    """Tell what rose, what moved later, and what was delivered."""
    moved, moves, met = (
        content["movers"]["counts"],
        content["dates"]["counts"],
        content["delivered"],
    )
    fell = f", {moved['down']:,} fell to a lower one" if moved["down"] else ""
    yield (
        f"{so_many(moved['up'], 'initiative')} rose",
        f"to a higher level of stall risk {since}{fell}.",
    )
    by = f", by {so_many(moves['days'], 'day')} in all" if moves["later"] else ""
    yield f"{so_many(moves['later'], 'date')} moved later", f"{since}{by}."
    yield so_many(met["count"], "milestone"), f"{were(met['count'])} delivered {since}."


def won(number: int, untold: int, since: str) -> Line:
    """Tell what was won, and how much of all that was ever won nobody was told of."""
    has = "has" if untold == 1 else "have"
    alone = f" {untold:,} of all wins {has} not been shared with anyone." if untold else ""
    return so_many(number, "short-term win"), f"{were(number)} recorded {since}.{alone}"


def won_of_review(shown: Sequence[Answer]) -> Line:
    """Tell what a review found worth telling: also what was won long before and not shared."""
    alone = sum(not each["shared"] for each in shown)
    content = f", {alone:,} of them not shared" if shown else ""
    return so_many(len(shown), "short-term win"), f"worth telling{content}."


def found(findings: Mapping[str, Any], since: str, *, of_review: bool) -> Line:
    """Tell how many findings there are, and how severe and new they are."""
    number, new, critical = findings["count"], findings["new"], findings["critical"]
    criticals = f", {critical:,} of them critical" if critical else ", none of them critical"
    first = "all" if new == number else f"{new:,}"
    if of_review:
        said = f"first seen {since}{criticals if number else ''}."
    else:
        news = f"; {first} first seen {since}" if new else ""
        said = f"on record{criticals if number else ''}{news}."
    return so_many(number, "finding"), said


def were(number: int) -> str:
    return "was" if number == 1 else "were"


def so_many(number: int, one: str) -> str:
    """Say how many: No wins, 1 win, 1,200 wins."""
    return words.counted(number, one).replace(str(number), f"{number:,}" if number else "No", 1)
