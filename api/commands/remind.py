"""`throughline remind`: what owners would be reminded of, or their reminders now."""

import argparse
import asyncio
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from api.cli import CommandError, Subparsers, say
from api.settings import Settings

if TYPE_CHECKING:
    from domain.communication.reminder import Owed
    from domain.core.mail import Letter


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "remind",
        description=(
            "Send the weekly reminder of an organisation now, whatever the day: one message to "
            "each owner to whom something is to be told and who got none lately. `serve` and "
            "`worker` send it by themselves on Monday mornings. Needs THROUGHLINE_SMTP_URL and "
            "THROUGHLINE_MAIL_FROM, except for a dry run."
        ),
        epilog=(
            "examples:\n"
            "  throughline remind --organisation acme --dry-run    show it, send nothing\n"
            "  throughline remind --organisation demo --reserved --dry-run\n"
        ),
    )
    parser.add_argument("--organisation", required=True, metavar="KEY", help="whose owners")
    parser.add_argument(
        "--dry-run", action="store_true", help="print the messages instead of sending them"
    )
    parser.add_argument(
        "--reserved",
        action="store_true",
        help="also to addresses under names reserved for examples, such as the demo's",
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    from api.commands.database import open_database
    from api.commands.posting import post_of

    if post_of(settings) is None and not args.dry_run:
        raise CommandError(
            "No mail server is named: set THROUGHLINE_SMTP_URL and THROUGHLINE_MAIL_FROM, or look "
            "at what would be sent with --dry-run."
        )
    with open_database(settings, say) as url:
        return asyncio.run(remind(url, args, settings))


async def remind(url: str, args: argparse.Namespace, settings: Settings) -> int:
    from api.commands.posting import post_of
    from api.commands.writing import organisation_named, writing
    from db.communication.reminder_delivery import Reminders
    from db.jobs.mail import Outcome, Post
    from domain.communication.reminder import compose

    async with writing(url) as units:
        organisation = await organisation_named(units, args.organisation)
        if organisation.clock_fixed_on is not None:
            raise CommandError(
                f"The clock of {organisation.key} stands still on {organisation.clock_fixed_on}: "
                "it tells of the past, and reminds nobody."
            )
        post = post_of(settings) or Post(mailer=Nobody(), base_url=settings.base_url)
        reminders = Reminders(units.engine, replace(post, reserved=args.reserved))
        if args.dry_run:
            owed = await reminders.owed(organisation)
            today = organisation.today(units.clock())
            for one in owed:
                print(as_printed(one, compose(organisation.name, one, today, post.base_url)))
            say(f"{len(owed)} would get a message. Nothing was sent.")
            return 0
        outcomes = Counter(await reminders.send_all(organisation))
    unsent = sum(outcomes[one] for one in (Outcome.LATER, Outcome.REFUSED, Outcome.UNCERTAIN))
    say(f"Sent {outcomes[Outcome.SENT]}.")
    if unsent:
        say(f"{unsent} did not get through for sure. The log above tells why.")
    return 1 if unsent else 0


def as_printed(owed: "Owed", letter: "Letter") -> str:
    return f"To: {owed.name} <{owed.email}>\nSubject: {letter.subject}\n\n{letter.text}"


class Nobody:
    """The mailer of a dry run, which sends nothing."""

    async def send(self, _letter: "Letter", _note: object) -> bool:
        raise AssertionError("a dry run sends nothing")
