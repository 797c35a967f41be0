"""What open pages follow, as documents that the server knows by their hash.

Where nothing but trusted documents is answered, these are, too: they come from the server itself.
"""

import hashlib
from typing import Final

from board.requests.documents import document

FOLLOWED: Final = ("portfolio_changed", "initiative_changed")


def followed() -> dict[str, str]:
    """Return the text of each document by its hash."""
    texts = [document(f"requests/live/{name}") for name in FOLLOWED]
    return {hashlib.sha256(text.encode()).hexdigest(): text for text in texts}


def hashes() -> dict[str, str]:
    """Return the hash of each document by its name."""
    return dict(zip(FOLLOWED, followed(), strict=True))
