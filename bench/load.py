"""A load generator that is not the bottleneck: prepared bytes, bare sockets, one thread.

A request costs it about 20 µs, where an HTTP client library takes several hundred. Connections are
kept, one request is under way on each, and the answer is only measured, not read.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

RECEIVE_BYTES = 1 << 20
TIMEOUT_SECONDS = 30.0
HEAD_END = b"\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"


class LoadError(Exception):
    """A target gave no answer, or one that is no success."""


@dataclass(slots=True)
class Sample:
    """What one run gave; latencies in seconds."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    received_bytes: int = 0

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Exchange:
    """One connection: the request under way and how much of its answer is still to come."""

    __slots__ = ("begun", "chunked", "head", "remaining", "socket")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
        self.begun = 0.0
        self.head = b""
        self.chunked = False
        self.remaining: int | None = None

    def send(self, request: bytes) -> None:
        self.head = b""
        self.chunked = False
        self.remaining = None
        self.begun = time.perf_counter()
        self.socket.sendall(request)

    def received(self, data: memoryview) -> bool:
        """Take what has come; whether the answer is complete."""
        if self.remaining is None:
            self.head += data
            end = self.head.find(HEAD_END)
            if end < 0:
                return False
            self.read_head(self.head[:end])
            data = memoryview(self.head)[end + len(HEAD_END) :]
        if self.chunked:
            return bytes(data[-len(LAST_CHUNK) :]) == LAST_CHUNK
        assert self.remaining is not None
        self.remaining -= len(data)
        return self.remaining <= 0

    def read_head(self, head: bytes) -> None:
        status = head[9:12]
        if status != b"200":
            raise LoadError(f"answered with status {status.decode(errors='replace')}")
        self.remaining = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                self.remaining = int(value)
            elif name.lower() == b"transfer-encoding":
                self.chunked = True


def load(port: int, requests: Sequence[bytes], *, connections: int, seconds: float) -> Sample:
    """Ask these requests in turn over so many connections, for so long."""
    buffer = bytearray(RECEIVE_BYTES)
    view = memoryview(buffer)
    exchanges = [Exchange(port) for _ in range(connections)]
    sample = Sample(seconds)
    position = 0
    with selectors.DefaultSelector() as selector:
        try:
            begun = time.perf_counter()
            end = begun + seconds
            for exchange in exchanges:
                selector.register(exchange.socket, selectors.EVENT_READ, exchange)
                exchange.send(requests[position % len(requests)])
                position += 1
            now = begun
            under_way = connections
            # What is under way at the end is waited for: slow targets answer in waves.
            while under_way:
                ready = selector.select(TIMEOUT_SECONDS)
                if not ready:
                    raise LoadError(f"no answer within {TIMEOUT_SECONDS:.0f} s")
                for key, _ in ready:
                    exchange = key.data
                    size = exchange.socket.recv_into(buffer)
                    if not size:
                        raise LoadError("closed the connection")
                    sample.received_bytes += size
                    if exchange.received(view[:size]):
                        now = time.perf_counter()
                        sample.latencies.append(now - exchange.begun)
                        if now < end:
                            exchange.send(requests[position % len(requests)])
                            position += 1
                        else:
                            under_way -= 1
            sample.seconds = now - begun
        finally:
            for exchange in exchanges:
                exchange.socket.close()
    return sample


def ask(port: int, request: bytes) -> bytes:
    """One request on a connection of its own; returns the body of the answer."""
    exchange = Exchange(port)
    try:
        exchange.send(request)
        whole = bytearray()
        while True:
            data = exchange.socket.recv(RECEIVE_BYTES)
            if not data:
                raise LoadError(f"closed the connection after {bytes(whole[:300])!r}")
            whole += data
            try:
                if exchange.received(memoryview(data)):
                    break
            except LoadError as error:
                raise LoadError(f"{error}: {bytes(whole[:1500])!r}") from error
    finally:
        exchange.socket.close()
    head, _, body = bytes(whole).partition(HEAD_END)
    return dechunk(body) if b"transfer-encoding: chunked" in head.lower() else body


def dechunk(body: bytes) -> bytes:
    parts = []
    while body:
        size, _, body = body.partition(b"\r\n")
        parts.append(body[: int(size, 16)])
        body = body[int(size, 16) + 2 :]
    return b"".join(parts)
