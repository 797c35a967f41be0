"""The console script `throughline`: finds the command, reads its flags, runs it.

A command is a module in api/commands/ with two functions, and a row in COMMANDS below:

    def add(subparsers: Subparsers) -> None
        Add the command's parser and its own flags: `subparsers.add_parser(NAME, ...)`, with a
        description and an epilog of examples. The common flags (--data-dir, --database-url,
        --log-level, --debug) are added here to every command, and to each of its sub-commands.

    def run(args: argparse.Namespace, settings: Settings) -> int
        Do it; the result is the exit code. `settings` already has the flags in it. Results go to
        standard output with `print`, so that a pipe gets just them; progress goes through `say`.
        Raise CommandError for what the person who typed the command can put right.

Only the module of the command that runs is imported, and it imports heavy things inside `run`, so
that help is quick. Use `api.commands.database.open_database` to get a migrated database.
"""

import argparse
import difflib
import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from api.settings import Settings

# The private type behind add_subparsers(), named once for the commands' annotations.
Subparsers = Any

EPILOG = """\
Without --database-url a PostgreSQL of our own is used: it starts with the first command that needs
it, is shared by all that run, and stops after the last.

environment variables:
  THROUGHLINE_DATABASE_URL  like --database-url
  THROUGHLINE_DATA_DIR      like --data-dir
  THROUGHLINE_LOG_LEVEL     like --log-level
  THROUGHLINE_CORS_ORIGINS  origins that may call the API from a browser, separated by commas
  THROUGHLINE_GRAPHIQL      on or off: GraphiQL at /graphql for browsers; by itself it is on while
                            `serve` listens on this machine alone
  THROUGHLINE_INTROSPECTION  on or off: whether the schema can be asked for, and errors suggest its
                            names; by itself it is on wherever GraphiQL is
  THROUGHLINE_COMPRESS_FROM  bytes from which on answers are compressed for those who accept it, or
                            off; by itself 4096, and off while only this machine can ask
  THROUGHLINE_RATE_LIMIT    points of cost a second and at once that a token may ask for, such as
                            200000/2000000, or off
  THROUGHLINE_TRUSTED_DOCUMENTS   GraphQL documents that may be asked by their SHA-256 hash: a JSON
                            file, or a folder of them
  THROUGHLINE_TRUSTED_ONLY  on: only those documents are answered
  THROUGHLINE_REGISTER_DOCUMENTS  on: clients may register documents by sending them once
  THROUGHLINE_SMTP_URL      the mail server for reminders and invitations; without one none are sent
  THROUGHLINE_MAIL_FROM     whom mail is from, such as Throughline <throughline@example.com>
  THROUGHLINE_BASE_URL      where people reach this server, for links in mail

  THROUGHLINE_OIDC_ISSUER   the OpenID provider that people sign in at, with
  THROUGHLINE_OIDC_CLIENT_ID and what else docs/operations.md tells of

`throughline COMMAND --help` tells everything about a command.
"""


class CommandError(Exception):
    """A refusal whose message is for the person at the terminal; no traceback is shown."""


@dataclass(frozen=True)
class Command:
    """One row of the command list."""

    name: str
    module: str
    summary: str


COMMANDS = (
    Command("serve", "api.commands.serve", "start everything and serve the API"),
    Command("migrate", "api.commands.migrate", "bring the database to this release's schema"),
    Command("organisation", "api.commands.organisation", "found and list organisations"),
    Command("token", "api.commands.token", "make, list and revoke tokens"),
    Command("member", "api.commands.member", "invite, list and remove those who sign in"),
    Command("sign-in-link", "api.commands.sign_in_link", "sign a browser of this machine in"),
    Command("worker", "api.commands.worker", "do the background work in a process of its own"),
    Command("import", "api.commands.import_", "bring a portfolio in from a folder of CSV files"),
    Command("export", "api.commands.export", "write an organisation to a folder of CSV files"),
    Command("pack", "api.commands.pack", "write the review pack as a PDF"),
    Command("demo", "api.commands.demo", "load the demo organisation, or move it to today"),
    Command("remind", "api.commands.remind", "send the weekly reminder now, or show it"),
    Command("backtest", "api.commands.backtest", "hold the stall risk against real histories"),
    Command("backup", "api.commands.backup", "write the whole database to one file"),
    Command("restore", "api.commands.restore", "put a backup back"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        try:
            return dispatch(words)
        finally:
            # Here, and not when the interpreter ends, so that a reader who left is noticed. None
            # where it was closed before we began.
            if sys.stdout is not None:
                sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has seen enough; the interpreter flushes once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def dispatch(words: Sequence[str]) -> int:
    """Run the command that the words name, or tell what there is."""
    if not words or words[0] in {"-h", "--help", "help"}:
        print(overview())
        return 0
    if words[0] == "--version":
        from importlib.metadata import version

        print(f"throughline {version('throughline')}")
        return 0
    command = next((row for row in COMMANDS if row.name == words[0]), None)
    if command is None:
        return unknown(words[0])
    module = importlib.import_module(command.module)
    parser = argparse.ArgumentParser(prog="throughline")
    subparsers = parser.add_subparsers(dest="command", required=True)
    module.add(subparsers)
    for leaf in leaves(subparsers.choices[command.name]):
        add_common_flags(leaf)
    return execute(module, parser.parse_args(words))


def overview() -> str:
    width = max(len(row.name) for row in COMMANDS)
    rows = "\n".join(f"  {row.name:<{width}}  {row.summary}" for row in COMMANDS)
    return (
        "usage: throughline COMMAND [flags]\n\n"
        "Throughline: the system of record for cross-functional customer-experience change.\n\n"
        f"commands:\n{rows}\n\n{EPILOG}"
    ).rstrip()


def unknown(word: str) -> int:
    close = difflib.get_close_matches(word, [row.name for row in COMMANDS], n=1)
    hint = f" Did you mean {close[0]}?" if close else ""
    say(f"throughline: there is no command {word!r}.{hint} `throughline --help` lists them all.")
    return 2


def leaves(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The parsers that are run: the command's own, or those of its sub-commands."""
    nested = [
        child
        for action in parser._actions  # argparse has no public way to list them
        if isinstance(action, argparse._SubParsersAction)
        for child in action.choices.values()
    ]
    if not nested:
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        yield parser
    for child in nested:
        yield from leaves(child)


def add_common_flags(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("flags of every command")
    group.add_argument(
        "--data-dir",
        type=Path,
        metavar="FOLDER",
        help="where the embedded PostgreSQL keeps its data",
    )
    group.add_argument(
        "--database-url",
        metavar="URL",
        help="use this PostgreSQL (16 or newer): postgresql://user:password@host:5432/database",
    )
    group.add_argument(
        "--log-level", choices=["debug", "info", "warning", "error"], help="default: info"
    )
    group.add_argument("--debug", action="store_true", help="show the traceback of an error")


def read_settings(args: argparse.Namespace) -> "Settings":
    """The environment's settings, with this command's flags on top."""
    from api.settings import Settings

    settings = Settings.from_environment()
    if args.data_dir is not None:
        # A folder named on the command line wins over a database named in the environment.
        settings = replace(settings, data_dir=args.data_dir, database_url=None)
    if args.database_url is not None:
        settings = replace(settings, database_url=args.database_url)
    if args.log_level is not None:
        settings = replace(settings, log_level=args.log_level)
    return settings


def execute(module: Any, args: argparse.Namespace) -> int:
    """Run the command; an error is one line, or its traceback with --debug."""
    try:
        settings = read_settings(args)
        configure_logging(settings.log_level)
        code: int = module.run(args, settings)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        raise
    except Exception as error:
        if args.debug:
            raise
        say(f"throughline: {describe(error)}")
        return 1
    return code


def configure_logging(level: str) -> None:
    """Log lines go to standard error; libraries are quieter than we are."""
    import logging

    logging.basicConfig(
        level=level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    if level != "debug":
        for library in ("alembic", "httpx2"):
            logging.getLogger(library).setLevel(logging.WARNING)


def describe(error: Exception) -> str:
    from api.settings import SettingsError
    from db.server.embedded import EmbeddedError

    if isinstance(error, CommandError | SettingsError | EmbeddedError):
        return str(error)
    text = " ".join(str(error).split()) or "no message"
    return f"unexpected {type(error).__name__}: {text}\nRun it again with --debug for the details."


def say(line: str) -> None:
    """A line of progress or explanation; standard output is kept for results."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
