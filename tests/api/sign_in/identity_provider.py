"""A real OpenID provider in a process of its own, and a proxy that writes down what it is asked.

The provider (PyPI's oidc-provider-mock) does not look at PKCE, so the proxy in front of it does:
what it has written down tells the challenge and the verifier.
"""

import base64
import contextlib
import hashlib
import http.client
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx

from bench.processes import reserved_port

STARTED_WITHIN_SECONDS = 90.0


@dataclass
class IdentityProvider:
    """The provider as everybody reaches it: through the proxy."""

    address: str
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    def enrol(self, subject: str, **claims: object) -> None:
        """Make the provider know somebody."""
        httpx.put(f"{self.address}/users/{subject}", json=claims).raise_for_status()

    def requests(self, path: str, method: str = "GET") -> list[dict[str, str]]:
        """Return what was given with each request to a path, oldest first."""
        return [given for each, at, given in self.asked if (each, at) == (method, path)]

    def check_pkce(self) -> None:
        """Hold the code that was redeemed last to the challenge it was asked with."""
        wanted, redeemed = (
            self.requests("/oauth2/authorize")[-1],
            self.requests("/oauth2/token", "POST")[-1],
        )
        assert wanted["response_type"] == "code"
        assert wanted["code_challenge_method"] == "S256"
        assert 43 <= len(redeemed["code_verifier"]) <= 128
        digest = hashlib.sha256(redeemed["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        assert wanted["code_challenge"] == challenge
        assert redeemed["grant_type"] == "authorization_code"
        assert redeemed["redirect_uri"] == wanted["redirect_uri"]


def single(query: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(query).items()}


@contextlib.contextmanager
def recording(target: str, asked: list[tuple[str, str, dict[str, str]]]) -> Iterator[str]:
    """Hand every request on to the target as it is, writing down what was given with it."""
    host = urlsplit(target).netloc

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def hand_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            parts = urlsplit(self.path)
            form = self.headers.get("content-type", "").startswith("application/x-www-form")
            given = single(parts.query) | (single(body.decode()) if form else {})
            asked.append((self.command, parts.path, given))
            connection = http.client.HTTPConnection(host, timeout=60)
            try:
                # With the name it was asked by: the provider calls itself so.
                connection.request(self.command, self.path, body, dict(self.headers))
                answer = connection.getresponse()
                content = answer.read()
            finally:
                connection.close()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in {"content-length", "connection", "server", "date"}:
                    self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = hand_on  # noqa: N815 - the names http.server looks for

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.contextmanager
def provider_process(port: int) -> Iterator[str]:
    """Run the provider on a port; yield its address."""
    program = Path(sys.executable).with_name("oidc-provider-mock")
    process = subprocess.Popen(
        [program, "--port", str(port), "--require-nonce", "true"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + STARTED_WITHIN_SECONDS
        while True:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{address}/jwks").status_code == 200:
                    break
            assert process.poll() is None, "the provider did not start"
            assert time.monotonic() < deadline, "the provider takes too long to start"
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(60)


@contextlib.contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    """Run the provider and the proxy in front of it."""
    asked: list[tuple[str, str, dict[str, str]]] = []
    with (
        reserved_port() as port,
        provider_process(port) as behind,
        recording(behind, asked) as address,
    ):
        yield IdentityProvider(address, asked)
