"""python3 dev.py bench: Throughline against its peers, over HTTP, on the same generated data."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from bench import subscriptions
from bench.database import Bench, default_folder, open_bench
from bench.generate import FULL, SMALL
from bench.load import LoadError
from bench.measure import Series, UnequalError, measure
from bench.node import POSTGRAPHILE, ensure_packages
from bench.processes import TargetError, run_target
from bench.report import append_results, markdown, terminal_table
from bench.scenarios import SCENARIOS, Scenario
from bench.subscriptions import measure_subscriptions
from bench.targets import TARGETS, Target, http_request, postgraphile_node
from db.server.embedded import EmbeddedError

NAMES = [target.name for target in TARGETS]
SUBSCRIPTIONS = "subscriptions"
SCENARIO_NAMES = [*(scenario.name for scenario in SCENARIOS), SUBSCRIPTIONS]


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 dev.py bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="length of one measurement (3)")
    parser.add_argument("--rounds", type=int, default=7, help="measurements of each target (7)")
    parser.add_argument(
        "--only", action="append", choices=SCENARIO_NAMES, help="this scenario; can be repeated"
    )
    parser.add_argument("--connections", default="1,16", help="numbers of connections (1,16)")
    parser.add_argument(
        "--targets",
        default=",".join(NAMES),
        help=f"whom to measure, the first being compared with the others ({','.join(NAMES)})",
    )
    parser.add_argument("--small", action="store_true", help="little data, for a quick try")
    parser.add_argument("--write", action="store_true", help="append to bench/RESULTS.md")
    parser.add_argument("--data-dir", type=Path, default=default_folder(), help="%(default)s")
    parser.add_argument("--database-url", help="a server of one's own; a database is made in it")
    options = parser.parse_args(arguments)
    try:
        options.connections = [int(part) for part in options.connections.split(",")]
    except ValueError:
        parser.error("--connections takes numbers such as 1,16")
    options.targets = options.targets.split(",")
    if unknown := set(options.targets) - set(NAMES):
        parser.error(f"--targets: there is no {', '.join(sorted(unknown))}")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(arguments)
    # A polite end must also end what was started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    by_name = {target.name: target for target in TARGETS}
    targets = [by_name[name] for name in options.targets]
    scenarios = [one for one in SCENARIOS if not options.only or one.name in options.only]
    subscribed = not options.only or SUBSCRIPTIONS in options.only
    try:
        if scenarios and any(target.name == "postgraphile" for target in targets):
            ensure_packages(POSTGRAPHILE, postgraphile_node())
        scale = SMALL if options.small else FULL
        with open_bench(scale, options.database_url, options.data_dir, say) as bench:
            found = run(bench, targets, scenarios, options) if scenarios else []
            told = measure_subscriptions(bench, say) if subscribed else None
    except (EmbeddedError, LoadError, TargetError, UnequalError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"bench: this step failed: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("Interrupted; everything started has been ended.")
        return 130
    print(terminal_table(found))
    if told is not None:
        print(subscriptions.table(told))
    if options.write:
        if found:
            append_results(markdown(found, bench.version, options.seconds))
        if told is not None:
            append_results(subscriptions.markdown(told, bench.version))
        say("Appended to bench/RESULTS.md.")
    return 0


def run(
    bench: Bench,
    targets: Sequence[Target],
    scenarios: Sequence[Scenario],
    options: argparse.Namespace,
) -> list[Series]:
    """Start all targets, measure every scenario, end them."""
    found: list[Series] = []
    with ExitStack() as stack:
        started = []
        for target in targets:
            say(f"Starting {target.title} ...")
            asked = bench.organisations[0]
            identity = str(bench.initiatives[asked.id][0])
            first = http_request(target, target.ask(SCENARIOS[-1], asked, identity), asked)
            started.append(stack.enter_context(run_target(target, bench.url, first)))
        for scenario in scenarios:
            found += measure(
                started,
                scenario,
                bench,
                connections=options.connections,
                seconds=options.seconds,
                rounds=options.rounds,
                say=say,
            )
    return found


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
