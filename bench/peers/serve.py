"""How the Python peers are served: uvicorn, uvloop, httptools, one worker, no access log."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import uvicorn


@dataclass(frozen=True, slots=True)
class Options:
    """What the runner tells a peer."""

    database_url: str
    port: int
    pool_size: int


def serve(create_app: Callable[[Options], Any]) -> None:
    """Serve until ended by a signal."""
    parser = argparse.ArgumentParser()
    parser.add_argument("database_url")
    parser.add_argument("port", type=int)
    parser.add_argument("pool_size", type=int)
    options = Options(**vars(parser.parse_args()))
    # The app is made inside the loop: pools and engines belong to one.
    config = uvicorn.Config(
        lambda: create_app(options),
        factory=True,
        host="127.0.0.1",
        port=options.port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
    server = uvicorn.Server(config)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(server.serve())
