"""HTTP on a bare socket: sends exactly the bytes that are wanted, and reads what comes back."""

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass

PATIENCE_SECONDS = 120.0


@dataclass(frozen=True)
class Response:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Exchange:
    """A connection that is opened when it is needed and kept for as long as the server lets us."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def ask(self, request: bytes, pieces: int = 1) -> Response:
        """Send a request, in so many pieces with a pause between, and return the response."""
        for _ in range(2):
            fresh = self._socket is None
            if self._socket is None:
                self._socket = socket.create_connection(("127.0.0.1", self._port))
                self._socket.settimeout(PATIENCE_SECONDS)
            try:
                self._send(self._socket, request, pieces)
                found = self._receive(self._socket, bodiless=request.startswith(b"HEAD"))
            except (ConnectionError, _NothingCame):
                self.close()
                # One that was kept may have been closed meanwhile; a fresh one must be answered.
                if fresh:
                    raise
            else:
                if found.headers.get("connection") == "close" or found.status >= 400:
                    # Whatever is left of a refused body would be read as the next request.
                    self.close()
                return found
        raise ConnectionError("closed twice")

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    @staticmethod
    def _send(to: socket.socket, request: bytes, pieces: int) -> None:
        size = -(-len(request) // pieces)
        try:
            for start in range(0, len(request), size):
                to.sendall(request[start : start + size])
                if pieces > 1:
                    time.sleep(0.005)
        except (BrokenPipeError, ConnectionResetError):
            # Answered before it was all sent, and not to be sent any more: the answer is there.
            return

    @staticmethod
    def _receive(source: socket.socket, *, bodiless: bool) -> Response:
        data = b""
        while b"\r\n\r\n" not in data:
            more = source.recv(65_536)
            if not more:
                raise _NothingCame
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines)
        }
        status = int(first.split()[1])
        if bodiless or status == 304:
            return Response(status, headers, b"")
        if "content-length" in headers:
            while len(body) < int(headers["content-length"]):
                more = source.recv(1 << 20)
                if not more:
                    raise ConnectionError("the answer ends early")
                body += more
        else:
            # An error of the server's protocol, after which it closes.
            while more := source.recv(65_536):
                body += more
        return Response(status, headers, body)


class _NothingCame(Exception):  # noqa: N818 - no error on a connection that was kept
    """The connection was closed without a byte of an answer."""
