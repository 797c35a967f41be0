"""Evidence: each fact behind a finding in words, with the way to what it is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from board.rendering import words
from board.rendering.days import day_of
from board.rendering.locale import Locale

# How many things of a page's evidence are named: what `nodes` answers at once.
NAMED_AT_MOST: Final = 100
TEXTS: Final = {
    "SAID": "The owner said on {day}: {word}",
    "RISK_LEVEL": "The facts say: {word} risk of stalling",
    "OLDEST_OVERDUE": "Overdue longest, it was due on {day}",
    "LAST_SAID": "Last said on {day}: {word}",
    "NEVER_SAID": "Nothing was said since work began on {day}",
    "OWNER_MISSING": "Without an owner since it began on {day}",
    "OWNER_GONE": "Its owner has been gone since {day}",
    "SPONSOR_MISSING": "Without a sponsor since it began on {day}",
    "SPONSOR_GONE": "Its sponsor has been gone since {day}",
    "LAST_WIN": "The last win was on {day}",
    "NO_WIN": "No win since work began on {day}",
    "ACHIEVED": "Won on {day}",
    "MOVED_WITHOUT_REASON": "Moved without a reason on {day}, to {until}, by {days}",
    "MOVED_AFTER_MISS": "Moved {times} since it was first missed, last on {day}, to {until}",
    "UNDATED": "Without a date since {day}",
    "BLOCKER_OVERDUE": "It waits for what was due on {day}",
    "NEEDED_LATER": "It waits for what is promised only for {day}",
    "OPEN_MILESTONES": "Open milestones, overdue or due soon: {number}",
    "DUE_NEXT": "The first of them is due on {day}",
    "CONCURRENT_CHANGES": "Initiatives that change it at once: {number}, from {day} to {until}",
    "CHANGED_BY": "{word} the bond by {number} of 5, from {day} to {until}",
    "STRENGTHENS_IT": "Strengthens the bond by {number} of 5",
    "WEAKENS_IT": "Weakens the bond by {number} of 5",
    "DEPARTMENTS": "Departments that take part: {number}",
    "DEPARTMENT": "The one that does",
    "NO_CASE_FOR_CHANGE": "Without a case for change since it began on {day}",
}
WORDS: Final = {
    **{name: said.lower() for name, said in (*words.SAID.items(), *words.LEVEL.items())},
    "STRENGTHENS": "Strengthens",
    "WEAKENS": "Weakens",
}
OPEN: Final = "an open end"
POINTERS: Final = ("milestoneId", "initiativeId", "personId", "departmentId")
Found = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact in words, and what it is about: its name, and its address."""

    text: str
    name: str | None = None
    address: str | None = None


def pointed_at(findings: Iterable[Found]) -> list[str]:
    """Return the ids of what the evidence of findings is about, each once."""
    ids = {
        each[name]: None
        for finding in findings
        for each in finding["evidence"]
        for name in POINTERS
        if each[name]
    }
    return list(ids)[:NAMED_AT_MOST]


def facts(finding: Found, things: Mapping[str, Found], locale: Locale) -> list[Fact]:
    """Return the evidence of a finding in words; `things` are those pointed at, by id."""
    return [fact(each, things, locale) for each in finding["evidence"]]


def fact(evidence: Found, things: Mapping[str, Found], locale: Locale) -> Fact:
    """Return one fact in words. More facts may come than we have words for."""
    number = evidence["number"] or 0
    text = TEXTS.get(evidence["fact"], words.rule(evidence["fact"])).format(
        day=locale.day(day_of(evidence["day"])),
        until=locale.day(day_of(evidence["until"])) or OPEN,
        word=WORDS.get(evidence["word"] or "", evidence["word"]),
        number=number,
        days=words.counted(number, "day"),
        times=words.counted(number, "time"),
    )
    for pointer in POINTERS:
        if (thing := things.get(evidence[pointer] or "")) is not None:
            return Fact(text, thing.get("title") or thing["name"], address(pointer, thing))
    return Fact(text)


def address(pointer: str, thing: Found) -> str:
    """Return where a thing is shown."""
    match pointer:
        case "initiativeId":
            return f"/initiatives/{thing['id']}"
        case "milestoneId":
            return f"/initiatives/{thing['initiative']['id']}#{thing['id']}"
        case "personId":
            return f"/?owner={thing['id']}"
        case _:
            return f"/departments/{thing['id']}"
