"""The customer's way: touchpoints in order, and what initiatives do to them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from board import marks

Found = Mapping[str, Any]
# An initiative at work changes something now; one that is over no longer does.
AT_WORK: Final = frozenset({"COMMITTED", "IN_PROGRESS", "EMBEDDING"})
OVER: Final = frozenset({"DONE", "STOPPED"})
STRENGTHENS: Final = "STRENGTHENS"
# What the customer's bond hangs on most comes first.
IMPORTANCES: Final = ("DECISIVE", "HIGH", "MEDIUM", "LOW")


@dataclass(frozen=True, slots=True)
class Pull:
    """What an initiative does to a touchpoint: its effect, and whether it is at work on it now."""

    it: Found

    @property
    def effort(self) -> Found:
        """The initiative."""
        found: Found = self.it["initiative"]
        return found

    @property
    def at_work(self) -> bool:
        return self.effort["status"] in AT_WORK and not self.effort["archivedOn"]

    @property
    def over(self) -> bool:
        return self.effort["status"] in OVER or bool(self.effort["archivedOn"])

    @property
    def strengthens(self) -> bool:
        found: bool = self.it["direction"] == STRENGTHENS
        return found

    @property
    def urgency(self) -> tuple[bool, float, str]:
        """Orders pulls: those at work first, of these the likeliest to stall."""
        return (not self.at_work, -(self.effort["stallRisk"]["probability"] or 0), self.it["id"])


@dataclass(frozen=True, slots=True)
class Station:
    """A touchpoint on the way; `number` counts from 1 over the whole journey."""

    it: Found
    number: int
    pulls: tuple[Pull, ...]

    @classmethod
    def of(cls, touchpoint: Found, number: int = 1) -> Self:
        """Read a touchpoint; what is over no longer pulls at it."""
        pulls = (Pull(each) for each in touchpoint["effects"])
        current = sorted((each for each in pulls if not each.over), key=lambda each: each.urgency)
        return cls(touchpoint, number, tuple(current))

    @property
    def improved(self) -> bool:
        """Whether anybody is at work on making it better."""
        return any(each.at_work and each.strengthens for each in self.pulls)

    @property
    def weakened(self) -> bool:
        """Whether anything at work takes from the bond here."""
        return any(each.at_work and not each.strengthens for each in self.pulls)

    @property
    def drawn(self) -> marks.Stop:
        """What the marks draw of it."""
        return marks.Stop(self.it["importance"], improved=self.improved, weakened=self.weakened)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage with its stations in order."""

    it: Found
    stations: tuple[Station, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """A journey as a whole."""

    it: Found
    stages: tuple[Stage, ...]

    @classmethod
    def of(cls, journey: Found) -> Self:
        """Read a journey as it was answered, and number its touchpoints."""
        stages, number = [], 0
        for stage in journey["stages"]:
            first, number = number + 1, number + len(stage["touchpoints"])
            numbered = enumerate(stage["touchpoints"], first)
            stages.append(Stage(stage, tuple(Station.of(each, place) for place, each in numbered)))
        return cls(journey, tuple(stages))

    @property
    def stations(self) -> list[Station]:
        """All stations in order."""
        return [station for stage in self.stages for station in stage.stations]

    @property
    def unimproved(self) -> list[Station]:
        """The stations that nobody improves, what the bond hangs on most first."""
        return by_importance(each for each in self.stations if not each.improved)

    @property
    def weakened(self) -> list[Station]:
        """The stations at which something takes from the bond."""
        return by_importance(each for each in self.stations if each.weakened)

    @property
    def found(self) -> list[tuple[Station, Found]]:
        """The findings at its stations."""
        return [(station, each) for station in self.stations for each in station.it["findings"]]

    @property
    def efforts(self) -> list[Found]:
        """The initiatives at work on it, each once, the likeliest to stall first."""
        return list({each["id"]: each for each in self._efforts()}.values())

    def _efforts(self) -> Iterator[Found]:
        pulls = [pull for station in self.stations for pull in station.pulls if pull.at_work]
        yield from (each.effort for each in sorted(pulls, key=lambda each: each.urgency))

    @property
    def gravest(self) -> Found | None:
        """The initiative at work that is likeliest to stall."""
        return next((each for each in self.efforts if each["stallRisk"]["level"]), None)


def by_importance(stations: Iterable[Station]) -> list[Station]:
    return sorted(stations, key=lambda each: IMPORTANCES.index(each.it["importance"]))
