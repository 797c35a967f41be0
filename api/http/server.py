"""The HTTP server: uvicorn, asking those who listen to come back before it waits for the rest."""

import socket
from collections.abc import Callable

import uvicorn

from api.cost.limits import LARGEST_BODY_BYTES

# What is kept alive by pings in between survives the idle time-outs of most proxies.
PING_SECONDS = 20.0


def config(app: object, **given: object) -> uvicorn.Config:
    """Return how the application is served; `given` are further settings of uvicorn's."""
    return uvicorn.Config(
        app,  # type: ignore[arg-type]  # uvicorn's own type of an application
        log_config=None,
        access_log=False,
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=LARGEST_BODY_BYTES,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        # Compressing for each connection anew costs more than all else together.
        ws_per_message_deflate=False,
        **given,  # type: ignore[arg-type]
    )


class Server(uvicorn.Server):
    """A server that tells the application first when it is about to stop."""

    def __init__(self, given: uvicorn.Config, stopping: Callable[[], None]) -> None:
        super().__init__(given)
        self._stopping = stopping

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping()
        await super().shutdown(sockets)
