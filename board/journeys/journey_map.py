"""The customer's way: touchpoints in order, and what initiatives do to them.

The API is asked for the few that are named, and whether there is any: all that is done to a
touchpoint stands on its own page.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from markupsafe import Markup

from board.rendering import charts, words

Found = Mapping[str, Any]
# An initiative at work changes something now; one that is over no longer does.
AT_WORK: Final = frozenset({"COMMITTED", "IN_PROGRESS", "EMBEDDING"})
OVER: Final = frozenset({"DONE", "STOPPED"})
STRENGTHENS: Final = "STRENGTHENS"
SHOWN_AT_MOST: Final = 5
# What the customer's bond hangs on most comes first.
IMPORTANCES: Final = ("CRITICAL", "HIGH", "MEDIUM", "LOW")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """What an initiative does to a touchpoint: its effect, and whether it is at work on it now."""

    it: Found
    effort: Found
    at_work: bool
    over: bool
    strengthens: bool

    @classmethod
    def of(cls, effect: Found) -> Self:
        """Read an effect; it may not be told whether its initiative is archived if none is."""
        effort: Found = effect["initiative"]
        archived = effort.get("archivedOn") is not None
        return cls(
            it=effect,
            effort=effort,
            at_work=effort["status"] in AT_WORK and not archived,
            over=effort["status"] in OVER or archived,
            strengthens=effect["direction"] == STRENGTHENS,
        )

    @property
    def drawn(self) -> Markup:
        """Which way it moves the bond, and how likely its initiative stalls."""
        seen = self.it["observedOn"] is not None
        level = self.effort["stallRisk"]["level"]
        return charts.pull(self.strengthens, self.it["strength"], seen, level)

    @property
    def description(self) -> str:
        """What it does, in words."""
        status = words.STATUS[self.effort["status"]].lower()
        does = "strengthens" if self.strengthens else "weakens"
        seen = "seen" if self.it["observedOn"] else "hoped"
        return f"{self.effort['title']} ({status}): {does} {self.it['strength']} of 5, {seen}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A touchpoint on the way; `number` counts from 1 over the whole journey.

    Improved: somebody is at work on making it better. Weakened: something at work takes from the
    bond there. `pulls` are the most urgent of those that are not over, as many as are named, and
    `more` tells whether there are others.
    """

    it: Found
    number: int
    pulls: Sequence[Pull]
    more: bool
    improved: bool
    weakened: bool

    @classmethod
    def of(cls, touchpoint: Found, number: int = 1) -> Self:
        """Read a touchpoint as the fragment Stop tells it; with its pulls, if these are told."""
        found = touchpoint["strongestEffects"]["nodes"] if "strongestEffects" in touchpoint else ()
        return cls(
            it=touchpoint,
            number=number,
            pulls=[Pull.of(each) for each in found[:SHOWN_AT_MOST]],
            more=len(found) > SHOWN_AT_MOST,
            improved=bool(touchpoint["improving"]["nodes"]),
            weakened=bool(touchpoint["weakening"]["nodes"]),
        )

    @property
    def drawn(self) -> charts.Stop:
        """What the marks draw of it."""
        return charts.Stop(self.it["importance"], improved=self.improved, weakened=self.weakened)

    @property
    def description(self) -> str:
        """Who is at work on it, in words."""
        named = "; ".join(pull.description for pull in self.pulls) or "None"
        return f"{named}; and more" if self.more else named


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage with its stations in order."""

    it: Found
    stations: Sequence[Station]


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyMap:
    """A journey as a whole.

    `efforts` are initiatives at work on it, each once, those that need attention most first, and
    `effort_count` how many there are; `found` the findings at its stations. What the bond hangs on
    most comes first among the `unimproved` and the `weakened`.
    """

    it: Found
    stages: Sequence[Stage]
    stations: Sequence[Station]
    unimproved: Sequence[Station]
    weakened: Sequence[Station]
    found: Sequence[tuple[Station, Found]]
    efforts: Sequence[Found]
    effort_count: int

    @classmethod
    def of(cls, journey: Found) -> Self:
        """Read a journey as it was answered, and number its touchpoints."""
        stages: list[Stage] = []
        stations: list[Station] = []
        for stage in journey["stages"]:
            numbered = enumerate(stage["touchpoints"], len(stations) + 1)
            stages.append(Stage(stage, [Station.of(each, number) for number, each in numbered]))
            stations += stages[-1].stations
        return cls(
            it=journey,
            stages=stages,
            stations=stations,
            unimproved=by_importance(each for each in stations if not each.improved),
            weakened=by_importance(each for each in stations if each.weakened),
            found=[(station, each) for station in stations for each in station.it["findings"]],
            efforts=journey["initiatives"]["nodes"],
            effort_count=journey["initiatives"]["totalCount"],
        )

    @property
    def most_severe(self) -> Found | None:
        """The initiative at work that is likeliest to stall."""
        return next((each for each in self.efforts if each["stallRisk"]["level"]), None)


def by_importance(stations: Iterable[Station]) -> list[Station]:
    return sorted(stations, key=lambda each: IMPORTANCES.index(each.it["importance"]))
