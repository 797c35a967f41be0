"""`throughline worker`: the background work, in a process of its own or just once."""

import argparse
import asyncio
import signal
from time import monotonic
from typing import TYPE_CHECKING

from api.cli import Subparsers, say
from api.http.memory import freeze_gc, tune_malloc
from api.settings import Settings

if TYPE_CHECKING:
    from db.jobs.mail import Post

SECONDS_BETWEEN_REPORTS = 1.0


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "worker",
        description=(
            "Do what goes on beside requests: judge every initiative's stall risk when its "
            "organisation's calendar turns a page, send the weekly reminders and invitations, make "
            "room for the months to come, forget old idempotency keys. `serve` does it by itself; "
            "run workers where servers are to be spared. Any number may run at once."
        ),
        epilog=(
            "examples:\n"
            "  throughline worker           work until stopped\n"
            "  throughline worker --once    do what is due now, telling how far it is\n"
        ),
    )
    parser.add_argument(
        "--once",
        action="store_true",
        help="do what is due and exit; exit code 1 if any of it failed",
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    from api.commands.database import open_database
    from api.commands.posting import post_of

    tune_malloc()
    post = post_of(settings)
    with open_database(settings, say) as url:
        return asyncio.run(work_once(url, post) if args.once else work(url, post))


async def work_once(url: str, post: "Post | None") -> int:
    """Do one round; tell of each organisation at most once a second."""
    from db.access.invitation_delivery import Invitations
    from db.communication.reminder_delivery import Reminders
    from db.connections.connection import create_engine
    from db.sweep.daily import CONNECTIONS
    from db.sweep.progress import Progress
    from db.worker import run_round

    began = monotonic()
    reported: dict[str, float] = {}

    def report(progress: Progress) -> None:
        # Several are swept at once, and the one must not drown the other.
        last = reported.get(progress.organisation, began)
        if monotonic() - last >= SECONDS_BETWEEN_REPORTS or progress.done == progress.total:
            reported[progress.organisation] = monotonic()
            say(
                f"{progress.organisation}, {progress.day}: "
                f"{progress.work}, {progress.done} of {progress.total}"
            )

    engine = create_engine(url, pool_size=CONNECTIONS + 1, application_name="throughline-worker")
    freeze_gc()
    try:
        swept = await run_round(engine, report=report)
        unsent = uninvited = 0
        if post is not None:
            uninvited = await Invitations(engine, post).send_waiting()
            unsent = await Reminders(engine, post).send_due()
    finally:
        await engine.dispose()
    say(
        f"Swept {swept.organisations} organisations: judged {swept.judged} initiatives, "
        f"{swept.changed_levels} changed their level."
    )
    if swept.failed:
        say(f"Not finished: {', '.join(swept.failed)}. The log above tells why; run it again.")
    if unsent:
        say(f"{unsent} reminders could not be sent yet; run it again.")
    if uninvited:
        say(f"{uninvited} invitations could not be sent yet; run it again.")
    return 1 if swept.failed or unsent or uninvited else 0


async def work(url: str, post: "Post | None") -> int:
    """Work until SIGINT or SIGTERM."""
    from db.worker import background_work
    from integrations.importing.running.jobs import ImportJobs

    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    async with background_work(url, post=post, errands=[ImportJobs(url)]):
        freeze_gc()
        say("The worker is at work. Ctrl-C stops it.")
        await stopped.wait()
    return 0
