"""What a review tells, as plain values: of a day as it is looked at, or as it was frozen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from board.rendering import words
from board.rendering.tile import Tile

Found = Mapping[str, Any]
# No list grows with the organisation: what is beyond is counted.
LINES_AT_MOST: Final = 25
FINDINGS_AT_MOST: Final = 8
LEVELS: Final = ("CRITICAL", "HIGH", "WATCH", "LOW")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """An initiative as it stood."""

    id: str
    title: str
    owner: Found | None
    status: str
    said: str | None
    said_on: str | None
    state: str
    probability: float | None
    level: str | None
    why: str | None
    next_title: str | None
    next_due_on: str | None

    @classmethod
    def today(cls, it: Found) -> Self:
        """Read an initiative as it stands."""
        says = it["latestStatusUpdate"] or {}
        said = {"reportedStatus": says.get("reportedStatus"), "reportedOn": says.get("occurredOn")}
        ahead = it["stallRisk"]["nextMilestone"]
        return cls.then({**it, **said, "initiative": it, "nextMilestone": ahead})

    @classmethod
    def then(cls, entry: Found) -> Self:
        """Read an entry of the portfolio of a day."""
        risk, ahead = entry["stallRisk"], entry["nextMilestone"] or {}
        return cls(
            **cls.common(entry, risk),
            next_title=ahead.get("title"),
            next_due_on=ahead.get("dueOn"),
        )

    @classmethod
    def held(cls, entry: Found) -> Self:
        """Read an entry of a review."""
        return cls(
            **cls.common(entry, entry),
            next_title=entry["nextTitle"],
            next_due_on=entry["nextDueOn"],
        )

    @staticmethod
    def common(entry: Found, risk: Found) -> dict[str, Any]:
        return {
            "id": entry["initiative"]["id"],
            "title": entry["title"],
            "owner": entry["owner"],
            "status": entry["status"],
            "said": entry["reportedStatus"],
            "said_on": entry["reportedOn"],
            "state": risk["state"],
            "probability": risk["probability"],
            "level": risk["level"],
            "why": risk["reasons"][0]["sentence"] if risk["reasons"] else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """A level that moved, and what moved it."""

    id: str
    title: str
    gone: bool
    before: tuple[float | None, str | None, str | None]
    after: tuple[float | None, str | None, str | None]
    why: str

    @classmethod
    def now(cls, move: Found) -> Self:
        """Read a move between two days."""
        after = (move["toProbability"], move["toLevel"], move["toState"])
        before = (move["fromProbability"], move["fromLevel"], move["fromState"])
        it = move["initiative"]
        return cls.of(it["id"], it["title"], before, after, move["sentence"])

    @classmethod
    def held(cls, entry: Found) -> Self:
        """Read a move as a review showed it."""
        after = (entry["probability"], entry["level"], entry["state"])
        before = (entry["fromProbability"], entry["fromLevel"], entry["fromState"])
        identity = entry["initiative"]["id"]
        return cls.of(identity, entry["title"], before, after, entry["sentence"])

    @classmethod
    def of(
        cls,
        identity: str,
        title: str,
        before: tuple[float | None, str | None, str | None],
        after: tuple[float | None, str | None, str | None],
        sentence: str | None,
    ) -> Self:
        gone = after[2] is None
        why = sentence or began_or_ended(before[2], after[2])
        return cls(id=identity, title=title, gone=gone, before=before, after=after, why=why)


def began_or_ended(before: str | None, after: str | None) -> str:
    """Say why there is no number on one of two sides."""
    if after is None:
        return "It is archived."
    if before is None:
        return "It is new."
    if after in words.WHY_NO_RISK:
        return words.WHY_NO_RISK[after]
    return f"Before: {words.STATE[before].lower()}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that changed, of an initiative if it is of one."""

    title: str | None
    effort: str | None = None
    effort_id: str | None = None
    text: str | None = None
    on: str | None = None
    from_due_on: str | None = None
    due_on: str | None = None
    days: int | None = None
    person: str | None = None
    shared: bool = False
    severity: str | None = None
    rule: str | None = None

    @classmethod
    def held(cls, line: Found) -> Self:
        """Read a line of a review."""
        return cls(
            title=line["title"],
            effort=line["initiativeTitle"],
            effort_id=line["initiative"] and line["initiative"]["id"],
            text=line["text"],
            on=line["occurredOn"],
            from_due_on=line["fromDueOn"],
            due_on=line["dueOn"],
            days=line["days"],
            person=line["person"] and line["person"]["name"],
            shared=bool(line["shared"]),
            severity=line["severity"],
            rule=line["rule"],
        )

    @classmethod
    def slipped(cls, replan: Found) -> Self:
        return cls(
            **of(replan["milestone"]),
            from_due_on=replan["fromDueOn"],
            due_on=replan["toDueOn"],
            days=replan["days"],
            text=replan["reason"],
            person=replan["person"] and replan["person"]["name"],
        )

    @classmethod
    def met(cls, milestone: Found) -> Self:
        return cls(**of(milestone), due_on=milestone["dueOn"], on=milestone["completedOn"])

    @classmethod
    def promised(cls, milestone: Found) -> Self:
        owner = milestone["owner"]
        return cls(**of(milestone), due_on=milestone["firstDueOn"], person=owner and owner["name"])

    @classmethod
    def won(cls, win: Found) -> Self:
        return cls(**of(win), on=win["achievedOn"], text=win["whatChanged"], shared=win["shared"])

    @classmethod
    def found(cls, finding: Found) -> Self:
        about = finding["milestone"] or finding["shortTermWin"] or {}
        place, person = finding["touchpoint"], finding["person"]
        return cls(
            **of({**finding, "title": about.get("title") or (place and place["name"])}),
            person=person and person["name"],
            text=finding["sentence"],
            severity=finding["severity"],
            rule=finding["rule"],
        )


def of(thing: Found) -> dict[str, Any]:
    """Return what a thing is called, and of which initiative it is."""
    it = thing["initiative"]
    return {"title": thing["title"], "effort": it and it["title"], "effort_id": it and it["id"]}


@dataclass(frozen=True, slots=True)
class Part:
    """A list as far as it is told, and how many there are."""

    lines: list[Any]
    total: int

    @classmethod
    def of(cls, lines: Iterable[Any], at_most: int = LINES_AT_MOST) -> Self:
        """Tell the first of these."""
        told = list(lines)
        return cls(told[:at_most], len(told))

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


def parts_now(data: Found) -> dict[str, Part]:
    """Return what changed between two days."""
    changes = data["changesBetween"]
    wins = {each["id"]: each for each in [*data["untold"]["nodes"], *changes["wins"]]}
    unshared_first = sorted(wins.values(), key=lambda win: win["shared"])
    showing = [each for each in changes["findings"] if each["goneOn"] is None]
    return {
        "moved": Part.of(map(Mover.now, changes["levels"])),
        "slipped": Part.of(map(Line.slipped, changes["slipped"])),
        "met": Part.of(map(Line.met, changes["met"])),
        "promised": Part.of(map(Line.promised, changes["promised"])),
        "wins": Part.of(map(Line.won, unshared_first)),
        "findings": Part.of(map(Line.found, most_severe_first(showing)), FINDINGS_AT_MOST),
    }


def parts_held(review: Found) -> dict[str, Part]:
    """Return what had changed by the time of a review."""
    return {
        "moved": Part.of(map(Mover.held, review["moved"])),
        **{
            name: Part.of(map(Line.held, review[name]))
            for name in ("slipped", "met", "promised", "wins")
        },
        "findings": Part.of(
            map(Line.held, most_severe_first(review["findings"])), FINDINGS_AT_MOST
        ),
    }


def most_severe_first(found: Iterable[Found]) -> list[Found]:
    """Return findings in the order of their severity."""
    ranks = list(words.SEVERITY)
    return sorted(found, key=lambda each: ranks.index(each["severity"]))


def standing(data: Found) -> tuple[Found, list[Stand]]:
    """Return the counts of a day, and its initiatives as far as they are told."""
    if "portfolio" in data:
        return data["portfolio"], [Stand.then(each) for each in data["portfolio"]["entries"]]
    counts = {f"{name}Count": data[name]["totalCount"] for name in map(str.lower, LEVELS)}
    found = data["initiatives"]
    counts["unassessedCount"] = found["totalCount"] - sum(counts.values())
    counts["totalCount"] = found["totalCount"]
    return counts, [Stand.today(each) for each in found["nodes"]]


def tiles(counts: Found, before: Found) -> list[Tile]:
    """Return the counts of the levels, then and now."""
    return [
        Tile(
            name,
            counts[field],
            level,
            "#portfolio",
            here=False,
            before=before[field],
        )
        for name, field, level in (
            ("Initiatives", "totalCount", ""),
            *((words.LEVEL[each], f"{each.lower()}Count", each) for each in LEVELS),
            ("No number", "unassessedCount", "NONE"),
        )
    ]
