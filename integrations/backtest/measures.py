"""The statistics of a back-test, on the standard library (docs/decisions/0014-*.md says why).

Labels are True for what happened (the initiative stalled), scores are higher where it was more to
be expected. What can't be told, such as an AUC when everything stalled, is None.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from statistics import fmean, quantiles
from typing import Final, NamedTuple

DRAWS: Final = 2_000
SEED: Final = 2023
BINS: Final = 10


class Step(NamedTuple):
    """The rows of one cluster that share one score: how many stalled, how many did not."""

    cluster: int
    stalled: int
    other: int


class Ranking:
    """Rows ranked by a score, highest first; rows of one score form one block.

    It is made once, so that thousands of draws of clusters need no sorting: each draw only weighs
    the rows by how often their cluster was drawn.
    """

    def __init__(
        self, labels: Sequence[bool], scores: Sequence[float], clusters: Sequence[int] | None = None
    ) -> None:
        cluster_of = clusters if clusters is not None else [0] * len(labels)
        rows = sorted(zip(scores, cluster_of, labels, strict=True), key=lambda row: -row[0])
        self.blocks: list[list[Step]] = []
        for _, block in groupby(rows, key=lambda row: row[0]):
            counted: dict[int, list[int]] = defaultdict(lambda: [0, 0])
            for _, cluster, label in block:
                counted[cluster][not label] += 1
            self.blocks.append([Step(key, *counts) for key, counts in counted.items()])

    def counts(self, weights: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield how many stalled and how many did not at each score, from the highest down."""
        for block in self.blocks:
            stalled = other = 0
            for cluster, with_label, without in block:
                weight = weights[cluster]
                stalled += weight * with_label
                other += weight * without
            yield stalled, other

    def auc(self, weights: Sequence[int] = (1,)) -> float | None:
        """The chance that a stalled row has the higher score than one that did not; ties half."""
        area, stalled, others = 0.0, 0, 0
        for block_stalled, block_other in self.counts(weights):
            area += block_other * (stalled + block_stalled / 2)
            stalled += block_stalled
            others += block_other
        return area / (stalled * others) if stalled and others else None


def auc(labels: Sequence[bool], scores: Sequence[float]) -> float | None:
    return Ranking(labels, scores).auc()


def average_precision(labels: Sequence[bool], scores: Sequence[float]) -> float | None:
    """The precision at each score, weighted by the recall that it adds; no interpolation."""
    total, stalled, flagged, found = sum(labels), 0, 0, 0.0
    for block_stalled, block_other in Ranking(labels, scores).counts((1,)):
        stalled += block_stalled
        flagged += block_stalled + block_other
        found += block_stalled * stalled / flagged
    return found / total if total else None


def brier(labels: Sequence[bool], probabilities: Sequence[float]) -> float | None:
    """The mean squared distance between probability and what happened: 0 is perfect."""
    distances = [(one - label) ** 2 for label, one in zip(labels, probabilities, strict=True)]
    return fmean(distances) if distances else None


class Bin(NamedTuple):
    """Rows whose probability lies in [low, high), the last bin including 1."""

    low: float
    high: float
    rows: int
    predicted: float
    observed: float


def reliability(labels: Sequence[bool], probabilities: Sequence[float]) -> tuple[Bin, ...]:
    """Compare what was predicted with what happened in ten bins of equal width; empty ones are
    left out."""
    members: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for label, one in zip(labels, probabilities, strict=True):
        members[min(int(one * BINS), BINS - 1)].append((one, label))
    return tuple(
        Bin(
            number / BINS,
            (number + 1) / BINS,
            len(rows),
            fmean(one for one, _ in rows),
            fmean(label for _, label in rows),
        )
        for number, rows in sorted(members.items())
    )


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """The expected calibration error: the distances in the bins, weighted by their rows."""
    rows = sum(one.rows for one in bins)
    if not rows:
        return None
    return sum(one.rows * abs(one.predicted - one.observed) for one in bins) / rows


def roc(labels: Sequence[bool], scores: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """The points (share of the others flagged, share of the stalled found), from (0, 0) on."""
    all_stalled = sum(labels)
    all_others = len(labels) - all_stalled
    if not all_stalled or not all_others:
        return ()
    points, stalled, others = [(0.0, 0.0)], 0, 0
    for block_stalled, block_other in Ranking(labels, scores).counts((1,)):
        stalled += block_stalled
        others += block_other
        points.append((others / all_others, stalled / all_stalled))
    return tuple(points)


class Interval(NamedTuple):
    low: float
    high: float


def intervals(
    clusters: int, statistics: Sequence[Callable[[Sequence[int]], float | None]]
) -> tuple[Interval | None, ...]:
    """Return 95 % intervals by drawing whole clusters, as many as there are, with replacement.

    Each statistic gets how often every cluster was drawn; all of them see the same draws, and a
    draw that leaves one undefined is left out for it. The draws are always the same.
    """
    draw = random.Random(SEED)
    found: list[list[float]] = [[] for _ in statistics]
    for _ in range(DRAWS if clusters else 0):
        weights = [0] * clusters
        for chosen in draw.choices(range(clusters), k=clusters):
            weights[chosen] += 1
        for values, statistic in zip(found, statistics, strict=True):
            value = statistic(weights)
            if value is not None:
                values.append(value)
    return tuple(interval_of(values) for values in found)


def interval_of(values: Sequence[float]) -> Interval | None:
    if len(values) < DRAWS / 2:
        return None
    cuts = quantiles(values, n=40, method="inclusive")
    return Interval(cuts[0], cuts[-1])
