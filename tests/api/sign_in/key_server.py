"""A key server of our own: a provider's discovery and keys over real HTTP, and its tokens."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, Key, OctKey, RSAKey

AUDIENCE = "throughline-api"
WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass
class KeyServer:
    """What it publishes, and how often it was asked for it."""

    address: str = ""
    keys: list[Mapping[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    # Answers with an error instead.
    down: bool = False

    def publish(self, *keys: Key, **more: Any) -> None:
        """Publish these keys and no others."""
        self.keys = [{**key.as_dict(private=False), **more} for key in keys]

    def answer(self, path: str) -> Mapping[str, Any] | None:
        self.asked.append(path)
        if path == WELL_KNOWN:
            return {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/jwks",
                "end_session_endpoint": f"{self.address}/end",
            }
        if path.partition("?")[0] == "/end":
            return {"signed": "out"}
        return {"keys": self.keys} if path == "/jwks" else None

    @property
    def fetches(self) -> int:
        """How often the keys were fetched."""
        return self.asked.count("/jwks")

    def claims(self, **given: Any) -> dict[str, Any]:
        """Return the claims of a good token, with others in their place; None leaves one out."""
        now = int(time.time())
        good = {
            "iss": self.address,
            "sub": "ada",
            "aud": AUDIENCE,
            "exp": now + 300,
            "iat": now,
            "nbf": now,
        }
        return {name: value for name, value in {**good, **given}.items() if value is not None}

    def token(self, key: Key, header: Mapping[str, Any] | None = None, /, **given: Any) -> str:
        """Return a token signed with a key."""
        head: dict[str, Any] = {"alg": "RS256", "kid": key.kid, **(header or {})}
        head = {name: value for name, value in head.items() if value is not None}
        return jwt.encode(head, self.claims(**given), key, algorithms=[head["alg"]])


def rsa(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid})


def curve(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid})


def secret(content: str | bytes, kid: str) -> OctKey:
    return OctKey.import_key(content, {"kid": kid})


@contextlib.contextmanager
def key_server() -> Iterator[KeyServer]:
    """Serve keys on a free port of this machine."""
    found = KeyServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = found.answer(self.path)
            body = json.dumps(answer).encode()
            self.send_response(503 if found.down else 200 if answer is not None else 404)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
