"""`throughline demo`: load the demo organisation, or move it to today."""

import argparse

from api.cli import Subparsers, say
from api.settings import Settings


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "demo",
        description=(
            "Load the organisation `demo`, a restaurant group with a year of history, unless it is "
            "there. Its story ends on the day it is loaded; --refresh tells it anew from today."
        ),
        epilog="examples:\n  throughline demo\n  throughline demo --refresh\n",
    )
    parser.add_argument(
        "--refresh",
        action="store_true",
        help="move the demo to today; what people changed in it is replaced",
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    from api.commands.database import open_database
    from integrations.demo import load_demo

    with open_database(settings, say) as url:
        if load_demo(url, say, refresh=args.refresh):
            print("demo")
        else:
            say("The demo is there already; `throughline demo --refresh` moves it to today.")
    return 0
