"""`throughline backtest`: hold the stall risk against histories that have ended."""

import argparse
from pathlib import Path

from api.cli import CommandError, Subparsers, say
from api.settings import Settings


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "backtest",
        description=(
            "Run the stall risk's rule, just as the product does, over histories whose end is "
            "known, as of each snapshot day, and say how often it was right. docs/risk.md explains "
            "the figures; the exit code is 1 when one of its targets is missed. Needs the source "
            "checkout, and no database."
        ),
        epilog=(
            "examples:\n"
            "  throughline backtest --events bench/data/kep_events.csv --snapshots "
            "bench/data/kep_snapshots.csv --releases bench/data/kep_releases.csv --split test\n"
            "  throughline backtest --events ours.csv --snapshots ours_snapshots.csv --json\n"
        ),
    )
    parser.add_argument(
        "--events", required=True, type=Path, metavar="CSV", help="what was recorded, and when"
    )
    parser.add_argument(
        "--snapshots",
        required=True,
        type=Path,
        metavar="CSV",
        help="the days to judge, and what came after (stalled_H2); rows with primary = 1 count",
    )
    parser.add_argument(
        "--releases",
        type=Path,
        metavar="CSV",
        help="the days of targets that events name without a date",
    )
    parser.add_argument(
        "--split", metavar="NAME", help="only these rows, where the snapshots have a column split"
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument(
        "--plots",
        type=Path,
        metavar="FOLDER",
        help="also draw risk-reliability.svg and risk-roc.svg into this folder",
    )


def run(args: argparse.Namespace, _settings: Settings) -> int:
    import json

    from integrations.backtest.histories import HistoryError
    from integrations.backtest.output import as_json, as_table
    from integrations.backtest.pictures import draw
    from integrations.backtest.report import backtest

    try:
        report = backtest(args.events, args.snapshots, args.releases, args.split)
        if args.plots is not None:
            for path in draw(report, args.plots):
                say(f"Drew {path}")
    except (HistoryError, OSError) as error:
        raise CommandError(str(error)) from error
    if args.json:
        print(json.dumps(as_json(report), indent=2))
        for note in report.notes:
            say(note)
    else:
        print(as_table(report))
    missed = [target for target in report.targets() if target.met is False]
    for target in missed:
        measured = "not measurable" if target.value is None else f"{target.value:.4f}"
        say(f"Missed: {target.name} is {measured}, wanted {target.wanted}")
    return 1 if missed else 0
