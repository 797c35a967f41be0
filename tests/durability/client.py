"""A GraphQL client on one kept-alive connection, made of the standard library alone."""

import asyncio
import json
from typing import Any, NamedTuple


class Reply(NamedTuple):
    """What came back: the status, and the body if it was JSON."""

    status: int
    body: dict[str, Any]
    closing: bool


class Client:
    """Asks one question at a time. Every broken connection is a ConnectionError."""

    def __init__(self, port: int, token: str) -> None:
        self.port = port
        self.token = token
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def open(self) -> None:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)

    async def ask(self, query: str, variables: dict[str, Any], request_id: str) -> Reply:
        """Send a request and return its whole answer; the connection stays open for the next."""
        await self.open()
        assert self.streams is not None
        reader, writer = self.streams
        content = json.dumps({"query": query, "variables": variables}).encode()
        head = (
            "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {self.token}\r\nX-Request-Id: {request_id}\r\n"
            f"Content-Length: {len(content)}\r\n\r\n"
        )
        try:
            writer.write(head.encode() + content)
            await writer.drain()
            reply = await read_reply(reader)
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            self.close()
            raise ConnectionError from error
        if reply.closing:
            self.close()
        return reply

    def close(self) -> None:
        if self.streams is not None:
            self.streams[1].close()
            self.streams = None


async def read_reply(reader: asyncio.StreamReader) -> Reply:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().lower().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines if line)
    content = await reader.readexactly(int(headers["content-length"]))
    is_json = headers["content-type"].startswith("application/json")
    return Reply(
        int(first.split()[1]),
        json.loads(content) if is_json else {},
        headers.get("connection") == "close",
    )
