"""Tags of answers, by which a client asks whether the one it holds is still true (HTTP's ETag).

A tag is a digest of all that an answer depends on: the code that answers, the request, the values
bound for it (the organisation is always among them, the viewer where it is asked about), the class
of viewers, the organisation's day, and the organisation's state in the database. Any process of the
same version gives the same tag.
"""

import hashlib
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from domain.access.visibility import Visibility

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("api", "db", "domain")
DIGEST_BYTES = 16


class TagKey:
    """What the tag of an answer is made from, but for the organisation's state."""

    def __init__(
        self,
        asked: Sequence[object],
        arguments: Sequence[object],
        visibility: Visibility,
        today: date,
    ) -> None:
        # A class is named by a role: its set of hidden fields is written differently each time.
        parts = repr((asked, arguments, visibility.role.value, today)).encode()
        self._digest = hashlib.blake2b(parts, digest_size=DIGEST_BYTES, key=code_fingerprint())

    def tag(self, state: str) -> str:
        """Return the tag of the answer in this state of the organisation."""
        digest = self._digest.copy()
        digest.update(state.encode())
        return digest.hexdigest()


@cache
def code_fingerprint() -> bytes:
    """Return a digest of the code: another version may answer the same request otherwise."""
    digest = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.digest()
