"""The customer's way: touchpoints in order, and what initiatives do to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final, NamedTuple, Self

from board import marks

Found = Mapping[str, Any]
# An initiative at work changes something now; one that is over no longer does.
AT_WORK: Final = frozenset({"COMMITTED", "IN_PROGRESS", "EMBEDDING"})
OVER: Final = frozenset({"DONE", "STOPPED"})
STRENGTHENS: Final = "STRENGTHENS"
URGENCY: Final = attrgetter("urgency")
SHOWN_AT_MOST: Final = 5
# What the customer's bond hangs on most comes first.
IMPORTANCES: Final = ("DECISIVE", "HIGH", "MEDIUM", "LOW")


class Pull(NamedTuple):
    """What an initiative does to a touchpoint: its effect, and whether it is at work on it now.

    `urgency` orders pulls: those at work first, of these the likeliest to stall.
    """

    urgency: tuple[bool, bool, float, str]
    it: Found
    effort: Found
    at_work: bool
    over: bool
    strengthens: bool

    @classmethod
    def of(cls, effect: Found) -> Self:
        """Read an effect."""
        effort: Found = effect["initiative"]
        archived = effort["archivedOn"] is not None
        at_work = effort["status"] in AT_WORK and not archived
        over = effort["status"] in OVER or archived
        probability = effort["stallRisk"]["probability"] or 0
        urgency = (over, not at_work, -probability, effort["id"])
        return cls(urgency, effect, effort, at_work, over, effect["direction"] == STRENGTHENS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A touchpoint on the way; `number` counts from 1 over the whole journey.

    Improved: somebody is at work on making it better. Weakened: something at work takes from the
    bond there.
    """

    it: Found
    number: int
    pulls: Sequence[Pull]
    improved: bool
    weakened: bool

    @classmethod
    def of(cls, touchpoint: Found, number: int = 1) -> Self:
        """Read a touchpoint; what is over no longer pulls at it."""
        pulls = [pull for each in touchpoint["effects"] if not (pull := Pull.of(each)).over]
        ways = {each.strengthens for each in pulls if each.at_work}
        return cls(
            it=touchpoint,
            number=number,
            pulls=sorted(pulls, key=URGENCY),
            improved=True in ways,
            weakened=False in ways,
        )

    @property
    def shown(self) -> Sequence[Pull]:
        """The pulls that are named beside it, the most urgent; its own page has all."""
        return self.pulls[:SHOWN_AT_MOST]

    @property
    def more(self) -> int:
        """How many pulls are not named beside it."""
        return len(self.pulls) - len(self.shown)

    @property
    def drawn(self) -> marks.Stop:
        """What the marks draw of it."""
        return marks.Stop(self.it["importance"], improved=self.improved, weakened=self.weakened)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage with its stations in order."""

    it: Found
    stations: Sequence[Station]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A journey as a whole.

    `efforts` are the initiatives at work on it, each once, the likeliest to stall first; `found`
    the findings at its stations. What the bond hangs on most comes first among the `unimproved`
    and the `weakened`.
    """

    it: Found
    stages: Sequence[Stage]
    stations: Sequence[Station]
    unimproved: Sequence[Station]
    weakened: Sequence[Station]
    found: Sequence[tuple[Station, Found]]
    efforts: Sequence[Found]

    @classmethod
    def of(cls, journey: Found) -> Self:
        """Read a journey as it was answered, and number its touchpoints."""
        stages: list[Stage] = []
        stations: list[Station] = []
        for stage in journey["stages"]:
            numbered = enumerate(stage["touchpoints"], len(stations) + 1)
            stages.append(Stage(stage, [Station.of(each, number) for number, each in numbered]))
            stations += stages[-1].stations
        pulls = {
            pull.effort["id"]: pull for each in stations for pull in each.pulls if pull.at_work
        }
        return cls(
            it=journey,
            stages=stages,
            stations=stations,
            unimproved=by_importance(each for each in stations if not each.improved),
            weakened=by_importance(each for each in stations if each.weakened),
            found=[(station, each) for station in stations for each in station.it["findings"]],
            efforts=[each.effort for each in sorted(pulls.values(), key=URGENCY)],
        )

    @property
    def gravest(self) -> Found | None:
        """The initiative at work that is likeliest to stall."""
        return next((each for each in self.efforts if each["stallRisk"]["level"]), None)


def by_importance(stations: Iterable[Station]) -> list[Station]:
    return sorted(stations, key=lambda each: IMPORTANCES.index(each.it["importance"]))
