"""One attempt to sign in: what the browser keeps between leaving for the provider and coming back.

It is kept in the browser's own cookie, out of reach of scripts, so that any process can go on with
it: the state proves that it is this browser that began, the nonce that the provider's word is about
this attempt, and the verifier that whoever redeems the code is who asked for it (RFC 7636).
"""

import base64
import hmac
import secrets
import time
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Final, Self
from urllib.parse import urlsplit

import orjson

LIFE_SECONDS: Final = 600
HOME: Final = "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowState:
    """Random words of one attempt, where it goes afterwards, and the organisation it is for."""

    state: str
    nonce: str
    verifier: str
    return_to: str
    organisation: str | None
    begun: int

    @classmethod
    def begin(cls, return_to: str, organisation: str | None) -> Self:
        """Begin an attempt with words of its own."""
        return cls(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            return_to=return_to,
            organisation=organisation,
            begun=int(time.time()),
        )

    def written(self) -> str:
        """Return it as a cookie can hold it."""
        return base64.urlsafe_b64encode(orjson.dumps(asdict(self))).decode().rstrip("=")

    @classmethod
    def read(cls, cookie: str | None, state: str | None) -> Self | None:
        """Return the attempt that a cookie holds, if it is of this state and still young."""
        if cookie is None or state is None:
            return None
        try:
            given = orjson.loads(base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4)))
            attempt = cls(**given)
            same = hmac.compare_digest(attempt.state.encode(), state.encode())
            young = 0 <= time.time() - attempt.begun <= LIFE_SECONDS
            words = (attempt.nonce, attempt.verifier, attempt.return_to, attempt.organisation or "")
        except (ValueError, TypeError, AttributeError):
            return None
        whole = all(isinstance(word, str) for word in words)
        return attempt if same and young and whole else None


def safe_return(wanted: str | None, origins: Collection[str] = ()) -> str:
    """Return where to go after signing in: a path of ours, or a page of a front end we know.

    Anything else would lend our name to whoever made the link: it leads home.
    """
    if wanted is None or not wanted.isprintable() or "\\" in wanted or " " in wanted:
        return HOME
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return HOME
    if parts.scheme or parts.netloc:
        known = f"{parts.scheme}://{parts.netloc}" in origins
        return wanted if known else HOME
    return wanted if wanted.startswith("/") and not wanted.startswith("//") else HOME
