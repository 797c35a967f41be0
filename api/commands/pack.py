"""`throughline pack`: write the review pack of an organisation as a PDF."""

import argparse
import asyncio
import os
from collections.abc import Awaitable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from api.cli import CommandError, Subparsers, say
from api.settings import Settings

if TYPE_CHECKING:
    from api.access.authenticator import Credentials

ROLES = ("viewer", "contributor", "editor", "admin")
PAPERS = ("a4", "letter")
# What takes longer than this says what it is doing.
PATIENCE_SECONDS = 2.0
Result = TypeVar("Result")


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "pack",
        description=(
            "Write what a leadership team takes into a review as a PDF: where to look first, what "
            "moved since another day and why, dates, wins, findings and the whole portfolio. The "
            "same as the page's `Review pack (PDF)`."
        ),
        epilog=(
            "examples:\n"
            "  throughline pack --organisation demo --output review.pdf\n"
            "  throughline pack --organisation acme --as-of 2026-03-31 --since 2026-02-28 \\\n"
            "    --role editor --paper letter --output march.pdf\n"
        ),
    )
    parser.add_argument("--organisation", required=True, metavar="KEY", help="which company")
    parser.add_argument(
        "--as-of", metavar="DAY", help="the day it tells of, such as 2026-03-31; without, today"
    )
    parser.add_argument(
        "--since",
        metavar="DAY",
        help="the day it compares with; without, that of the last review, or 30 days before",
    )
    parser.add_argument(
        "--review", metavar="ID", help="a review that was held, as it was frozen: its global id"
    )
    parser.add_argument(
        "--role",
        type=str.lower,
        choices=ROLES,
        default="viewer",
        help="whose eyes it is seen with (viewer): confidential initiatives are in the pack of an "
        "editor or admin only",
    )
    parser.add_argument(
        "--paper", type=str.lower, choices=PAPERS, default="a4", help="its size (a4)"
    )
    parser.add_argument(
        "--output", required=True, type=Path, metavar="FILE", help="where to write it"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    from api.commands.database import open_database
    from board.requests.page_context import QueryFailed
    from board.reviews.pack.pdf_renderer import PdfError

    if not args.output.parent.is_dir():
        raise CommandError(f"There is no folder {args.output.parent} to write the pack to.")
    try:
        with open_database(settings, say) as url:
            made = asyncio.run(make(url, args))
        write(made, args.output)
    except QueryFailed as refusal:
        raise CommandError(refusal.message) from refusal
    except PdfError as error:
        raise CommandError(f"The pack could not be typeset: {error}") from error
    except OSError as error:
        raise CommandError(f"The pack could not be written: {error}") from error
    print(f"{args.output}: {len(made):,} bytes")
    return 0


async def make(url: str, args: argparse.Namespace) -> bytes:
    """Ask as the role, and return the PDF."""
    from api.app import open_executor
    from api.execution.answer import Request
    from board.rendering.locale import ENGLISH
    from board.requests.page_context import data_of
    from board.reviews.pack.pack import contents
    from board.reviews.pack.page_query import Given
    from board.reviews.pack.pdf_renderer import PdfRenderer

    found = await entrance(url, args.organisation, args.role)
    said = {"asOf": args.as_of, "since": args.since, "review": args.review, "paper": args.paper}
    given = Given.read({name: word or "" for name, word in said.items()}, found.today())
    async with open_executor(url) as (executor, _, _):

        async def ask(document: str, variables: Mapping[str, object]) -> Mapping[str, Any]:
            asked = Request(document, None, variables)
            return data_of((await executor.execute(asked, found, "command-line")).body)

        asking = contents(ask, given, ENGLISH, found.role.value)
        _, content = await patiently(asking, "Gathering what the pack tells ...")
        return await patiently(PdfRenderer().make(content), "Typesetting the pack ...")


async def entrance(url: str, key: str, role: str) -> "Credentials":
    """Return what the command is let in with: whoever has the database may take any role."""
    from zoneinfo import ZoneInfo

    from api.access.authenticator import Credentials
    from api.commands.writing import organisation_named, writing
    from domain.core.identity import new_id
    from domain.core.viewer import Role

    async with writing(url) as units:
        organisation = await organisation_named(units, key)
    return Credentials(
        organisation_id=organisation.id,
        # Of no token on record: nothing is written with it.
        token_id=new_id(),
        role=Role(role.upper()),
        person_id=None,
        expires_at=None,
        time_zone=ZoneInfo(organisation.time_zone),
        clock_fixed_on=organisation.clock_fixed_on,
        organisation_key=organisation.key,
        seated=False,
    )


async def patiently(work: Awaitable[Result], sentence: str) -> Result:
    """Wait for some work, and say what it is if it takes long."""
    task = asyncio.ensure_future(work)
    done, _ = await asyncio.wait({task}, timeout=PATIENCE_SECONDS)
    if not done:
        say(sentence)
    return await task


def write(content: bytes, to: Path) -> None:
    """Write a file whole or not at all; one of that name is replaced only by a whole one."""
    unfinished = to.with_name(f".{to.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(to)
    finally:
        unfinished.unlink(missing_ok=True)
