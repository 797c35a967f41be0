"""The limit: hand-written SQL that returns the whole JSON, behind a bare ASGI app.

There is no GraphQL, no validation and no authentication here: the organisation is taken from the
request as it comes. Nothing of Throughline is used, and nothing of its planner's output.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import orjson

from bench.peers.serve import Options, serve

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

STATEMENTS = {
    path: (Path(__file__).parent / f"{path[1:]}.sql").read_text()
    for path in ("/light_page", "/canonical_page", "/initiative")
}
SESSION = {
    "jit": "off",
    "plan_cache_mode": "force_generic_plan",
    "random_page_cost": "1.1",
    "default_transaction_read_only": "on",
}


class App:
    """One statement a path: the request's JSON names the organisation and an initiative."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.pool: asyncpg.Pool[asyncpg.Record] | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.lifespan(receive, send)
            return
        body = (await receive())["body"]
        request = orjson.loads(body)
        assert self.pool is not None
        row = await self.pool.fetchrow(
            STATEMENTS[scope["path"]], UUID(request["organisation"]), UUID(request["id"])
        )
        assert row is not None
        answer = row[0].encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    async def lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        self.pool = await asyncpg.create_pool(
            self.options.database_url,
            min_size=self.options.pool_size,
            max_size=self.options.pool_size,
            server_settings=SESSION,
            reset=keep_session,
        )
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.pool.close()
        await send({"type": "lifespan.shutdown.complete"})


async def keep_session(connection: object) -> None:
    """Nothing here changes a session, so none is reset when it goes back to the pool."""


if __name__ == "__main__":
    serve(App)
