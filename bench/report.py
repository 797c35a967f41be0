"""Results as text: a table for the terminal, and ratios and CPU, dated, for bench/RESULTS.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.measure import Round, Series
from bench.targets import TARGETS

RESULTS = Path(__file__).resolve().parent / "RESULTS.md"
HEADING = (
    f"{'':34}{'requests/s':>11}{'p50 ms':>9}{'p99 ms':>9}{'app CPU ms':>12}"
    f"{'PG CPU ms':>11}{'bytes':>9}  ratio (lowest–highest)"
)
TITLES = {target.name: target.title for target in TARGETS}


def ratios(series: Series, name: str) -> list[float]:
    """How many times the target's requests the first target answers, in each round."""
    subject = next(iter(series.rounds.values()))
    return [one.rate / other.rate for one, other in zip(subject, series.rounds[name], strict=True)]


def ratio_text(series: Series, name: str) -> str:
    values = ratios(series, name)
    return f"{median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def cpu_text(rounds: Sequence[Round]) -> tuple[str, str]:
    postgres = [one.postgres_cpu for one in rounds if one.postgres_cpu is not None]
    return (
        f"{median(one.app_cpu for one in rounds):.2f}",
        f"{median(postgres):.2f}" if postgres else "–",
    )


def terminal_table(found: Sequence[Series]) -> str:
    """Every figure; absolute ones are of this machine and this moment only."""
    lines = []
    for series in found:
        subject = TITLES[next(iter(series.rounds))]
        rounds = len(next(iter(series.rounds.values())))
        what = f"{series.scenario.title}, {series.connections} connection(s), {rounds} rounds"
        lines += ["", f"{what}; ratio: {subject} / target", HEADING]
        for name, one in series.rounds.items():
            app, postgres = cpu_text(one)
            lines.append(
                f"{TITLES[name]:34}{median(part.rate for part in one):>11.1f}"
                f"{median(part.p50 for part in one):>9.2f}"
                f"{median(part.p99 for part in one):>9.2f}{app:>12}{postgres:>11}"
                f"{series.answer_bytes[name]:>9}  {ratio_text(series, name)}"
            )
    return "\n".join(lines)


def markdown(found: Sequence[Series], postgres_version: str, seconds: float) -> str:
    """Ratios and CPU of a request; no absolute times, which say more of a machine than of us."""
    subject = TITLES[next(iter(found[0].rounds))]
    rounds = len(next(iter(found[0].rounds.values())))
    conditions = (
        f"{os.cpu_count()} cores ({platform.machine()}) shared by the target, PostgreSQL "
        f"{postgres_version} and the load generator; Python {platform.python_version()}. "
        f"{rounds} interleaved rounds of {seconds:g} s. *Ratio*: requests of {subject} to one of "
        "the target, median of the rounds (lowest–highest). CPU: milliseconds of a request."
    )
    lines = [
        f"## {datetime.now(UTC):%Y-%m-%d}",
        "",
        conditions,
        "",
        "| scenario | connections | target | ratio | app CPU | PostgreSQL CPU | bytes |",
        "|---|---|---|---|---|---|---|",
    ]
    for series in found:
        for name, one in series.rounds.items():
            app, postgres = cpu_text(one)
            lines.append(
                f"| {series.scenario.title} | {series.connections} | {TITLES[name]} | "
                f"{ratio_text(series, name)} | {app} | {postgres} | {series.answer_bytes[name]:,} |"
            )
    return "\n".join([*lines, ""])


def append_results(text: str) -> None:
    with RESULTS.open("a") as file:
        file.write("\n" + text)
