"""Measuring: equal answers first, then rounds in which every target is asked in turn.

Interleaving is what makes ratios worth something: whatever else the machine does falls on all
targets alike, and a ratio is taken within a round, never across.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.database import Bench
from bench.generate import Organisation
from bench.load import ask, load
from bench.processes import Running, tree_cpu_seconds
from bench.scenarios import PAGE_SIZE, Scenario, difference, normalise
from bench.targets import connection_of, http_request

PAGES = 4
WARM_UP_SHARE = 0.5

Say = Callable[[str], None]


class UnequalError(Exception):
    """Two targets gave different data for the same question."""


@dataclass(frozen=True, slots=True)
class Round:
    """One target's part in one round; times of one request in milliseconds."""

    rate: float
    p50: float
    p99: float
    app_cpu: float
    postgres_cpu: float | None


@dataclass(slots=True)
class Series:
    """All rounds of one scenario at one number of connections, by the target's name."""

    scenario: Scenario
    connections: int
    answer_bytes: dict[str, int]
    rounds: dict[str, list[Round]] = field(default_factory=dict)


def collect(running: Running, scenario: Scenario, bench: Bench) -> tuple[list[bytes], list[Any]]:
    """The requests to put, over all organisations, and the answer to each."""
    requests: list[bytes] = []
    answers: list[Any] = []
    for organisation in bench.organisations:
        for request, answer in exchanges(running, scenario, organisation, bench):
            requests.append(request)
            answers.append(answer)
    return spread(requests), answers


def exchanges(
    running: Running, scenario: Scenario, asked: Organisation, bench: Bench
) -> list[tuple[bytes, Any]]:
    """The first full pages, each asked for after the last one's cursor; or some initiatives."""
    target = running.target
    made = []
    places: list[str | None] = [None]
    if not scenario.paged:
        places = [str(identity) for identity in bench.initiatives[asked.id]]
    for place in places:
        request = http_request(target, target.ask(scenario, asked, place), asked)
        answer = json.loads(ask(running.port, request))
        if answer.get("errors"):
            raise UnequalError(f"{target.title} answered {json.dumps(answer['errors'])[:1500]}")
        made.append((request, answer))
        if scenario.paged and len(made) < PAGES:
            page = connection_of(answer["data"])
            if len(page[scenario.rows]) == PAGE_SIZE and page["pageInfo"]["hasNextPage"]:
                places.append(page["pageInfo"]["endCursor"])  # the loop goes on with it
    return made


def spread(requests: list[bytes]) -> list[bytes]:
    """Another order, the same for all, in which neighbours concern different organisations."""
    return [part for start in range(PAGES) for part in requests[start::PAGES]]


def check_equal(scenario: Scenario, answers: dict[str, list[Any]]) -> None:
    """Every target's answers, normalised, must equal the first one's."""
    (reference, expected), *others = answers.items()
    known = [normalise(connection_of(answer["data"])) for answer in expected]
    for name, found in others:
        data = [normalise(connection_of(answer["data"])) for answer in found]
        if differs := difference(known, data):
            raise UnequalError(f"{scenario.title}: {reference} and {name} differ at {differs}")


def measure(
    targets: Sequence[Running],
    scenario: Scenario,
    bench: Bench,
    *,
    connections: Sequence[int],
    seconds: float,
    rounds: int,
    say: Say,
) -> list[Series]:
    """Check that all answer alike, warm up, then measure round by round."""
    requests: dict[str, list[bytes]] = {}
    answers: dict[str, list[Any]] = {}
    for running in targets:
        name = running.target.name
        requests[name], answers[name] = collect(running, scenario, bench)
    check_equal(scenario, answers)
    count = len(next(iter(answers.values())))
    say(f"{scenario.title}: {count} answers of {len(targets)} targets hold equal data")
    sizes = {
        running.target.name: len(ask(running.port, requests[running.target.name][0]))
        for running in targets
    }
    found = []
    for number in connections:
        series = Series(scenario, number, sizes, {running.target.name: [] for running in targets})
        for running in targets:
            load(
                running.port,
                requests[running.target.name],
                connections=number,
                seconds=max(0.2, seconds * WARM_UP_SHARE),
            )
        for turn in range(rounds):
            say(f"{scenario.title}, {number} connection(s): round {turn + 1} of {rounds}")
            first = turn % len(targets)
            for running in (*targets[first:], *targets[:first]):
                name = running.target.name
                one = measure_once(running, requests[name], bench, number, seconds)
                series.rounds[name].append(one)
        found.append(series)
    return found


def measure_once(
    running: Running, requests: list[bytes], bench: Bench, connections: int, seconds: float
) -> Round:
    app = running.cpu_seconds()
    postgres = None if bench.postmaster is None else tree_cpu_seconds(bench.postmaster)
    sample = load(running.port, requests, connections=connections, seconds=seconds)
    count = len(sample.latencies)
    spent = None
    if bench.postmaster is not None and postgres is not None:
        spent = 1000 * (tree_cpu_seconds(bench.postmaster) - postgres) / count
    return Round(
        rate=sample.rate,
        p50=1000 * sample.percentile(0.5),
        p99=1000 * sample.percentile(0.99),
        app_cpu=1000 * (running.cpu_seconds() - app) / count,
        postgres_cpu=spent,
    )
