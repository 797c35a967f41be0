"""`throughline serve`: everything in one process, ready at one address."""

import argparse
import asyncio
import ipaddress
import logging
import signal
import sys
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from api.cli import CommandError, Subparsers, say
from api.commands.sign_in_link import at
from api.http.memory import freeze_gc, tune_malloc
from api.settings import (
    COMPRESS_FROM,
    LOCAL_RATE_LIMIT,
    NO_COMPRESSION,
    RATE_LIMIT,
    Settings,
)

if TYPE_CHECKING:
    import socket

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
# Requests under way when a stop is asked for have this long to be answered.
DRAIN_SECONDS = 10


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "serve",
        description=(
            "Start PostgreSQL if none is named, bring the database up to date, load the "
            "demonstration organisation on the first start, and serve the API. Ctrl-C stops it; "
            "requests under way are answered first."
        ),
        epilog=(
            "examples:\n"
            "  throughline serve\n"
            "  throughline serve --port 9000 --no-demo\n"
            "  throughline serve --database-url postgresql://user:password@host/throughline\n"
            "  throughline token create --organisation demo --role viewer    a token to ask with\n"
        ),
    )
    parser.add_argument(
        "--host", default=DEFAULT_HOST, help=f"address to listen on ({DEFAULT_HOST})"
    )
    parser.add_argument(
        "--port",
        type=int,
        default=DEFAULT_PORT,
        help=f"port to listen on ({DEFAULT_PORT}; 0 for any)",
    )
    parser.add_argument(
        "--no-demo", action="store_true", help="do not load the demonstration organisation"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    from api.commands.database import open_database

    tune_malloc()
    listener = listen(args.host, args.port)
    settings = suited(settings, listener)
    with listener, open_database(settings, say) as url:
        if not args.no_demo:
            load_demo_once(url)
        link = first_link(url) if settings.sign_in_links else None
        return serve(settings, url, listener, link)


def listen(host: str, port: int) -> "socket.socket":
    """Take the address before anything else: a port in use should not cost a set-up."""
    import socket

    try:
        family = socket.AF_INET6 if ipaddress.ip_address(host).version == 6 else socket.AF_INET
    except ValueError:
        family = socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise CommandError(
            f"Can't listen on {host}:{port}: {error}. Is a server running there? "
            "Choose another port with --port."
        ) from error
    return listener


def load_demo_once(url: str) -> None:
    """Load the demonstration organisation into a database that holds no organisation yet."""
    from integrations.demo import is_empty, load_demo

    if is_empty(url):
        load_demo(url, say)


def first_link(url: str) -> str | None:
    """Return a sign-in link to show at the start, None where it isn't clear to where."""
    from api.commands.sign_in_link import make_link

    try:
        return asyncio.run(make_link(url, None))
    except CommandError:
        return None


def serve(settings: Settings, url: str, listener: "socket.socket", link: str | None = None) -> int:
    """Serve until told to stop; the address is announced once requests are answered."""
    from api.app import create_app
    from api.commands.posting import post_of
    from api.http.server import Server, config
    from db.worker import background_work
    from integrations.importing.running.jobs import ImportJobs

    if settings.log_level != "debug":
        # The server's own milestones would bury the one line that matters.
        logging.getLogger("uvicorn").setLevel(logging.WARNING)

    class Announced(Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets=sockets)
            if self.started:
                freeze_gc()
                announce(listener, link)

    errands = [ImportJobs(url)]
    background = partial(background_work, post=post_of(settings), errands=errands)
    app = create_app(settings, url, background=background)
    server = Announced(config(app, timeout_graceful_shutdown=DRAIN_SECONDS), app.stopping)
    # Once drained, uvicorn raises the signal again: being stopped as asked is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server.run(sockets=[listener])
    return 0 if server.started else 1


def suited(settings: Settings, listener: "socket.socket") -> Settings:
    """Return the settings with what is not set suited to who can ask: this machine, or others."""
    local = ipaddress.ip_address(listener.getsockname()[0]).is_loopback
    if local and settings.provider is None:
        settings = replace(settings, sign_in_links=True)
    if settings.graphiql is None:
        # Where only trusted documents are answered, it could ask next to nothing.
        settings = replace(settings, graphiql=local and not settings.documents.only_trusted)
    if settings.introspection is None:
        settings = replace(settings, introspection=settings.graphiql)
    if settings.compress_from is None:
        # On this machine bytes cost nothing, and a proxy on it compresses by itself.
        settings = replace(settings, compress_from=NO_COMPRESSION if local else COMPRESS_FROM)
    if settings.rate_limit is None:
        settings = replace(settings, rate_limit=LOCAL_RATE_LIMIT if local else RATE_LIMIT)
    return settings


def announce(listener: "socket.socket", link: str | None) -> None:
    host, port = listener.getsockname()[:2]
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    print(f"Throughline is ready at http://{address}", flush=True)
    if link is not None:
        # For whoever reads this terminal: it opens one session, once, within minutes.
        say(f"Sign in, once and soon:   {at(f'http://{address}', link)}")
    say("A token to ask with: throughline token create --organisation demo --role viewer")
