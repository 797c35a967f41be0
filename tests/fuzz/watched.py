"""`throughline serve`, watched from within: how long each request holds the event loop.

Run as a program. It is the real command but for two things: the event loop is Python's own, whose
callbacks can be timed one by one, and `/watched` tells what was seen. Time is the loop's thread's
own (CPU), so that a busy machine makes no difference.
"""

import asyncio
import json
import sys
import time
from contextvars import ContextVar
from functools import partial
from typing import Any

import uvicorn

from api.app import Application
from api.cli import main

# What no request waits for, such as the background work.
NOBODY = "nobody"
REQUEST: ContextVar[str] = ContextVar("request", default=NOBODY)
WORST_KEPT = 20


class Watch:
    """Times every callback of the event loop; remembers the longest, and whose they were."""

    def __init__(self) -> None:
        self.worst: list[tuple[float, str]] = []
        run = asyncio.events.Handle._run

        def timed(handle: asyncio.Handle) -> None:
            begun = time.thread_time()
            run(handle)
            self.note(time.thread_time() - begun, handle)

        asyncio.events.Handle._run = timed  # type: ignore[method-assign, assignment]

    def note(self, seconds: float, handle: asyncio.Handle) -> None:
        if len(self.worst) < WORST_KEPT or seconds > self.worst[-1][0]:
            whose = handle._context.get(REQUEST, NOBODY)  # type: ignore[attr-defined]
            self.worst.append((seconds, whose))
            self.worst.sort(reverse=True)
            del self.worst[WORST_KEPT:]


def watch_requests(watch: Watch) -> None:
    """Let the application note whose request is worked on, and tell at `/watched` what was seen."""
    call = Application.__call__

    async def watched(app: Application, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] != "/watched":
            for name, value in scope.get("headers", ()):
                if name == b"x-request-id":
                    REQUEST.set(value.decode("latin-1"))
            await call(app, scope, receive, send)
            return
        body = json.dumps(watch.worst).encode()
        watch.worst.clear()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    Application.__call__ = watched  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    watch_requests(Watch())
    uvicorn.Config = partial(uvicorn.Config, loop="asyncio")  # type: ignore[misc,assignment]
    sys.exit(main(["serve", "--no-demo", "--port", "0", *sys.argv[1:]]))
