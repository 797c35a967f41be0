"""Many WebSocket clients in one process: as little work for each as telling the time allows."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import struct
import time
from dataclasses import dataclass, field

PATIENCE_SECONDS = 60.0


@dataclass(slots=True)
class Hearing:
    """What the clients of one target hear: when each message was there, and the last of them."""

    arrived: list[float] = field(default_factory=list)
    expected: int = 0
    all_heard: asyncio.Event = field(default_factory=asyncio.Event)
    last: bytes = b""

    def expect(self, messages: int) -> None:
        self.arrived.clear()
        self.expected = messages
        self.all_heard.clear()

    def heard(self, message: bytes) -> None:
        self.arrived.append(time.perf_counter())
        if len(self.arrived) == self.expected:
            self.last = message
            self.all_heard.set()


class Ear(asyncio.Protocol):
    """One client. It sends `greetings` once it is connected, and hears whole messages."""

    def __init__(self, hearing: Hearing, greetings: list[str]) -> None:
        self.hearing = hearing
        self.greetings = greetings
        self.buffer = bytearray()
        self.upgraded = False
        self.lost = False
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            (
                "GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
            ).encode()
        )

    def connection_lost(self, _: Exception | None) -> None:
        self.lost = True

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.upgraded:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            assert self.buffer.startswith(b"HTTP/1.1 101"), bytes(self.buffer[:200])
            del self.buffer[: end + 4]
            self.upgraded = True
            for greeting in self.greetings:
                self.send(1, greeting.encode())
        while self.frame():
            pass

    def frame(self) -> bool:
        """Take a whole frame from the buffer, if there is one."""
        if len(self.buffer) < 2:
            return False
        size, begin = self.buffer[1] & 0x7F, 2
        if size == 126:
            if len(self.buffer) < 4:
                return False
            (size,), begin = struct.unpack_from("!H", self.buffer, 2), 4
        elif size == 127:
            if len(self.buffer) < 10:
                return False
            (size,), begin = struct.unpack_from("!Q", self.buffer, 2), 10
        if len(self.buffer) < begin + size:
            return False
        kind, body = self.buffer[0] & 0x0F, bytes(self.buffer[begin : begin + size])
        del self.buffer[: begin + size]
        if kind == 1:
            if not body.startswith(b'{"type":'):
                self.hearing.heard(body)
        elif kind == 9:
            self.send(10, body)
        elif kind == 8:
            self.lost = True
        return True

    def send(self, kind: int, body: bytes) -> None:
        """Send a frame, masked with nothing: servers ask for the mask, not for its value."""
        size = len(body)
        head = struct.pack("!BB", 0x80 | kind, 0x80 | (min(126, size)))
        if size >= 126:
            head += struct.pack("!H", size)
        self.transport.write(head + b"\0\0\0\0" + body)


async def open_ears(port: int, hearing: Hearing, greetings: list[list[str]]) -> list[Ear]:
    """Connect a client for each list of greetings, a few at once."""
    loop = asyncio.get_running_loop()
    ears: list[Ear] = []
    for start in range(0, len(greetings), 50):
        made = [
            loop.create_connection(lambda each=each: Ear(hearing, each), "127.0.0.1", port)  # type: ignore[misc]
            for each in greetings[start : start + 50]
        ]
        for _, ear in await asyncio.gather(*made):
            assert isinstance(ear, Ear)
            ears.append(ear)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not all(ear.upgraded for ear in ears):
        assert time.monotonic() < deadline, "not all could connect"
        await asyncio.sleep(0.05)
    return ears


def greet(token: str, query: str, variables: dict[str, object]) -> list[str]:
    """What a client of graphql-transport-ws sends first."""
    payload = {"query": query, "variables": variables}
    return [
        json.dumps({"type": "connection_init", "payload": {"authToken": token}}),
        json.dumps({"id": "1", "type": "subscribe", "payload": payload}),
    ]
