"""Adding a back-test up: the figures, and the targets that docs/risk.md holds them to."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from domain.risk.stall_risk import State
from integrations.backtest.histories import (
    Histories,
    History,
    HistoryError,
    Snapshot,
    Snapshots,
    read_calendar,
    read_histories,
    read_snapshots,
)
from integrations.backtest.measures import (
    Bin,
    Interval,
    Ranking,
    auc,
    average_precision,
    brier,
    calibration_error,
    intervals,
    reliability,
)
from integrations.backtest.scoring import Scored, score
from integrations.backtest.stages import Later, ladder, later_stages

AT_DUE: Final = "+0d"
AFTER_60_DAYS: Final = "+60d"
TRAIN: Final = "train"


class Figures(NamedTuple):
    """How the rule did on some of the rows. None is what they can't tell."""

    rows: int
    initiatives: int
    base_rate: float | None
    auc: float | None
    average_precision: float | None
    brier: float | None
    ece: float | None
    reliability: Sequence[Bin]


class Gain(NamedTuple):
    """The AUC gain over "any overdue": as measured, and its 95 % interval by initiative."""

    low: float | None
    mid: float | None
    high: float | None


class Target(NamedTuple):
    """One promise of docs/risk.md. `met` is None where the file has no rows to tell."""

    name: str
    wanted: str
    value: float | None
    met: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that a back-test says."""

    scored: Sequence[Scored]
    all: Figures
    at_due: Figures
    after_60_days: Figures
    baselines: Mapping[str, Sequence[float] | None]
    own_status_ranked_by: str | None
    auc_intervals: Sequence[Interval | None]
    gain: Gain
    states: Mapping[State, int]
    assessed_auc: float | None
    stages: Sequence[str]
    split: str | None
    notes: Sequence[str]

    def targets(self) -> list[Target]:
        """Hold the figures to what docs/risk.md promises of the shipped test split."""
        everything, later = self.all, self.after_60_days
        return [
            at_least("AUC, all rows", everything.auc, 0.75),
            at_least("AUC, 60 days after a due date", later.auc, 0.80, needed=later.rows > 0),
            at_least("average precision", everything.average_precision, 0.80),
            at_most("Brier score", everything.brier, 0.20),
            at_most("calibration error (ECE)", everything.ece, 0.07),
            more_than("lower bound of the AUC gain over any overdue", self.gain.low, 0.05),
        ]


def at_least(name: str, value: float | None, bound: float, *, needed: bool = True) -> Target:
    met = value >= bound if value is not None else False if needed else None
    return Target(name, f">= {bound:.2f}", value, met)


def at_most(name: str, value: float | None, bound: float) -> Target:
    return Target(name, f"<= {bound:.2f}", value, value is not None and value <= bound)


def more_than(name: str, value: float | None, bound: float) -> Target:
    return Target(name, f"> {bound:.2f}", value, value is not None and value > bound)


def backtest(events: Path, snapshots: Path, releases: Path | None, split: str | None) -> Report:
    """Read the files, score every row, and add up."""
    histories = read_histories(events, read_calendar(releases))
    read = read_snapshots(snapshots)
    chosen = of_split(read, split, snapshots)
    if not chosen:
        raise HistoryError(f"{snapshots}: no row with primary = 1 has a label in stalled_H2")
    later = later_stages(histories.of.values())
    scored = [score(history_of(histories, row), row, later) for row in chosen]
    return add_up(scored, read, histories, later, split)


def history_of(histories: Histories, row: Snapshot) -> History:
    return histories.of.get(row.initiative) or History(row.initiative)


def of_split(snapshots: Snapshots, split: str | None, path: Path) -> Sequence[Snapshot]:
    """Keep the rows of a split; where the file knows no splits, all."""
    if split is None or not snapshots.has_split:
        return snapshots.rows
    chosen = [row for row in snapshots.rows if row.split == split]
    if not chosen and snapshots.rows:
        known = ", ".join(sorted({row.split for row in snapshots.rows}))
        raise HistoryError(f"{path}: no primary row has split = {split}; there are: {known}")
    return chosen


def add_up(
    scored: Sequence[Scored], read: Snapshots, histories: Histories, later: Later, split: str | None
) -> Report:
    at_due = [row for row in scored if in_group(row, AT_DUE)]
    after = [row for row in scored if in_group(row, AFTER_60_DAYS)]
    assessed = [row for row in scored if row.state is State.ASSESSED]
    statuses, ranked_by = rank_statuses(scored, read)
    clusters = {name: at for at, name in enumerate(sorted({r.snapshot.initiative for r in scored}))}

    def ranking(rows: Sequence[Scored], scores: Sequence[float]) -> Ranking:
        return Ranking(labels(rows), scores, [clusters[row.snapshot.initiative] for row in rows])

    rule = ranking(scored, probabilities(scored))
    overdue = ranking(scored, any_overdue(scored))

    def gain(weights: Sequence[int]) -> float | None:
        one, other = rule.auc(weights), overdue.auc(weights)
        return None if one is None or other is None else one - other

    found = intervals(
        len(clusters),
        [
            rule.auc,
            ranking(at_due, probabilities(at_due)).auc,
            ranking(after, probabilities(after)).auc,
            gain,
        ],
    )
    bounds = found[3]
    return Report(
        scored=scored,
        all=figures(scored),
        at_due=figures(at_due),
        after_60_days=figures(after),
        baselines={
            "any_overdue": any_overdue(scored),
            "days_overdue": [float(row.days_overdue) for row in scored],
            "own_status": statuses,
        },
        own_status_ranked_by=ranked_by,
        auc_intervals=found[:3],
        gain=Gain(
            bounds.low if bounds else None,
            gain([1] * len(clusters)),
            bounds.high if bounds else None,
        ),
        states=Counter(row.state for row in scored),
        assessed_auc=auc(labels(assessed), probabilities(assessed)),
        stages=ladder(later),
        split=split if read.has_split else None,
        notes=notes(scored, histories, later, asked=split, has_split=read.has_split),
    )


def figures(rows: Sequence[Scored]) -> Figures:
    happened, said = labels(rows), probabilities(rows)
    bins = reliability(happened, said)
    return Figures(
        len(rows),
        len({row.snapshot.initiative for row in rows}),
        sum(happened) / len(rows) if rows else None,
        auc(happened, said),
        average_precision(happened, said),
        brier(happened, said),
        calibration_error(bins),
        bins,
    )


def labels(rows: Sequence[Scored]) -> list[bool]:
    return [row.snapshot.stalled for row in rows]


def probabilities(rows: Sequence[Scored]) -> list[float]:
    return [row.probability for row in rows]


def any_overdue(rows: Sequence[Scored]) -> list[float]:
    return [float(row.days_overdue > 0) for row in rows]


def rank_statuses(
    scored: Sequence[Scored], read: Snapshots
) -> tuple[Sequence[float] | None, str | None]:
    """Rank the owners' own statuses by how often each was followed by a stall.

    No vocabulary is assumed. The rates come from the file's training rows where it has some that
    are not among those scored, else from the scored rows themselves: hindsight, which flatters this
    baseline. A status that the training rows do not know counts as an average one.
    """
    if not any(row.snapshot.status for row in scored):
        return None, None
    scored_rows = [row.snapshot for row in scored]
    training = [row for row in read.rows if row.split == TRAIN]
    from_training = bool(training) and not any(row.split == TRAIN for row in scored_rows)
    source = training if from_training else scored_rows
    outcomes: dict[str, list[bool]] = defaultdict(list)
    for row in source:
        outcomes[row.status].append(row.stalled)
    average = sum(row.stalled for row in source) / len(source)
    rates = {status: sum(found) / len(found) for status, found in outcomes.items()}
    return [rates.get(row.status, average) for row in scored_rows], (
        TRAIN if from_training else "hindsight"
    )


def notes(
    scored: Sequence[Scored],
    histories: Histories,
    later: Later,
    *,
    asked: str | None,
    has_split: bool,
) -> list[str]:
    """Say what in the files a reader of the figures should know of."""
    said = []
    if asked is not None and not has_split:
        said.append("The snapshots have no column split: all of their rows are scored.")
    if histories.targets_without_date:
        said.append(
            f"{histories.targets_without_date:,} plans name a target that has no date there nor "
            "in the calendar: they count as undated."
        )
    silent = {row.snapshot.initiative for row in scored} - histories.of.keys()
    if silent:
        said.append(f"{len(silent):,} initiatives have snapshots and no event.")
    for event, count in sorted(histories.unknown_events.items()):
        said.append(f"{count:,} events of the unknown kind {event!r} are left out.")
    if not later:
        said.append("Nothing tells which milestone is a later stage: none delivers another.")
    return said


def in_group(row: Scored, suffix: str) -> bool:
    """Tell due-date rows and later ones apart by the snapshot's name; every row is in group ""."""
    return row.snapshot.snapshot.endswith(suffix)
